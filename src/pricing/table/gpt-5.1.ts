import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2026_03, RETAIL_2026_06 } from './sources.ts';

/** GPT-5.1, chat and the Codex models. */
export const GPT_5_1: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5.1', versions: ['2025-11-13'], undated: true }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
    { tier: 'batch', usdPerMillionTokens: { input: 0.625, cachedInput: 0.0625, output: 5 }, ...RETAIL_2026_06 },
    { tier: 'priority', usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 20 }, ...RETAIL_2026_03 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 1.5, cachedInput: 0.15, output: 12 },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.6875, cachedInput: 0.06875, output: 5.5 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.75, cachedInput: 0.075, output: 6 },
      effective: '2026-06-01',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 2.75, cachedInput: 0.275, output: 22 },
      ...RETAIL_2026_03,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.1-chat', versions: ['2025-11-13'], undated: true, aliases: ['gpt-5.1-chat-latest'] }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 20 },
      note: "No meter of it was found; the price is LiteLLM's.",
      ...LITELLM_2026_08,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.1-codex', versions: ['2025-11-13'], undated: true }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 20 },
      note: "No meter of it was found; the price is LiteLLM's.",
      ...LITELLM_2026_08,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.1-codex-mini', versions: ['2025-11-13'], undated: true }, [
    { usdPerMillionTokens: { input: 0.25, cachedInput: 0.025, output: 2 }, ...RETAIL_2026_06 },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 0.45, cachedInput: 0.045, output: 3.6 },
      note: "No meter of it was found; the price is LiteLLM's.",
      ...LITELLM_2026_08,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.275, cachedInput: 0.0275, output: 2.2 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5.1-codex-max', versions: ['2025-12-04'], undated: true }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
      ...RETAIL_2026_06,
    },
  ]),
];
