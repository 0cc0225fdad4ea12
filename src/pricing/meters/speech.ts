import type { RowMeters } from './types.ts';

/** The meters of `table/speech.ts`. */
export const SPEECH: readonly RowMeters[] = [
  {
    name: 'gpt-4o-transcribe-2025-03-20',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-transcribe-txt-inp-glbl Tokens',
      audioInput: 'gpt-4o-transcribe-aud-inp-glbl Tokens',
      output: 'gpt-4o-transcribe-txt-out-glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-transcribe-2025-03-20',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-transcribe-txt-inp-dz Tokens',
      audioInput: 'gpt-4o-transcribe-aud-inp-dz Tokens',
      output: 'gpt-4o-transcribe-txt-out-dz Tokens',
    },
  },
  {
    name: 'gpt-4o-transcribe-2025-03-20',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-transcribe-txt-inp-rgnl Tokens',
      audioInput: 'gpt-4o-transcribe-aud-inp-rgnl Tokens',
      output: 'gpt-4o-transcribe-txt-out-rgnl Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-transcribe-2025-03-20',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-transcribe-txt-inp-glbl Tokens', 'gpt4o mn trscb txt in gl 1215 1M Tokens'],
      audioInput: ['gpt-4o-mini-transcribe-aud-inp-glbl Tokens', 'gpt4o mn trscb aud in gl 1215 1M Tokens'],
      output: ['gpt-4o-mini-transcribe-txt-out-glbl Tokens', 'gpt4o mn trscb txt out gl 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-4o-mini-transcribe-2025-03-20',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-transcribe-txt-inp-dz Tokens', 'gpt4o mn trscb txt in dz 1215 1M Tokens'],
      audioInput: ['gpt-4o-mini-transcribe-aud-inp-dz Tokens', 'gpt4o mn trscb aud in dz 1215 1M Tokens'],
      output: ['gpt-4o-mini-transcribe-txt-out-dz Tokens', 'gpt4o mn trscb txt out dz 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-4o-mini-transcribe-2025-03-20',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-transcribe-txt-inp-rgnl Tokens', 'gpt4o mn trscb txt in rg 1215 1M Tokens'],
      audioInput: ['gpt-4o-mini-transcribe-aud-inp-rgnl Tokens', 'gpt4o mn trscb aud in rg 1215 1M Tokens'],
      output: ['gpt-4o-mini-transcribe-txt-out-rgnl Tokens', 'gpt4o mn trscb txt out rg 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-4o-transcribe-diarize-2025-10-15',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4o tcrb d txt inp glbl Tokens',
      audioInput: 'gpt 4o tcrb d aud inp glbl Tokens',
      output: 'gpt 4o tcrb d txt out glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-transcribe-diarize-2025-10-15',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4o tcrb d txt inp dz Tokens',
      audioInput: 'gpt 4o tcrb d aud inp dz Tokens',
      output: 'gpt 4o tcrb d txt out dz Tokens',
    },
  },
  {
    name: 'gpt-4o-transcribe-diarize-2025-10-15',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt 4o tcrb d txt inp rgnl Tokens',
      audioInput: 'gpt 4o tcrb d aud inp rgnl Tokens',
      output: 'gpt 4o tcrb d txt out rgnl Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-tts-2025-03-20',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-tts-txt-inp-glbl Tokens', 'gpt4o mn tts txt in gl 1215 1M Tokens'],
      audioOutput: ['gpt-4o-mini-tts-aud-out-glbl Tokens', 'gpt4o mn tts aud out gl 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-4o-mini-tts-2025-03-20',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-tts-txt-inp-dz Tokens', 'gpt4o mn tts txt in dz 1215 1M Tokens'],
      audioOutput: ['gpt-4o-mini-tts-aud-out-dz Tokens', 'gpt4o mn tts aud out dz 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-4o-mini-tts-2025-03-20',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-mini-tts-txt-inp-rgnl Tokens', 'gpt4o mn tts txt in rg 1215 1M Tokens'],
      audioOutput: ['gpt-4o-mini-tts-aud-out-rgnl Tokens', 'gpt4o mn tts aud out rg 1215 1M Tokens'],
    },
  },
  { name: 'whisper', scope: 'global', tier: 'standard', meters: { hour: 'Speech-to-Text-Batch-Whisper-glbl Unit' } },
  { name: 'whisper', scope: 'regional', tier: 'standard', meters: { hour: 'Speech-to-Text-Batch-Whisper-regnl Unit' } },
  { name: 'gpt-transcribe', scope: 'global', tier: 'standard', meters: { hour: 'gpt-transcribe Gl Unit' } },
  { name: 'gpt-transcribe', scope: 'dataZone', tier: 'standard', meters: { hour: 'gpt-transcribe Dz Unit' } },
  { name: 'gpt-live-transcribe', scope: 'global', tier: 'standard', meters: { hour: 'gpt-live-transcribe Gl Unit' } },
  { name: 'gpt-live-transcribe', scope: 'dataZone', tier: 'standard', meters: { hour: 'gpt-live-transcribe Dz Unit' } },
  {
    name: 'gpt-realtime-whisper',
    scope: 'global',
    tier: 'standard',
    meters: { hour: 'gpt-realtime-whisper Opt Gl Unit' },
  },
  {
    name: 'gpt-realtime-translate',
    scope: 'global',
    tier: 'standard',
    meters: { hour: 'gpt-realtime-translate Opt Gl Unit' },
  },
  {
    name: 'tts-1',
    scope: 'global',
    tier: 'standard',
    meters: { characters: 'Speech-Text to Speech-global Characters' },
  },
  {
    name: 'tts-1-hd',
    scope: 'global',
    tier: 'standard',
    meters: { characters: 'Speech-Text to Speech HD-global Characters' },
  },
];
