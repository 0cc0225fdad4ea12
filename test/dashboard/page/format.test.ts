import { describe, expect, test } from 'vitest';
import {
  formatAmount,
  formatCallCost,
  formatCost,
  formatCountTicks,
  formatPercent,
  formatSeconds,
  formatSecondsTicks,
  formatShort,
  formatUsd,
  formatUsdTicks,
  noteCallCost,
  noteUnpriced,
} from '../../../src/dashboard/page/format/numbers.ts';
import { describeChange, describeProjection } from '../../../src/dashboard/page/format/sentences.ts';
import { groupPoints } from '../../../src/dashboard/page/format/series.ts';
import type { ResultName } from '../../../src/store/results.ts';

describe('USD', () => {
  test.each([
    [0, '$0.00'],
    [12_611.5, '$12,611.50'],
    [1, '$1.00'],
    [0.996, '$1.00'],
    [0.5, '$0.50'],
    [0.0049, '$0.0049'],
    [0.004_999_9, '$0.005'],
    [0.000_000_123, '$0.000000123'],
    [1e-12, '$0.000000000001'],
    [-0.25, '−$0.25'],
  ])('%d is shown as %s', (value, text) => {
    expect(formatUsd(value)).toBe(text);
  });

  test.each([
    ['0', '0.00'],
    ['1234567890123456789.015', '1,234,567,890,123,456,789.02'],
    ['-0.25', '−0.25'],
    ['0.0000000000000000001234', '0.000000000000000000123'],
  ])('the exact decimal %s is shown as %s, without a currency', (value, text) => {
    expect(formatAmount(value)).toBe(text);
  });

  test('an amount that is not 0 never becomes $0.00', () => {
    for (let value = 5; value >= 1e-12; value /= 1.7) expect(formatUsd(value)).not.toMatch(/^\$0(\.0+)?$/);
  });

  test('the values of an axis have cents if one of them has', () => {
    expect(formatUsdTicks([0, 500, 1000])).toEqual(['$0', '$500', '$1,000']);
    expect(formatUsdTicks([0, 0.5, 1])).toEqual(['$0.00', '$0.50', '$1.00']);
    expect(formatUsdTicks([0, 0.005, 0.01])).toEqual(['$0.000', '$0.005', '$0.010']);
  });
});

describe('a cost that is not known', () => {
  test('is a word, never $0', () => {
    expect(formatCost({ cost: 0, unpriced: 3 })).toBe('unpriced');
    expect(formatCallCost({ cost: null, partial: null, unpriced: true, estimated: false })).toBe('unpriced');
  });

  test('is said beside the cost of the other calls', () => {
    expect(formatCost({ cost: 1.5, unpriced: 3 })).toBe('$1.50');
    expect(noteUnpriced({ cost: 1.5, unpriced: 1200 })).toBe('+ 1,200 unpriced');
    expect(noteUnpriced({ cost: 1.5, unpriced: 0 })).toBe('');
  });

  test('differs from no cost at all', () => {
    expect(formatCost({ cost: 0, unpriced: 0 })).toBe('–');
    expect(formatCallCost({ cost: null, partial: null, unpriced: false, estimated: false })).toBe('–');
  });

  test.each<[result: ResultName, unpriced: boolean, costAbsent: string, note: string]>([
    ['ok', true, 'unknown_model', 'the cost is not known'],
    ['ok', true, '', 'the cost is not known'],
    ['ok', false, 'not_finished', 'the cost is not known'],
    ['ok', false, '', 'no usage is reported'],
    ['cancelled', false, '', 'no usage is reported'],
    ['throttled', false, '', 'nothing to bill'],
  ])('of a call with the result %s, unpriced %s and the reason "%s" is noted as "%s"', (...given) => {
    const [result, unpriced, costAbsent, note] = given;
    expect(noteCallCost({ cost: null, partial: null, estimated: false, result, unpriced, costAbsent })).toBe(note);
  });

  test('is a lower limit where a part is known, and is marked where it is estimated', () => {
    expect(formatCallCost({ cost: null, partial: 0.02, unpriced: true, estimated: false })).toBe('≥ $0.02');
    expect(formatCallCost({ cost: 0.2, partial: null, unpriced: false, estimated: true })).toBe('≈ $0.20');
  });
});

describe("the month's projection", () => {
  test('is in whole dollars if it is large, and lists the calls that it leaves out', () => {
    expect(describeProjection({ cost: 420.38, unpriced: 0 }, 12_611.4)).toBe('$12,611 a month at this pace');
    expect(describeProjection({ cost: 0.0001, unpriced: 2 }, 0.003)).toBe('$0.003 a month at this pace; + 2 unpriced');
  });

  test('is absent where no call has a cost', () => {
    expect(describeProjection({ cost: 0, unpriced: 2 }, 0)).toBe('no call has a price');
    expect(describeProjection({ cost: 0, unpriced: 0 }, 0)).toBe('no cost');
  });
});

test.each([
  [108, 100, '8 % up on the range before'],
  [92, 100, '8 % down on the range before'],
  [100, 100, 'as in the range before'],
  [700, 100, '7 times the range before'],
  [7, 0, 'none in the range before'],
])('%d calls after %d are %s', (present, previous, text) => {
  expect(describeChange(present, previous)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.00001, '< 0.1 %'],
  [0.0111, '1.1 %'],
  [0.99999, '> 99.9 %'],
  [1, '100 %'],
])('the share %d is shown as %s', (value, text) => {
  expect(formatPercent(value)).toBe(text);
});

test.each([
  [null, '–'],
  [0, '0 ms'],
  [0.0042, '4.2 ms'],
  [0.0994, '99 ms'],
  [0.71, '0.71 s'],
  [14.6, '14.6 s'],
  [150, '2.5 min'],
  [7200, '2.0 h'],
])('%d seconds are shown as %s', (value, text) => {
  expect(formatSeconds(value)).toBe(text);
});

test.each([
  [9999, '9,999'],
  [32_400, '32.4 k'],
  [999_999, '1.0 M'],
  [235_100_000, '235.1 M'],
  [999_999_999, '1.0 bn'],
])('%d is shortened to %s', (value, text) => {
  expect(formatShort(value)).toBe(text);
});

test('the values of an axis of seconds have the same unit and decimals', () => {
  expect(formatSecondsTicks([0, 2.5, 5])).toEqual(['0.0 s', '2.5 s', '5.0 s']);
  expect(formatSecondsTicks([0, 0.01, 0.02])).toEqual(['0 ms', '10 ms', '20 ms']);
});

test('an axis of whole numbers has no text between them', () => {
  expect(formatCountTicks([0, 0.5, 1])).toEqual(['0', '', '1']);
});

test('points are grouped by the buckets of a chart; a bucket without points is null', () => {
  const buckets = { times: [100, 110, 120], step: 10 };
  const points = [
    [95, 1],
    [101, 2],
    [109, 5],
    [125, 7],
    [130, 9],
  ] as const;
  expect(groupPoints(points, buckets, Math.max)).toEqual([5, null, 7]);
});
