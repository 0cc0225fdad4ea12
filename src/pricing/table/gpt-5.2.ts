import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2025_12, RETAIL_2026_03, RETAIL_2026_06, RETAIL_2026_07_26 } from './sources.ts';

/** GPT-5.2, chat, Codex and pro. */
export const GPT_5_2: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5.2', versions: ['2025-12-11'], undated: true }, [
    { usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 }, ...RETAIL_2026_07_26 },
    { tier: 'batch', usdPerMillionTokens: { input: 0.875, cachedInput: 0.0875, output: 7 }, ...RETAIL_2025_12 },
    { tier: 'priority', usdPerMillionTokens: { input: 3.5, cachedInput: 0.35, output: 28 }, ...RETAIL_2026_03 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.925, cachedInput: 0.1925, output: 15.4 },
      ...RETAIL_2026_07_26,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 2.1, cachedInput: 0.21, output: 16.8 },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.9625, cachedInput: 0.09625, output: 7.7 },
      ...RETAIL_2025_12,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 3.85, cachedInput: 0.385, output: 30.8 },
      ...RETAIL_2026_03,
    },
  ]),
  ...rowsOf(
    { model: 'gpt-5.2-chat', versions: ['2025-12-11', '2026-02-10'], undated: true, aliases: ['gpt-5.2-chat-latest'] },
    [
      { usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 }, ...RETAIL_2025_12 },
      {
        tier: 'priority',
        usdPerMillionTokens: { input: 3.5, cachedInput: 0.35, output: 28 },
        note: "No meter of it was found; the price is LiteLLM's.",
        ...LITELLM_2026_08,
      },
      {
        scope: 'dataZone',
        zones: ['us', 'eu'],
        usdPerMillionTokens: { input: 1.925, cachedInput: 0.1925, output: 15.4 },
        ...RETAIL_2025_12,
      },
    ],
  ),
  ...rowsOf({ model: 'gpt-5.2-codex', versions: ['2026-01-14'], undated: true }, [
    { usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.925, cachedInput: 0.1925, output: 15.4 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.2-pro', versions: ['2025-12-11'], undated: true }, [
    { usdPerMillionTokens: { input: 21, output: 168 }, ...RETAIL_2025_12 },
    { tier: 'batch', usdPerMillionTokens: { input: 10.5, output: 84 }, ...RETAIL_2025_12 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 23.1, output: 184.8 }, ...RETAIL_2025_12 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 11.55, output: 92.4 },
      ...RETAIL_2025_12,
    },
  ]),
];
