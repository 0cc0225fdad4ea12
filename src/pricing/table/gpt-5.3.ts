import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2026_06 } from './sources.ts';

/** GPT-5.3: Codex and chat. */
export const GPT_5_3: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5.3-codex', versions: ['2026-02-24'], undated: true }, [
    { usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 }, ...RETAIL_2026_06 },
    { tier: 'priority', usdPerMillionTokens: { input: 3.5, cachedInput: 0.35, output: 28 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.925, cachedInput: 0.1925, output: 15.4 },
      ...RETAIL_2026_06,
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
      tier: 'priority',
      usdPerMillionTokens: { input: 3.85, cachedInput: 0.385, output: 30.8 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.3-chat', versions: ['2026-03-03'], undated: true, aliases: ['gpt-5.3-chat-latest'] }, [
    { usdPerMillionTokens: { input: 1.75, cachedInput: 0.175, output: 14 }, ...RETAIL_2026_06 },
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
      ...RETAIL_2026_06,
    },
  ]),
];
