import type { Price } from '../types.ts';
import { US, US_GOVERNMENT } from './regions.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2025_06, RETAIL_2025_08, RETAIL_2026_06, RETAIL_2026_09_30 } from './sources.ts';

/** Reasoning models before GPT-5, codex-mini and computer use. */
export const O_SERIES: readonly Price[] = [
  ...rowsOf({ model: 'o1', versions: ['2024-12-17'], undated: true }, [
    { usdPerMillionTokens: { input: 15, cachedInput: 7.5, output: 60 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 7.5, output: 30 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 16.5, cachedInput: 8.25, output: 66 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 8.25, output: 33 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US,
      usdPerMillionTokens: { input: 16.5, cachedInput: 8.25, output: 66 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 18.15, cachedInput: 9.075, output: 72.6 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 19.8, cachedInput: 9.9, output: 79.2 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'o1-preview', versions: ['2024-09-12'], undated: true }, [
    { usdPerMillionTokens: { input: 15, cachedInput: 7.5, output: 60 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 16.5, cachedInput: 8.25, output: 66 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 19.8, cachedInput: 9.9, output: 79.2 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'o1-mini', versions: ['2024-09-12'], undated: true }, [
    { usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 }, ...RETAIL_2026_06 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.55, output: 2.2 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.605, output: 4.84 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.605, output: 2.42 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 1.452, cachedInput: 0.726, output: 5.808 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'o1-pro', versions: ['2025-03-19'], undated: true }, [
    {
      usdPerMillionTokens: { input: 150, cachedInput: 75, output: 600 },
      note: 'Azure meters cached input at half of input; OpenAI does not discount it.',
      ...RETAIL_2026_06,
    },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 75, output: 300 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 165, cachedInput: 82.5, output: 660 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 82.5, output: 330 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 198, cachedInput: 99, output: 792 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf(
    {
      model: 'o3',
      versions: ['2025-04-16'],
      undated: true,
      effective: '2025-06-01',
      note: 'From its price cut on. What Azure asked before was not found.',
    },
    [
      { usdPerMillionTokens: { input: 2, cachedInput: 0.5, output: 8 }, ...RETAIL_2026_09_30 },
      { tier: 'batch', usdPerMillionTokens: { input: 1, output: 4 }, ...RETAIL_2026_09_30 },
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
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: US,
        usdPerMillionTokens: { input: 2.2, cachedInput: 0.55, output: 8.8 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['swedencentral'],
        usdPerMillionTokens: { input: 2.42, cachedInput: 0.605, output: 9.68 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['northeurope'],
        usdPerMillionTokens: { input: 2.64, cachedInput: 0.66, output: 10.56 },
        ...RETAIL_2026_09_30,
      },
    ],
  ),
  ...rowsOf({ model: 'o3-mini', versions: ['2025-01-31'], undated: true }, [
    { usdPerMillionTokens: { input: 1.1, cachedInput: 0.55, output: 4.4 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.55, output: 2.2 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.605, output: 4.84 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      regions: US_GOVERNMENT,
      usdPerMillionTokens: { input: 1.513, cachedInput: 0.757, output: 6.05 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu', 'apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.605, output: 2.42 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US,
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.605, output: 4.84 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 1.331, cachedInput: 0.666, output: 5.324 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'southeastasia'],
      usdPerMillionTokens: { input: 1.452, cachedInput: 0.726, output: 5.808 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'o3-pro', versions: ['2025-06-10'], undated: true }, [
    { usdPerMillionTokens: { input: 20, output: 80 }, ...RETAIL_2026_06 },
    { tier: 'batch', usdPerMillionTokens: { input: 10, output: 40 }, ...RETAIL_2026_06 },
  ]),
  ...rowsOf({ model: 'o3-deep-research', versions: ['2025-06-26'], undated: true }, [
    { usdPerMillionTokens: { input: 10, cachedInput: 2.5, output: 40 }, ...RETAIL_2025_08 },
  ]),
  ...rowsOf({ model: 'o4-mini', versions: ['2025-04-16'], undated: true }, [
    { usdPerMillionTokens: { input: 1.1, cachedInput: 0.275, output: 4.4 }, ...RETAIL_2026_09_30 },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 0.55, output: 2.2 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.303, output: 4.84 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 1.32, cachedInput: 0.33, output: 5.28 },
      effective: '2026-06-01',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.605, output: 2.42 },
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'dataZone',
      zones: ['apac'],
      tier: 'batch',
      usdPerMillionTokens: { input: 0.66, output: 2.64 },
      effective: '2026-06-01',
      note: 'No cached-input meter for batch: cached tokens are billed as input.',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: US,
      usdPerMillionTokens: { input: 1.21, cachedInput: 0.303, output: 4.84 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['swedencentral'],
      usdPerMillionTokens: { input: 1.331, cachedInput: 0.333, output: 5.324 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf({ model: 'codex-mini', versions: ['2025-05-16'], undated: true, aliases: ['codex-mini-latest'] }, [
    { usdPerMillionTokens: { input: 1.5, cachedInput: 0.375, output: 6 }, ...RETAIL_2025_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.65, cachedInput: 0.413, output: 6.6 },
      derived: 'Input: 1.10 times the global price, the ratio of the other two meters.',
      ...RETAIL_2025_06,
    },
  ]),
  ...rowsOf({ model: 'computer-use-preview', versions: ['2025-03-11'], undated: true }, [
    { usdPerMillionTokens: { input: 3, output: 12 }, ...RETAIL_2026_06 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 3.3, output: 13.2 }, ...RETAIL_2026_06 },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 3.96, output: 15.84 },
      ...RETAIL_2026_06,
    },
  ]),
];
