import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2024_05, RETAIL_2024_06, RETAIL_2026_06, RETAIL_2026_08 } from './sources.ts';

/** Speech to text and text to speech. */
export const SPEECH: readonly Price[] = [
  ...rowsOf({ model: 'gpt-4o-transcribe', versions: ['2025-03-20'], undated: true }, [
    {
      usdPerMillionTokens: { input: 2.5, audioInput: 6, output: 10 },
      note: 'LiteLLM has 2.5 for audio, the price of text.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, audioInput: 6.6, output: 11 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 3.3, audioInput: 7.92, output: 13.2 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-mini-transcribe', versions: ['2025-03-20', '2025-12-15'], undated: true }, [
    {
      usdPerMillionTokens: { input: 1.25, audioInput: 3, output: 5 },
      note: 'LiteLLM has 1.25 for audio, the price of text.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 1.375, audioInput: 3.3, output: 5.5 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 1.65, audioInput: 3.96, output: 6.6 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-transcribe-diarize', versions: ['2025-10-15'], undated: true }, [
    {
      usdPerMillionTokens: { input: 2.5, audioInput: 6, output: 10 },
      note: 'LiteLLM has 2.5 for audio, the price of text.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 2.75, audioInput: 6.6, output: 11 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 3.3, audioInput: 7.92, output: 13.2 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-4o-mini-tts', versions: ['2025-03-20', '2025-12-15'], undated: true }, [
    {
      usdPerMillionTokens: { input: 0.6, audioOutput: 12 },
      note: 'LiteLLM has 2.5 for text and 10 for output.',
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 0.66, audioOutput: 13.2 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: { input: 0.792, audioOutput: 15.84 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'whisper', aliases: ['whisper-1', 'whisper-001'] }, [
    { usdPerHour: 0.36, ...RETAIL_2026_06 },
    { scope: 'regional', regions: ['northeurope'], usdPerHour: 0.4752, ...RETAIL_2026_06 },
  ]),
  ...rowsOf({ model: 'gpt-transcribe' }, [
    { usdPerHour: 0.27, ...RETAIL_2026_08 },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerHour: 0.297,
      note: 'Azure meters two prices; as for chat-latest of 2026-08-06, the lower is taken to be the US.',
      ...RETAIL_2026_08,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      usdPerHour: 0.324,
      note: 'Azure meters two prices; as for chat-latest of 2026-08-06, the lower is taken to be the US.',
      ...RETAIL_2026_08,
    },
  ]),
  ...rowsOf({ model: 'gpt-live-transcribe', versions: ['2026-07-29'], undated: true }, [
    { usdPerHour: 1.02, ...RETAIL_2026_08 },
    {
      scope: 'dataZone',
      zones: ['us'],
      usdPerHour: 1.122,
      note: 'Azure meters two prices; as for chat-latest of 2026-08-06, the lower is taken to be the US.',
      ...RETAIL_2026_08,
    },
    {
      scope: 'dataZone',
      zones: ['eu'],
      usdPerHour: 1.224,
      note: 'Azure meters two prices; as for chat-latest of 2026-08-06, the lower is taken to be the US.',
      ...RETAIL_2026_08,
    },
  ]),
  ...rowsOf({ model: 'gpt-realtime-whisper', versions: ['2026-05-06'], undated: true }, [
    { usdPerHour: 1.02, ...RETAIL_2026_06 },
  ]),
  ...rowsOf({ model: 'gpt-realtime-translate', versions: ['2026-05-06'], undated: true }, [
    { usdPerHour: 2.04, ...RETAIL_2026_06 },
  ]),
  ...rowsOf({ model: 'tts-1', aliases: ['tts', 'tts-001'] }, [
    { usdPerMillionCharacters: 15, ...RETAIL_2024_06 },
    {
      scope: 'regional',
      usdPerMillionCharacters: 15,
      note: 'Meters of 2024 and 2026 agree; a region may differ.',
      ...RETAIL_2024_05,
    },
  ]),
  ...rowsOf({ model: 'tts-1-hd', aliases: ['tts-hd', 'tts-hd-001'] }, [
    { usdPerMillionCharacters: 30, ...RETAIL_2024_06 },
  ]),
];
