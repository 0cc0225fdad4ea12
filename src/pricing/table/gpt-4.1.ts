import type { Price } from '../types.ts';
import { US, US_GOVERNMENT } from './regions.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2025_08, RETAIL_2026_06, RETAIL_2026_09_30 } from './sources.ts';

/** GPT-4.1, mini and nano; GPT-4.5. */
export const GPT_4_1: readonly Price[] = [
  ...rowsOf({ model: 'gpt-4.1', versions: ['2025-04-14'], undated: true }, [
    { usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 1, output: 4 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    { tier: 'priority', usdPerMillionTokens: { input: 3.5, cachedInput: 0.875, output: 14 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 2.2, cachedInput: 0.55, output: 8.8 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 1.1, output: 4.4 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 3.85, cachedInput: 0.963, output: 15.4 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: [...US, 'westus2'],
      usdPerMillionTokens: { input: 2.2, cachedInput: 0.55, output: 8.8 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral', 'switzerlandnorth'],
      usdPerMillionTokens: { input: 2.42, cachedInput: 0.605, output: 9.68 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 2.64, cachedInput: 0.66, output: 10.56 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 2.75, cachedInput: 0.688, output: 11 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.1-mini', versions: ['2025-04-14'], undated: true }, [
    { usdPerMillionTokens: { input: 0.4, cachedInput: 0.1, output: 1.6 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.2, output: 0.8 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    { tier: 'priority', usdPerMillionTokens: { input: 0.7, cachedInput: 0.175, output: 2.8 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 0.44, cachedInput: 0.11, output: 1.76 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 0.55, cachedInput: 0.138, output: 2.2 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.22, output: 0.88 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 0.77, cachedInput: 0.193, output: 3.08 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: [...US, 'australiaeast', 'southindia', 'westus2'],
      usdPerMillionTokens: { input: 0.44, cachedInput: 0.11, output: 1.76 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['canadaeast', 'francecentral', 'japaneast', 'swedencentral', 'switzerlandnorth', 'uksouth'],
      usdPerMillionTokens: { input: 0.484, cachedInput: 0.121, output: 1.936 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'westeurope'],
      usdPerMillionTokens: { input: 0.528, cachedInput: 0.132, output: 2.112 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 0.55, cachedInput: 0.138, output: 2.2 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.1-nano', versions: ['2025-04-14'], undated: true }, [
    { usdPerMillionTokens: { input: 0.1, cachedInput: 0.025, output: 0.4 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.05, output: 0.2 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 0.11, cachedInput: 0.028, output: 0.44 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.055, output: 0.22 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US,
      usdPerMillionTokens: { input: 0.11, cachedInput: 0.028, output: 0.44 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 0.121, cachedInput: 0.031, output: 0.484 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 0.132, cachedInput: 0.033, output: 0.528 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.5-preview', versions: ['2025-02-27'], undated: true }, [
    { usdPerMillionTokens: { input: 75, cachedInput: 37.5, output: 150 }, note: 'Retired.', ...RETAIL_2025_08 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 37.5, output: 75 },
      note: 'Retired. No cached-input meter for batch: cached tokens are billed as input.',
      ...LITELLM_2026_08,
    },
  ]),
];
