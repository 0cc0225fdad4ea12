import { describe, expect, it } from 'vitest';
import { validatePrices } from '../../src/pricing/index.ts';
import { namesOf } from '../../src/pricing/price-index.ts';
import { BUILT_IN_PRICES } from '../../src/pricing/prices/index.ts';
import type { Price } from '../../src/pricing/types.ts';

describe('the built-in table', () => {
  it('the built-in table passes the checks of own prices', () => {
    expect(validatePrices(BUILT_IN_PRICES)).toBe(BUILT_IN_PRICES);
  });

  it('every built-in row has the source of its price and the day when it was read', () => {
    expect(BUILT_IN_PRICES.filter(({ source, checked }) => !source || !checked)).toEqual([]);
  });

  it('at most one built-in row prices a call: no two share name, place, tier and time', () => {
    const clashes = BUILT_IN_PRICES.flatMap((row, index) =>
      BUILT_IN_PRICES.slice(index + 1)
        .filter((other) => priceSameCalls(row, other))
        .map((other) => [row, other]),
    );
    expect(clashes).toEqual([]);
  });

  it('a short call never costs more than a long one', () => {
    for (const { usdPerMillionTokens = {}, longContext } of BUILT_IN_PRICES) {
      for (const [name, price] of Object.entries(longContext?.usdPerMillionTokens ?? {})) {
        expect(price).toBeGreaterThan(usdPerMillionTokens[name as keyof typeof usdPerMillionTokens] ?? Infinity);
      }
    }
  });

  it('cached input never costs more than input, and output never less', () => {
    for (const { usdPerMillionTokens: prices = {} } of BUILT_IN_PRICES) {
      expect(prices.cachedInput ?? 0).toBeLessThanOrEqual(prices.input ?? Infinity);
      expect(prices.cachedAudioInput ?? 0).toBeLessThanOrEqual(prices.audioInput ?? Infinity);
      expect(prices.output ?? Infinity).toBeGreaterThanOrEqual(prices.input ?? 0);
    }
  });
});

function priceSameCalls(one: Price, other: Price): boolean {
  const names = namesOf(one);
  return (
    [...namesOf(other)].some((name) => names.has(name)) &&
    (one.fineTuned ?? false) === (other.fineTuned ?? false) &&
    (one.scope ?? 'global') === (other.scope ?? 'global') &&
    (one.tier ?? 'standard') === (other.tier ?? 'standard') &&
    shareTime(one, other) &&
    sharePlace(one, other)
  );
}

function shareTime(one: Price, other: Price): boolean {
  const end = '9999-12-31';
  return (one.effective ?? '') < (other.until ?? end) && (other.effective ?? '') < (one.until ?? end);
}

/** Rows of regions and rows of zones never share one: the regions of rows for zones are those of Azure Government. */
function sharePlace(one: Price, other: Price): boolean {
  if (one.regions && other.regions) return one.regions.some((region) => other.regions?.includes(region));
  if (one.zones && other.zones) return one.zones.some((zone) => other.zones?.includes(zone));
  return !one.regions && !other.regions && !one.zones && !other.zones;
}
