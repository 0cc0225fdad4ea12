import { expect, test } from 'vitest';
import { groupPoints } from '../../../src/dashboard/page/format/series.ts';
import { makeBuckets } from '../../../src/store/queries/buckets.ts';

test('a point of midnight is in the bucket of its day, also after summer time has started', () => {
  const [from, to] = [Date.UTC(2026, 2, 20), Date.UTC(2026, 4, 10)];
  const buckets = makeBuckets(from, to, 'Europe/Berlin');
  const values = groupPoints(
    buckets.times.map((time, index) => [time, index]),
    buckets,
    Math.max,
  );
  expect(values).toEqual(buckets.times.map((_, index) => index));
});

test('points of one bucket are joined, and a bucket without points is null', () => {
  const buckets = { step: 10, times: [0, 10, 20] };
  const points = [
    [-5, 1],
    [3, 2],
    [25, 4],
    [90, 8],
  ] as const;
  expect(groupPoints(points, buckets, (one, other) => one + other)).toEqual([3, null, 4]);
});
