import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_06, RETAIL_2026_08, RETAIL_2026_09_30 } from './sources.ts';

/** GPT-5, mini, nano, chat, Codex, pro, and the chat-latest snapshots of 2026. */
export const GPT_5: readonly Price[] = [
  ...rowsOf({ model: 'gpt-5', versions: ['2025-08-07'], undated: true }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_09_30 },
    { tier: 'batch', usdPerMillionTokens: { input: 0.625, cachedInput: 0.0625, output: 5 }, ...RETAIL_2026_09_30 },
    { tier: 'priority', usdPerMillionTokens: { input: 2.5, cachedInput: 0.25, output: 20 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.6875, cachedInput: 0.06875, output: 5.5 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 2.75, cachedInput: 0.275, output: 22 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5-mini', versions: ['2025-08-07'], undated: true }, [
    { usdPerMillionTokens: { input: 0.25, cachedInput: 0.025, output: 2 }, ...RETAIL_2026_09_30 },
    { tier: 'batch', usdPerMillionTokens: { input: 0.125, cachedInput: 0.0125, output: 1 }, ...RETAIL_2026_09_30 },
    { tier: 'priority', usdPerMillionTokens: { input: 0.45, cachedInput: 0.045, output: 3.6 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 0.275, cachedInput: 0.0275, output: 2.2 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.1375, cachedInput: 0.01375, output: 1.1 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 0.495, cachedInput: 0.0495, output: 3.96 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5-nano', versions: ['2025-08-07'], undated: true }, [
    { usdPerMillionTokens: { input: 0.05, cachedInput: 0.005, output: 0.4 }, ...RETAIL_2026_09_30 },
    { tier: 'batch', usdPerMillionTokens: { input: 0.025, cachedInput: 0.0025, output: 0.2 }, ...RETAIL_2026_09_30 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 0.055, cachedInput: 0.0055, output: 0.44 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.0275, cachedInput: 0.00275, output: 0.22 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf(
    { model: 'gpt-5-chat', versions: ['2025-08-07', '2025-10-03'], undated: true, aliases: ['gpt-5-chat-latest'] },
    [
      { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
      {
        scope: 'dataZone',
        zones: ['us', 'eu'],
        usdPerMillionTokens: { input: 1.375, cachedInput: 0.1375, output: 11 },
        ...RETAIL_2026_06,
      },
    ],
  ),
  ...rowsOf({ model: 'gpt-5-codex', versions: ['2025-09-11', '2025-09-15'], undated: true }, [
    { usdPerMillionTokens: { input: 1.25, cachedInput: 0.125, output: 10 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, cachedInput: 0.138, output: 11 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-5-pro', versions: ['2025-10-06'], undated: true }, [
    { usdPerMillionTokens: { input: 15, output: 120 }, ...RETAIL_2026_06 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 16.5, output: 132 }, ...RETAIL_2026_06 },
  ]),
  ...rowsOf(
    {
      model: 'chat-latest',
      versions: ['2026-05-05', '2026-05-28', '2026-07-01'],
      aliases: ['gpt-chat-latest-2026-05-05', 'gpt-chat-latest-2026-05-28', 'gpt-chat-latest-2026-06-24'],
      note: "Named as its meters are; Azure's catalogue has it as gpt-chat-latest. Not gpt-5-chat-latest, which is the gpt-5-chat of 2025.",
    },
    [
      { usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 30 }, ...RETAIL_2026_08 },
      {
        scope: 'dataZone',
        zones: ['us', 'eu'],
        usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 33 },
        ...RETAIL_2026_08,
      },
    ],
  ),
  ...rowsOf(
    {
      model: 'chat-latest',
      versions: ['2026-08-06'],
      undated: true,
      aliases: ['gpt-chat-latest', 'gpt-chat-latest-2026-08-06'],
      note: "Named as its meters are; Azure's catalogue has it as gpt-chat-latest. Not gpt-5-chat-latest, which is the gpt-5-chat of 2025.",
    },
    [
      { usdPerMillionTokens: { input: 5, cachedInput: 0.5, output: 30 }, ...RETAIL_2026_08 },
      {
        scope: 'dataZone',
        zones: ['us'],
        usdPerMillionTokens: { input: 5.5, cachedInput: 0.55, output: 33 },
        ...RETAIL_2026_08,
      },
      {
        scope: 'dataZone',
        zones: ['eu'],
        usdPerMillionTokens: { input: 6, cachedInput: 0.6, output: 36 },
        ...RETAIL_2026_08,
      },
    ],
  ),
];
