import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { DistinctValues, OTHER_VALUE } from '../../../src/instrumentation/attribution/index.ts';
import { startSdk } from './sdk.ts';

const { reports } = startSdk();

beforeEach(() => void reports.splice(0));

test('the first hundred values of a dimension stay, and all others become one', () => {
  const values = new DistinctValues();
  const limited = Array.from({ length: 1000 }, (_, nth) => values.limit({ tenant: `tenant-${nth}` })['tenant']);
  expect(new Set(limited).size).toBe(101);
  expect(limited.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, nth) => `tenant-${nth}`));
  expect(new Set(limited.slice(100))).toEqual(new Set([OTHER_VALUE]));
});

test('a value that was accepted is accepted from then on', () => {
  const values = new DistinctValues(1);
  for (const tenant of ['acme', 'other', 'acme']) values.limit({ tenant });
  expect(values.limit({ tenant: 'acme' })).toEqual({ tenant: 'acme' });
});

test('each dimension has a limit of its own, and attributes within it stay the same object', () => {
  const values = new DistinctValues(1);
  const first = { tenant: 'acme', tier: 'gold' };
  expect(values.limit(first)).toBe(first);
  expect(values.limit({ tenant: 'umbrella', tier: 'gold' })).toEqual({ tenant: OTHER_VALUE, tier: 'gold' });
});

test('a value too long to keep is not cut, which could make it another value, and does not count', () => {
  const values = new DistinctValues(1);
  expect(values.limit({ tenant: 'x'.repeat(257) })).toEqual({ tenant: OTHER_VALUE });
  expect(values.limit({ tenant: 'x'.repeat(256) })).toEqual({ tenant: 'x'.repeat(256) });
});

test('a full dimension is reported once, without a value', () => {
  const values = new DistinctValues(2);
  for (let nth = 0; nth < 10; nth += 1) values.limit({ tenant: `secret-${nth}` });
  expect(reports).toEqual([
    'opentelemetry-instrumentation-azure-openai tenant has reached 2 values in metrics; further ones are recorded as _OTHER',
  ]);
});

test('no input leads to more distinct values than the limit and one', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(OTHER_VALUE),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), fc.integer({ min: 1, max: 10 }), (all, limit) => {
      const values = new DistinctValues(limit);
      const out = all.map((tenant) => values.limit({ tenant })['tenant']!);
      expect(new Set(out).size).toBeLessThanOrEqual(limit + 1);
      for (const [nth, given] of all.entries()) expect([given, OTHER_VALUE]).toContain(out[nth]);
    }),
  );
});
