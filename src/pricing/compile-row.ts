import { picoFromUsd, picoPerToken } from './pico-usd.ts';
import { TOKEN_CLASS_NAMES, TOKEN_CLASSES, type TokenClass, type TokenClassDefinition } from './token-classes.ts';
import type { Price, TokenPrices } from './types.ts';

/**
 * The rate where a row has no price: so far below zero that any sum with it is negative too, while
 * no tokens still cost 0.
 */
export const NO_RATE: number = -Number.MAX_VALUE;

/** The token rates of a row, and the rules that sort its tokens into classes. */
export interface Rates {
  /** Whole pico-USD per token, in the order of `TOKEN_CLASSES`; `NO_RATE` where there is no price. */
  readonly perToken: readonly number[];
  /** Chat models have no meter for images: what they see is counted and billed as text. */
  readonly billsImagesAsText: boolean;
  readonly billsCachedAudio: boolean;
  /** The model has audio input and text output: its input is audio, apart from a prompt. */
  readonly isTranscription: boolean;
  /** The class of output tokens whose kind the usage does not state. */
  readonly outputClass: TokenClass;
}

/** A row, prepared for arithmetic. */
export interface CompiledRow {
  readonly row: Price;
  /** Milliseconds since the epoch: the price holds from `from` until before `until`. */
  readonly from: number;
  readonly until: number;
  readonly rates: Rates;
  /** Requests with more input tokens than this are billed by `longRates`. */
  readonly longAbove: number;
  readonly longRates: Rates;
  readonly picoPerCharacter: number;
  readonly picoPerHour: number;
  readonly picoPerCall: number;
}

export function compileRow(row: Price): CompiledRow {
  const rates = compileRates(row.usdPerMillionTokens ?? {}, row.unknown);
  const long = row.longContext;
  return {
    row,
    from: row.effective === undefined ? -Infinity : Date.parse(row.effective),
    until: row.until === undefined ? Infinity : Date.parse(row.until),
    rates,
    longAbove: long ? long.above : Infinity,
    longRates: long ? compileRates(long.usdPerMillionTokens, row.unknown) : rates,
    picoPerCharacter: row.usdPerMillionCharacters === undefined ? NO_RATE : picoPerToken(row.usdPerMillionCharacters),
    picoPerHour: row.usdPerHour === undefined ? NO_RATE : picoFromUsd(row.usdPerHour),
    picoPerCall: row.usdPerThousandCalls === undefined ? NO_RATE : picoFromUsd(row.usdPerThousandCalls) / 1000,
  };
}

function compileRates(prices: TokenPrices, unknown: readonly TokenClass[] = []): Rates {
  const rate = (name: TokenClass): number => {
    const price = prices[name];
    if (price !== undefined) return picoPerToken(price);
    const { billedAs = [] }: TokenClassDefinition = TOKEN_CLASSES[name];
    const other = billedAs.find((one) => prices[one] !== undefined) ?? billedAs.at(-1);
    return other === undefined || unknown.includes(name) ? NO_RATE : rate(other);
  };
  const has = (name: TokenClass): boolean => rate(name) !== NO_RATE;
  return {
    perToken: TOKEN_CLASS_NAMES.map(rate),
    billsImagesAsText: rate('imageInput') === rate('input') && rate('cachedImageInput') === rate('cachedInput'),
    billsCachedAudio: has('cachedAudioInput'),
    isTranscription: has('audioInput') && !has('audioOutput'),
    outputClass: has('imageOutput') ? 'imageOutput' : !has('output') && has('audioOutput') ? 'audioOutput' : 'output',
  };
}
