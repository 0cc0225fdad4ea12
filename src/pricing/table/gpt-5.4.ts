import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_04, RETAIL_2026_06, RETAIL_2026_09 } from './sources.ts';

/** GPT-5.4, pro, mini and nano. */
export const GPT_5_4: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5.4', versions: ['2026-03-05'], undated: true }, [
    {
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 15 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 22.5 } },
      ...RETAIL_2026_06,
    },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.13, output: 7.5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 11.25 } },
      note: 'Cached input is rounded up by Azure, from half of 0.25.',
      ...RETAIL_2026_04,
    },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 30 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 10, cachedInput: 1, output: 45 } },
      note: "No long-context priority meter exists: Azure downgrades such requests to standard, and the response says so. The long-context price is LiteLLM's (2026-08-01).",
      ...RETAIL_2026_06,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 7.5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 11.25 } },
      effective: '2026-09-01',
      derived: 'Cached input: half of the standard price, the ratio of every flex meter.',
      ...RETAIL_2026_09,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, cachedInput: 0.275, output: 16.5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 24.75 } },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 3, cachedInput: 0.3, output: 18 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 6, cachedInput: 0.6, output: 27 } },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.143, output: 8.25 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 2.75, cachedInput: 0.275, output: 12.375 } },
      ...RETAIL_2026_04,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 33 },
      longContext: { above: 272000, usdPerMillionTokens: {} },
      note: 'There is no long-context priority meter.',
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.4-pro', versions: ['2026-03-05'], undated: true }, [
    {
      usdPerMillionTokens: { input: 30, output: 180 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 60, output: 270 } },
      note: 'No cached-input meter: cached tokens are billed as input. LiteLLM has a tenth of input for them.',
      ...RETAIL_2026_06,
    },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 15, output: 90 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 30, output: 135 } },
      ...RETAIL_2026_04,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 15, output: 90 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 30, output: 135 } },
      effective: '2026-09-01',
      ...RETAIL_2026_09,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 33, output: 198 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 66, output: 297 } },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 16.5, output: 99 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 33, output: 148.5 } },
      ...RETAIL_2026_04,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.4-mini', versions: ['2026-03-17'], undated: true }, [
    { usdPerMillionTokens: { input: 0.75, cachedInput: 0.075, output: 4.5 }, ...RETAIL_2026_06 },
    { tier: 'priority', usdPerMillionTokens: { input: 1.5, cachedInput: 0.15, output: 9 }, ...RETAIL_2026_06 },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 0.375, cachedInput: 0.0375, output: 2.25 },
      effective: '2026-09-01',
      ...RETAIL_2026_09,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.825, cachedInput: 0.0825, output: 4.95 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 0.9, cachedInput: 0.09, output: 5.4 },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 1.65, cachedInput: 0.165, output: 9.9 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.4-nano', versions: ['2026-03-17'], undated: true }, [
    { usdPerMillionTokens: { input: 0.2, cachedInput: 0.02, output: 1.25 }, ...RETAIL_2026_06 },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, output: 0.625 },
      effective: '2026-09-01',
      ...RETAIL_2026_09,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.22, cachedInput: 0.022, output: 1.375 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 0.24, cachedInput: 0.024, output: 1.5 },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
  ]),
];
