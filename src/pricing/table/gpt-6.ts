import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_09_10, RETAIL_2026_09_25, RETAIL_2026_10 } from './sources.ts';

/** GPT-6: Astra, Sol and Luna. Above 272,000 input tokens the whole request costs more. */
export const GPT_6: readonly Price[] = [
  ...rowsOf({ model: 'gpt-6-astra', versions: ['2026-09-03'], undated: true, effective: '2026-09-01' }, [
    {
      usdPerMillionTokens: { input: 10, cachedInput: 1, cacheWrite: 12.5, output: 50 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 20, cachedInput: 2, cacheWrite: 25, output: 75 } },
      ...RETAIL_2026_09_10,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 10, cachedInput: 1, cacheWrite: 12.5, output: 37.5 },
      },
      effective: '2026-10-01',
      ...RETAIL_2026_10,
    },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerMillionTokens: { input: 11, cachedInput: 1.1, cacheWrite: 13.75, output: 55 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 22, cachedInput: 2.2, cacheWrite: 27.5, output: 82.5 },
      },
      ...RETAIL_2026_09_10,
    },
    {
      scope: 'dataZone',
      zones: ['eu', 'apac'],
      usdPerMillionTokens: { input: 12, cachedInput: 1.2, cacheWrite: 15, output: 60 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 24, cachedInput: 2.4, cacheWrite: 30, output: 90 } },
      note: 'Of the 14 regions outside the US that carry these meters.',
      ...RETAIL_2026_09_10,
    },
  ]),
  ...rowsOf({ model: 'gpt-6-sol', versions: ['2026-09-22'], undated: true, effective: '2026-09-01' }, [
    {
      usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 15 } },
      ...RETAIL_2026_09_25,
    },
    {
      tier: 'priority',
      usdPerMillionTokens: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 20 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 8, cachedInput: 0.8, cacheWrite: 10, output: 30 } },
      ...RETAIL_2026_09_25,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 7.5 } },
      effective: '2026-10-01',
      ...RETAIL_2026_10,
    },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerMillionTokens: { input: 2.2, cachedInput: 0.22, cacheWrite: 2.75, output: 11 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 4.4, cachedInput: 0.44, cacheWrite: 5.5, output: 16.5 },
      },
      ...RETAIL_2026_09_25,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      usdPerMillionTokens: { input: 2.4, cachedInput: 0.24, cacheWrite: 3, output: 12 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 4.8, cachedInput: 0.48, cacheWrite: 6, output: 18 } },
      ...RETAIL_2026_09_25,
    },
    {
      scope: 'dataZone',
      zones: ['us'],
      tier: 'priority',
      usdPerMillionTokens: { input: 4.4, cachedInput: 0.44, cacheWrite: 5.5, output: 22 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 8.8, cachedInput: 0.88, cacheWrite: 11, output: 33 },
      },
      ...RETAIL_2026_09_25,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      tier: 'priority',
      usdPerMillionTokens: { input: 4.8, cachedInput: 0.48, cacheWrite: 6, output: 24 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 9.6, cachedInput: 0.96, cacheWrite: 12, output: 36 },
      },
      note: 'The meters exist; the launch announced priority processing for the US data zone alone.',
      ...RETAIL_2026_09_25,
    },
  ]),
  ...rowsOf({ model: 'gpt-6-luna', versions: ['2026-09-22'], undated: true, effective: '2026-09-01' }, [
    {
      usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 0.75 },
      },
      ...RETAIL_2026_09_25,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 0.05, cachedInput: 0.005, cacheWrite: 0.0625, output: 0.25 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.375 },
      },
      effective: '2026-10-01',
      ...RETAIL_2026_10,
    },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerMillionTokens: { input: 0.11, cachedInput: 0.011, cacheWrite: 0.1375, output: 0.55 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 0.22, cachedInput: 0.022, cacheWrite: 0.275, output: 0.825 },
      },
      ...RETAIL_2026_09_25,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      usdPerMillionTokens: { input: 0.12, cachedInput: 0.012, cacheWrite: 0.15, output: 0.6 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 0.24, cachedInput: 0.024, cacheWrite: 0.3, output: 0.9 },
      },
      ...RETAIL_2026_09_25,
    },
  ]),
  ...rowsOf({ model: 'gpt-6.1-sol', versions: ['2026-09-29'], undated: true, effective: '2026-10-01' }, [
    {
      usdPerMillionTokens: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 15 } },
      ...RETAIL_2026_10,
    },
    {
      tier: 'flex',
      usdPerMillionTokens: { input: 1, cachedInput: 0.05, cacheWrite: 1.25, output: 5 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 7.5 } },
      ...RETAIL_2026_10,
    },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerMillionTokens: { input: 2.2, cachedInput: 0.11, cacheWrite: 2.75, output: 11 },
      longContext: {
        above: 272000,
        usdPerMillionTokens: { input: 4.4, cachedInput: 0.22, cacheWrite: 5.5, output: 16.5 },
      },
      note: 'The meters come at two prices, 1.10 and 1.20 times the global ones; the lower is taken to be the US, as for gpt-6-sol.',
      ...RETAIL_2026_10,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      usdPerMillionTokens: { input: 2.4, cachedInput: 0.12, cacheWrite: 3, output: 12 },
      longContext: { above: 272000, usdPerMillionTokens: { input: 4.8, cachedInput: 0.24, cacheWrite: 6, output: 18 } },
      ...RETAIL_2026_10,
    },
  ]),
];
