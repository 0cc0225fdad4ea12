import { type Buckets, findBucket } from '../../../store/queries/buckets.ts';

/**
 * Groups points by the buckets of a chart.
 *
 * @param points times in milliseconds since 1970, and values
 * @param join makes one value of two of the same bucket
 * @returns a value for each bucket; null for a bucket without points
 */
export function groupPoints(
  points: Iterable<readonly [time: number, value: number]>,
  buckets: Buckets,
  join: (one: number, other: number) => number,
): (number | null)[] {
  const values = buckets.times.map((): number | null => null);
  for (const [time, value] of points) {
    const index = findBucket(buckets, time);
    if (index >= values.length) continue;
    const present = values[index];
    values[index] = typeof present === 'number' ? join(present, value) : value;
  }
  return values;
}
