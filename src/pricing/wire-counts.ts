import type { InputTokenDetails, OutputTokenDetails, Usage } from './usage.ts';

/** A count that the usage does not state. */
export const ABSENT = -1;
/** A count that is there and cannot be one: negative, fractional, NaN, a string. */
export const INVALID = -2;

/** The counts of a usage of any API, under one name each; `ABSENT` or `INVALID` where it has no valid count. */
export interface WireCounts {
  /** False if any count is `INVALID`. */
  isValid: boolean;
  input: number;
  output: number;
  total: number;
  cached: number;
  cacheWrite: number;
  textInput: number;
  audioInput: number;
  imageInput: number;
  cachedText: number;
  cachedAudio: number;
  cachedImage: number;
  reasoning: number;
  textOutput: number;
  audioOutput: number;
  imageOutput: number;
  characters: number;
  images: number;
  imageSize: unknown;
  imageQuality: unknown;
  /** Seconds of audio; not necessarily whole. */
  seconds: number;
}

function emptyCounts(): WireCounts {
  return {
    isValid: true,
    input: ABSENT,
    output: ABSENT,
    total: ABSENT,
    cached: ABSENT,
    cacheWrite: ABSENT,
    textInput: ABSENT,
    audioInput: ABSENT,
    imageInput: ABSENT,
    cachedText: ABSENT,
    cachedAudio: ABSENT,
    cachedImage: ABSENT,
    reasoning: ABSENT,
    textOutput: ABSENT,
    audioOutput: ABSENT,
    imageOutput: ABSENT,
    characters: ABSENT,
    images: ABSENT,
    imageSize: undefined,
    imageQuality: undefined,
    seconds: ABSENT,
  };
}

/**
 * Reads a usage of any API. Never throws.
 *
 * @returns undefined if it is no object, or if a getter of it throws
 */
export function readWire(usage: unknown): WireCounts | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const counts = emptyCounts();
  try {
    readCounts(usage, counts);
  } catch {
    return undefined;
  }
  return counts;
}

function readCounts(usage: Usage, counts: WireCounts): void {
  counts.input = mainCount(usage.prompt_tokens, usage.input_tokens, counts);
  counts.output = mainCount(usage.completion_tokens, usage.output_tokens, counts);
  counts.total = count(usage.total_tokens, counts);
  readInput(usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.input_token_details, counts);
  readOutput(usage.completion_tokens_details ?? usage.output_tokens_details ?? usage.output_token_details, counts);
  counts.characters = count(usage.characters, counts);
  counts.images = count(usage.images?.count, counts);
  counts.imageSize = usage.images?.size;
  counts.imageQuality = usage.images?.quality;
  counts.seconds = seconds(usage.seconds, counts);
}

function readInput(details: InputTokenDetails | null | undefined, counts: WireCounts): void {
  counts.cached = count(details?.cached_tokens, counts);
  counts.cacheWrite = count(details?.cache_write_tokens, counts);
  counts.textInput = count(details?.text_tokens, counts);
  counts.audioInput = count(details?.audio_tokens, counts);
  counts.imageInput = count(details?.image_tokens, counts);
  const cached = details?.cached_tokens_details;
  counts.cachedText = count(cached?.text_tokens, counts);
  counts.cachedAudio = count(cached?.audio_tokens, counts);
  counts.cachedImage = count(cached?.image_tokens, counts);
}

function readOutput(details: OutputTokenDetails | null | undefined, counts: WireCounts): void {
  counts.reasoning = count(details?.reasoning_tokens, counts);
  counts.textOutput = count(details?.text_tokens, counts);
  counts.audioOutput = count(details?.audio_tokens, counts);
  counts.imageOutput = count(details?.image_tokens, counts);
}

function count(value: unknown, counts: WireCounts): number {
  if (value === undefined || value === null) return ABSENT;
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : invalid(counts);
}

function seconds(value: unknown, counts: WireCounts): number {
  if (value === undefined || value === null) return ABSENT;
  return Number.isFinite(value) && (value as number) >= 0 ? (value as number) : invalid(counts);
}

/**
 * A count that goes by two names. Gateways may send both, and then they must agree. Null is not a
 * count here: unlike a detail, the main counts are always known when there is a usage.
 */
function mainCount(one: unknown, other: unknown, counts: WireCounts): number {
  if (one === null || other === null) return invalid(counts);
  if (one === undefined) return count(other, counts);
  return other === undefined || other === one ? count(one, counts) : invalid(counts);
}

function invalid(counts: WireCounts): number {
  counts.isValid = false;
  return INVALID;
}
