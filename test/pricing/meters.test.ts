import { describe, expect, it } from 'vitest';
import { ROW_METERS } from '../../src/pricing/meters/index.ts';
import { PASSED_OVER } from '../../src/pricing/meters/passed-over.ts';
import { namesOf } from '../../src/pricing/price-index.ts';
import { BUILT_IN_PRICES } from '../../src/pricing/table/index.ts';
import type { Price } from '../../src/pricing/types.ts';

const METERS = ROW_METERS.flatMap(({ meters, longContext }) =>
  [meters, longContext ?? {}].flatMap((names) => Object.values(names).flat()),
);

describe('the meter table', () => {
  it('means one price by each meter', () => {
    expect(METERS.filter((name, index) => METERS.indexOf(name) !== index)).toEqual([]);
  });

  it('passes over no meter that it uses', () => {
    expect(METERS.filter((name) => PASSED_OVER.has(name))).toEqual([]);
  });

  it.each(ROW_METERS)('has the row of $name, $scope, $tier, part for part', (entry) => {
    const rows = BUILT_IN_PRICES.filter(
      (row) =>
        namesOf(row).has(entry.name) &&
        (row.fineTuned ?? false) === (entry.fineTuned ?? false) &&
        (row.scope ?? 'global') === entry.scope &&
        (row.tier ?? 'standard') === entry.tier,
    );
    const { hour, characters, thousandCalls, ...tokens } = entry.meters;
    expect(rows.some((row) => hour === undefined || row.usdPerHour !== undefined)).toBe(true);
    expect(rows.some((row) => characters === undefined || row.usdPerMillionCharacters !== undefined)).toBe(true);
    expect(rows.some((row) => thousandCalls === undefined || row.usdPerThousandCalls !== undefined)).toBe(true);
    expect(rows.some((row) => hasAll(row, tokens) && hasAll(row.longContext, entry.longContext ?? {}))).toBe(true);
  });
});

function hasAll(prices: Pick<Price, 'usdPerMillionTokens'> | undefined, meters: object): boolean {
  return Object.keys(meters).every((name) => Object.hasOwn(prices?.usdPerMillionTokens ?? {}, name));
}
