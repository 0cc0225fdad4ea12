import { describe, expect, it } from 'vitest';
import { type PriceOptions, findPrice } from '../../src/pricing/index.ts';

const AT = new Date('2026-11-24');

function inputPrice(model: string, options: PriceOptions): number | undefined {
  return findPrice(model, { at: AT, ...options })?.usdPerMillionTokens?.input;
}

describe('the place of a deployment', () => {
  it.each<[type: PriceOptions['deploymentType'], region: string | undefined, input: number | undefined]>([
    [undefined, undefined, 2],
    ['GlobalStandard', 'westeurope', 2],
    ['DataZoneStandard', 'eastus2', 2.2],
    ['DataZoneStandard', undefined, 2.2],
    ['Standard', 'eastus', 2.2],
    ['Standard', 'East US', 2.2],
    ['Standard', 'swedencentral', 2.42],
    ['Standard', 'North Europe', 2.64],
    ['Standard', 'usgovvirginia', 2.75],
    ['Standard', 'francecentral', undefined],
    ['GlobalBatch', undefined, 1],
    ['DataZoneBatch', 'eastus2', 1.1],
    ['DeveloperTier', undefined, undefined],
  ])('gpt-4.1 as %s in %s costs %d', (deploymentType, region, input) => {
    expect(inputPrice('gpt-4.1', { deploymentType, region })).toBe(input);
  });

  it.each<[region: string, input: number | undefined]>([
    ['eastus', 2.2],
    ['germanywestcentral', 2.4],
    ['japaneast', undefined],
    ['uksouth', undefined],
    ['usgovvirginia', undefined],
  ])('gpt-6-sol in the data zone of %s costs %d', (region, input) => {
    expect(inputPrice('gpt-6-sol', { deploymentType: 'DataZoneStandard', region })).toBe(input);
  });

  it('Azure Government has prices of its own, or none', () => {
    const government = { deploymentType: 'DataZoneStandard', region: 'usgovarizona' } as const;
    expect(inputPrice('gpt-4o', government)).toBe(3.438);
    expect(inputPrice('gpt-5', government)).toBeUndefined();
    expect(inputPrice('gpt-4', { deploymentType: 'Standard', region: 'usgovarizona' })).toBeUndefined();
  });

  it('the developer tier is for fine-tuned models', () => {
    expect(inputPrice('gpt-4.1-mini-2025-04-14.ft-1', { deploymentType: 'DeveloperTier' })).toBe(0.4);
  });
});

describe('the service tier of the response', () => {
  it.each<[serviceTier: string | null | undefined, input: number]>([
    [undefined, 5],
    [null, 5],
    ['default', 5],
    ['auto', 5],
    ['priority', 12.5],
    ['flex', 2.5],
    ['batch', 2.5],
  ])('gpt-5.5 with the service tier %s costs %d', (serviceTier, input) => {
    expect(inputPrice('gpt-5.5', { serviceTier })).toBe(input);
  });

  it('a batch deployment is batch, even if its responses have the standard tier', () => {
    expect(inputPrice('gpt-5.5', { deploymentType: 'GlobalBatch', serviceTier: 'default' })).toBe(2.5);
  });
});

describe('the time of the call', () => {
  it.each([
    ['2026-06-30T23:59:59.999Z', undefined],
    ['2026-07-01T00:00:00Z', 5],
    ['2026-08-31T23:59:59.999Z', 5],
    ['2026-09-01T00:00:00Z', 4],
    ['2026-11-30T23:59:59.999Z', 4],
    ['2026-12-01T00:00:00Z', 5],
  ])('gpt-5.6-sol at %s costs %d', (at, input) => {
    expect(inputPrice('gpt-5.6-sol', { at: new Date(at) })).toBe(input);
  });

  it('a call without a time is priced today', () => {
    expect(findPrice('gpt-6-luna')?.usdPerMillionTokens?.input).toBe(0.1);
  });
});
