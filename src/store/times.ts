import type { ReceivedSpan } from '../receiver/telemetry.ts';
import { RecordError } from './errors.ts';

/** Times in ns outside of which a clock must be wrong. Retention would drop a record of 1970 at once. */
const [FIRST, LAST] = [Date.UTC(2000), Date.UTC(2200)].map((time) => BigInt(time) * 1_000_000n) as [bigint, bigint];

/** Converts ns to µs. */
export function toMicros(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

/** Returns a time in µs. @throws RecordError if no clock shows it */
export function timeOf(nanoseconds: bigint): number {
  if (nanoseconds >= FIRST && nanoseconds < LAST) return toMicros(nanoseconds);
  throw new RecordError('a time must be between 2000 and 2200: the clock of the sender may be wrong');
}

/** Returns the start and the duration of a span in µs. @throws RecordError if no clock shows them */
export function timesOf({ startTime, endTime }: ReceivedSpan): { start: number; dur: number } {
  const [start] = [timeOf(startTime), timeOf(endTime)];
  return { start, dur: Math.max(0, toMicros(endTime - startTime)) };
}

/** Days since 1970 (UTC) of a time in µs: the number in the names of a day's tables. */
export function dayOf(time: number): number {
  return Math.floor(time / 86_400_000_000);
}
