import type { TokenCounts } from './usage.ts';
import { INVALID, readWire, type WireCounts } from './wire-counts.ts';

/**
 * Reads the token counts from the `usage` of any API's response.
 *
 * It never throws, and keeps only non-negative integers: other values are dropped.
 *
 * @returns the counts, or undefined if the usage has no count of tokens, or an invalid one
 */
export function readUsage(usage: unknown): TokenCounts | undefined {
  const wire = readWire(usage);
  return wire && tokenCounts(wire);
}

function tokenCounts(wire: WireCounts): TokenCounts | undefined {
  if (wire.input < 0 || wire.output === INVALID) return undefined;
  const { input } = wire;
  const output = Math.max(wire.output, 0);
  const counts: TokenCounts = { input, output, total: wire.total < 0 ? input + output : wire.total };
  if (wire.cached >= 0) counts.cachedInput = wire.cached;
  if (wire.cacheWrite >= 0) counts.cacheWriteInput = wire.cacheWrite;
  if (wire.textInput >= 0) counts.textInput = wire.textInput;
  if (wire.audioInput >= 0) counts.audioInput = wire.audioInput;
  if (wire.imageInput >= 0) counts.imageInput = wire.imageInput;
  if (wire.cachedText >= 0) counts.cachedTextInput = wire.cachedText;
  if (wire.cachedAudio >= 0) counts.cachedAudioInput = wire.cachedAudio;
  if (wire.cachedImage >= 0) counts.cachedImageInput = wire.cachedImage;
  if (wire.reasoning >= 0) counts.reasoningOutput = wire.reasoning;
  if (wire.textOutput >= 0) counts.textOutput = wire.textOutput;
  if (wire.audioOutput >= 0) counts.audioOutput = wire.audioOutput;
  if (wire.imageOutput >= 0) counts.imageOutput = wire.imageOutput;
  return counts;
}
