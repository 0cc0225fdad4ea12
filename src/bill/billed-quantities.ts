import type { CostPart, Usage } from '../pricing/index.ts';
import type { Attributes } from '../receiver/telemetry.ts';

/** How much of a part was used. */
export interface Quantity {
  /** Null if the span does not have it. */
  readonly count: number | null;
  readonly unit: 'token' | 'call' | 'session' | 'image' | 'character' | 'hour';
}

/** Counts of a span by the last words of their names. */
type Counts = Readonly<Record<keyof typeof NAMES, number | null>>;

const NAMES = {
  input: ['gen_ai.usage.input_tokens', 'prompt_tokens'],
  cached: ['gen_ai.usage.cache_read.input_tokens'],
  cacheWrite: ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens'],
  audioInput: ['gen_ai.usage.audio.input_tokens'],
  imageInput: ['gen_ai.usage.image.input_tokens'],
  cachedAudio: ['gen_ai.usage.audio.cache_read.input_tokens'],
  cachedImage: ['gen_ai.usage.image.cache_read.input_tokens'],
  output: ['gen_ai.usage.output_tokens', 'completion_tokens'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens'],
  audioOutput: ['gen_ai.usage.audio.output_tokens'],
  imageOutput: ['gen_ai.usage.image.output_tokens'],
  webSearches: ['azure.openai.tool_usage.web_search.calls'],
  fileSearches: ['azure.openai.tool_usage.file_search.calls'],
  codeSessions: ['azure.openai.tool_usage.code_interpreter.sessions'],
  shellSessions: ['azure.openai.tool_usage.shell.sessions'],
} as const satisfies Record<string, readonly string[]>;

function readCounts(attributes: Attributes): Counts {
  return Object.fromEntries(
    Object.entries(NAMES).map(([key, names]) => {
      const value = names.map((name) => attributes[name]).find((one) => one !== undefined);
      return [key, Number.isSafeInteger(value) && (value as number) >= 0 ? value : null];
    }),
  ) as Counts;
}

/** Reads the usage of a response from the attributes of its span, in the shape that an API sends. */
export function readWireUsage(attributes: Attributes): Usage {
  const counts = readCounts(attributes);
  return {
    prompt_tokens: counts.input,
    completion_tokens: counts.output,
    prompt_tokens_details: {
      cached_tokens: counts.cached,
      cache_write_tokens: counts.cacheWrite,
      audio_tokens: counts.audioInput,
      image_tokens: counts.imageInput,
    },
    completion_tokens_details: {
      reasoning_tokens: counts.reasoning,
      audio_tokens: counts.audioOutput,
      image_tokens: counts.imageOutput,
    },
  };
}

/**
 * Divides the usage of a span among the parts that were billed: every token is in exactly one.
 *
 * @param billed the parts that have an amount
 */
export function countParts(attributes: Attributes, billed: ReadonlySet<CostPart>): Record<CostPart, Quantity> {
  const counts = readCounts(attributes);
  const tokens = (count: number | null): Quantity => ({
    count: count !== null && count < 0 ? null : count,
    unit: 'token',
  });
  // Models without a price for images bill them as text.
  const billsImages = billed.has('imageInput') || billed.has('cachedImageInput');
  const audio = counts.audioInput ?? 0;
  const image = billsImages ? (counts.imageInput ?? 0) : 0;
  const cachedAudio = counts.cachedAudio ?? 0;
  const cachedImage = billsImages ? (counts.cachedImage ?? 0) : 0;
  const cachedText = (counts.cached ?? 0) - cachedAudio - cachedImage;
  const text = counts.input === null ? null : counts.input - audio - image - cachedText - (counts.cacheWrite ?? 0);
  const output = counts.output;
  const [audioOutput, imageOutput] = [counts.audioOutput ?? 0, counts.imageOutput ?? 0];
  // Output of a kind that the usage does not state is of the only kind that was billed.
  const isOnly = (part: CostPart): boolean => billed.has(part) && !billed.has('output');
  return {
    input: tokens(text),
    cachedInput: tokens(cachedText),
    cacheWrite: tokens(counts.cacheWrite),
    output: tokens(output === null ? null : output - audioOutput - imageOutput),
    audioInput: tokens(audio - cachedAudio),
    cachedAudioInput: tokens(cachedAudio),
    audioOutput: tokens(counts.audioOutput ?? (isOnly('audioOutput') ? output : null)),
    imageInput: tokens(image - cachedImage),
    cachedImageInput: tokens(cachedImage),
    imageOutput: tokens(counts.imageOutput ?? (isOnly('imageOutput') ? output : null)),
    images: { count: null, unit: 'image' },
    characters: { count: null, unit: 'character' },
    duration: { count: null, unit: 'hour' },
    modelRouter: tokens(counts.input),
    webSearch: { count: counts.webSearches, unit: 'call' },
    fileSearch: { count: counts.fileSearches, unit: 'call' },
    codeInterpreter: { count: counts.codeSessions, unit: 'session' },
    shell: { count: counts.shellSessions, unit: 'session' },
    imageGeneration: tokens(null),
  };
}
