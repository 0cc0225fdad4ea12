import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_03, RETAIL_2026_06 } from './sources.ts';

/** Chat models that hear and speak. */
export const AUDIO: readonly Price[] = [
  ...rowsOf({ model: 'gpt-4o-audio-preview', versions: ['2024-12-17', '2025-06-03'], undated: true }, [
    { usdPerMillionTokens: { input: 2.5, output: 10, audioInput: 40, audioOutput: 80 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, output: 11, audioInput: 44, audioOutput: 88 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-mini-audio-preview', versions: ['2024-12-17'], undated: true }, [
    {
      usdPerMillionTokens: { input: 0.15, output: 0.6, audioInput: 10, audioOutput: 20 },
      note: 'LiteLLM has the prices of gpt-4o-audio-preview for it.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.165, output: 0.66, audioInput: 11, audioOutput: 22 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-audio', versions: ['2025-08-28'], undated: true }, [
    { usdPerMillionTokens: { input: 2.5, output: 10, audioInput: 40, audioOutput: 80 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, output: 11, audioInput: 44, audioOutput: 88 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 3.3, output: 13.2, audioInput: 52.8, audioOutput: 105.6 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-audio-1.5', versions: ['2026-02-23'], undated: true }, [
    {
      usdPerMillionTokens: { input: 2.5, output: 10, audioInput: 32, audioOutput: 64 },
      note: 'LiteLLM has 40 and 80 for audio, the prices of gpt-audio. The meters are believed.',
      ...RETAIL_2026_03,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, output: 11, audioInput: 35.2, audioOutput: 70.4 },
      ...RETAIL_2026_03,
    },
  ]),
  ...rowsOf({ model: 'gpt-audio-mini', versions: ['2025-10-06', '2025-12-15'], undated: true }, [
    { usdPerMillionTokens: { input: 0.6, output: 2.4, audioInput: 10, audioOutput: 20 }, ...RETAIL_2026_06 },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.66, output: 2.64, audioInput: 11, audioOutput: 22 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 0.792, output: 3.168, audioInput: 13.2, audioOutput: 26.4 },
      ...RETAIL_2026_06,
    },
  ]),
];
