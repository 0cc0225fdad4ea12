import type { Buckets } from '../../../store/queries/buckets.ts';

/**
 * Groups points by the buckets of a chart.
 *
 * @param points times in milliseconds since 1970, and values
 * @param join makes one value of two of the same bucket
 * @returns a value for each bucket; null for a bucket without points
 */
export function groupPoints(
  points: Iterable<readonly [time: number, value: number]>,
  { times, step }: Buckets,
  join: (one: number, other: number) => number,
): (number | null)[] {
  const values = times.map((): number | null => null);
  const start = times[0] ?? 0;
  for (const [time, value] of points) {
    // An hour that began before the range belongs to its first bucket.
    const index = Math.max(0, Math.floor((time - start) / step));
    if (index >= values.length) continue;
    const present = values[index];
    values[index] = typeof present === 'number' ? join(present, value) : value;
  }
  return values;
}
