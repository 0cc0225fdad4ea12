/** Every token class, in the order in which a cost is shown. */
export const TOKEN_CLASSES = {
  /** Input tokens that are not counted by a more special class. */
  input: {},
  /** Input tokens read from the prompt cache. */
  cachedInput: { billedAs: ['input'] },
  /** Input tokens written to the prompt cache (billed since gpt-5.6). */
  cacheWrite: { billedAs: ['input'] },
  /** Output tokens, reasoning included. */
  output: {},
  audioInput: {},
  cachedAudioInput: {},
  audioOutput: {},
  imageInput: { billedAs: ['input'] },
  cachedImageInput: { billedAs: ['imageInput', 'cachedInput'] },
  imageOutput: {},
} as const;

/** The name of a token class. */
export type TokenClass = keyof typeof TOKEN_CLASSES;

/** How tokens of a class are billed. */
export interface TokenClassDefinition {
  /**
   * Classes whose price applies where a row has no price for this one: that of the first that has a price, or else
   * the price that applies to the last.
   *
   * @default it has no price
   */
  readonly billedAs?: readonly TokenClass[];
}

/** The names of all token classes, in their order. */
export const TOKEN_CLASS_NAMES: readonly TokenClass[] = Object.keys(TOKEN_CLASSES) as TokenClass[];

/** The index of each class in lists that are in the order of `TOKEN_CLASSES`. */
export const CLASS_INDEX: Readonly<Record<TokenClass, number>> = Object.fromEntries(
  TOKEN_CLASS_NAMES.map((name, index) => [name, index]),
) as Record<TokenClass, number>;
