import type { Price } from '../types.ts';
import { US, US_GOVERNMENT } from './regions.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_09_30 } from './sources.ts';

/** GPT-4o by version, and GPT-4o mini. */
export const GPT_4O: readonly Price[] = [
  ...rowsOf({ model: 'gpt-4o', versions: ['2024-11-20'], undated: true }, [
    { usdPerMillionTokens: { input: 2.5, cachedInput: 1.25, output: 10 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 1.25, output: 5 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.375, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 3.438, cachedInput: 1.719, output: 13.75 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 1.375, output: 5.5 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [...US, 'australiaeast', 'centralus', 'southindia'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.375, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [
        'canadaeast',
        'francecentral',
        'japaneast',
        'norwayeast',
        'southafricanorth',
        'swedencentral',
        'switzerlandnorth',
        'uaenorth',
        'uksouth',
      ],
      usdPerMillionTokens: { input: 3.025, cachedInput: 1.513, output: 12.1 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 3.3, cachedInput: 1.65, output: 13.2 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 3.438, cachedInput: 1.719, output: 13.75 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o', versions: ['2024-08-06'] }, [
    { usdPerMillionTokens: { input: 2.5, cachedInput: 1.25, output: 10 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 1.25, output: 5 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.375, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 1.375, output: 5.5 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [...US, 'centralus'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.375, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.513, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'southeastasia'],
      usdPerMillionTokens: { input: 3.3, cachedInput: 1.65, output: 13.2 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o', versions: ['2024-05-13'] }, [
    { usdPerMillionTokens: { input: 5, output: 15 }, ...RETAIL_2026_09_30 },
    { tier: 'batch', usdPerMillionTokens: { input: 2.5, output: 7.5 }, ...RETAIL_2026_09_30 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 5.5, output: 16.5 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 2.75, output: 8.25 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [...US, 'westcentralus'],
      usdPerMillionTokens: { input: 5.5, output: 16.5 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['southafricanorth', 'swedencentral'],
      usdPerMillionTokens: { input: 6.05, output: 18.15 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 6.6, output: 19.8 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 6.25, output: 18.75 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-mini', versions: ['2024-07-18'], undated: true }, [
    { usdPerMillionTokens: { input: 0.15, cachedInput: 0.075, output: 0.6 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.075, output: 0.3 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 0.165, cachedInput: 0.083, output: 0.66 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 0.207, cachedInput: 0.104, output: 0.825 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.083, output: 0.33 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [...US, 'westcentralus', 'westus2'],
      usdPerMillionTokens: { input: 0.165, cachedInput: 0.083, output: 0.66 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 0.165, cachedInput: 0.091, output: 0.66 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'southeastasia'],
      usdPerMillionTokens: { input: 0.198, cachedInput: 0.099, output: 0.792 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['usgovarizona'],
      usdPerMillionTokens: { input: 0.206, cachedInput: 0.104, output: 0.825 },
      ...RETAIL_2026_09_30,
    },
  ]),
];
