import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2026_05, RETAIL_2026_06, RETAIL_2026_09 } from './sources.ts';

/** GPT-5.5. */
export const GPT_5_5: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5.5', versions: ['2026-04-23', '2026-04-24'], undated: true }, [
    {
      usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 30 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 10, cachedInput: 1, output: 45 } },
      ...RETAIL_2026_06,
    },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 15 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 22.5 } },
      ...RETAIL_2026_05,
    },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 12.5, cachedInput: 1.25, output: 75 },
      longContext: { above: 272000, usdPerMillionTokens: {} },
      note: '2.5 times the standard price; LiteLLM has 2 times. The meters are believed. There is no long-context priority meter.',
      ...RETAIL_2026_06,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 15 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 22.5 } },
      effective: '2026-09-01',
      derived: 'Output, and cached input of long context: half of the standard price, the ratio of every flex meter.',
      ...RETAIL_2026_09,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 33 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 11, cachedInput: 1.1, output: 49.5 } },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 6, cachedInput: 0.6, output: 36 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 12, cachedInput: 1.2, output: 54 } },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 2.75, cachedInput: 0.275, output: 16.5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 24.75 } },
      ...RETAIL_2026_05,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 13.75, cachedInput: 1.375, output: 82.5 },
      longContext: { above: 272000, usdPerMillionTokens: {} },
      note: 'There is no long-context priority meter.',
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.5-pro', versions: ['2026-04-23'], undated: true }, [
    {
      usdPerMillionTokens: { input: 30, cachedInput: 3, output: 180 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 60, cachedInput: 6, output: 270 } },
      note: 'No meter of it was found in the Retail Prices API.',
      ...LITELLM_2026_08,
    },
  ]),
];
