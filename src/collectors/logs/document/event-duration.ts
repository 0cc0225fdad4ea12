import type { JsonObject, RawJson } from '../../contracts/document.ts';
import { rawInteger, rawJson } from '../decode/exact-json.ts';

const TICKS_PER_MS = 10_000n;
const NS_PER_MS = 1_000_000n;

/**
 * How long a call took, in nanoseconds: from `request_time` and `response_time` where the record has them, since
 * `durationMs` is sometimes wrong (−1021 for a picture of DALL·E 3). They are .NET ticks (100 ns since the year 1) of
 * 18 digits; as in Elastic's documents, what they say is cut to whole milliseconds.
 *
 * @param durationMs the record's own word, in milliseconds
 * @returns undefined if neither says a duration, and none is negative
 * @see https://github.com/elastic/integrations/issues/9987
 */
export function eventDuration(durationMs: unknown, properties: JsonObject | undefined): number | RawJson | undefined {
  const ticks = ticksBetween(properties?.['request_time'], properties?.['response_time']);
  if (ticks !== undefined && ticks >= 0n) return nanoseconds(ticks / TICKS_PER_MS);
  const ms = typeof durationMs === 'string' && durationMs.trim() !== '' ? Number(durationMs) : durationMs;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return undefined;
  const ns = Math.round(ms * 1e6);
  return Number.isSafeInteger(ns) ? ns : nanoseconds(BigInt(Math.round(ms)));
}

function ticksBetween(from: unknown, to: unknown): bigint | undefined {
  // Ticks have been beyond 2^53 since the year 29.
  const start = rawInteger(from);
  const end = rawInteger(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

function nanoseconds(ms: bigint): number | RawJson {
  const ns = ms * NS_PER_MS;
  return ns <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ns) : rawJson(String(ns));
}
