import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2024_05, RETAIL_2024_06, RETAIL_2025_12, RETAIL_2026_05, RETAIL_2026_06 } from './sources.ts';

/** Fine-tuned models. Azure asks the base model's prices for their tokens; hosting is billed by the hour, apart. */
export const FINE_TUNED: readonly Price[] = [
  ...rowsOf({ model: 'gpt-4o', versions: ['2024-08-06'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 2.5, cachedInput: 1.25, output: 10 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 1.375, output: 11 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-mini', versions: ['2024-07-18'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 0.15, cachedInput: 0.075, output: 0.6 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.165, cachedInput: 0.083, output: 0.66 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.1', versions: ['2025-04-14'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 }, ...RETAIL_2026_06 },
    { scope: 'developer', usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.2, cachedInput: 0.55, output: 8.8 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 2.64, cachedInput: 0.66, output: 10.56 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.1-mini', versions: ['2025-04-14'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 0.4, cachedInput: 0.1, output: 1.6 }, ...RETAIL_2026_06 },
    { scope: 'developer', usdPerMillionTokens: { input: 0.4, cachedInput: 0.1, output: 1.6 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.44, cachedInput: 0.11, output: 1.76 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 0.528, cachedInput: 0.132, output: 2.112 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4.1-nano', versions: ['2025-04-14'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 0.1, cachedInput: 0.025, output: 0.4 }, ...RETAIL_2026_06 },
    { scope: 'developer', usdPerMillionTokens: { input: 0.1, cachedInput: 0.025, output: 0.4 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.11, cachedInput: 0.028, output: 0.44 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 0.132, cachedInput: 0.033, output: 0.528 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'o3-mini', versions: ['2025-01-31'], undated: true, fineTuned: true }, [
    { usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 }, ...RETAIL_2026_06 },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 1.452, cachedInput: 0.726, output: 5.808 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'o4-mini', versions: ['2025-04-16'], undated: true, fineTuned: true }, [
    { scope: 'developer', usdPerMillionTokens: { input: 1.1, cachedInput: 0.275, output: 4.4 }, ...RETAIL_2025_12 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.303, output: 4.84 },
      ...RETAIL_2026_05,
    },
  ]),
  ...rowsOf(
    {
      model: 'gpt-35-turbo',
      versions: ['0125', '1106'],
      undated: true,
      aliases: ['gpt-3.5-turbo', 'gpt-3.5-turbo-0125', 'gpt-3.5-turbo-1106'],
      fineTuned: true,
    },
    [{ usdPerMillionTokens: { input: 0.5, output: 1.5 }, ...RETAIL_2024_06 }],
  ),
  ...rowsOf({ model: 'davinci-002', fineTuned: true }, [
    {
      scope: 'regional',
      usdPerMillionTokens: { input: 2, output: 2 },
      derived: 'Input: as output, and as the meters of 2024 that name no region.',
      ...RETAIL_2024_05,
    },
  ]),
  ...rowsOf({ model: 'babbage-002', fineTuned: true }, [
    {
      scope: 'regional',
      usdPerMillionTokens: { input: 0.4, output: 0.4 },
      derived: 'Input: as output, and as the meters of 2024 that name no region.',
      ...RETAIL_2024_05,
    },
  ]),
];
