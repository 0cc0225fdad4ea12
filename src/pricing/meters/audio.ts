import type { RowMeters } from './types.ts';

/** The meters of `table/audio.ts`. */
export const AUDIO: readonly RowMeters[] = [
  {
    name: 'gpt-4o-audio-preview-2024-12-17',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-aud-1217-txt Inp glbl Tokens', 'gpt-4o-aud-0603-txt Inp glbl Tokens'],
      output: ['gpt-4o-aud-1217-txt Outp glbl Tokens', 'gpt-4o-aud-0603-txt Outp glbl Tokens'],
      audioInput: ['gpt-4o-aud-1217 Inp glbl Tokens', 'gpt-4o-aud-0603 Inp glbl Tokens'],
      audioOutput: ['gpt-4o-aud-1217 Outp glbl Tokens', 'gpt-4o-aud-0603 Outp glbl Tokens'],
    },
  },
  {
    name: 'gpt-4o-audio-preview-2024-12-17',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: ['gpt-4o-aud-1217-txt Inp DZone Tokens', 'gpt-4o-aud-0603-txt Inp DZone Tokens'],
      output: ['gpt-4o-aud-1217-txt Outp DZone Tokens', 'gpt-4o-aud-0603-txt Outp DZone Tokens'],
      audioInput: ['gpt-4o-aud-1217 Inp DZone Tokens', 'gpt-4o-aud-0603 Inp DZone Tokens'],
      audioOutput: ['gpt-4o-aud-1217 Outp DZone Tokens', 'gpt-4o-aud-0603 Outp DZone Tokens'],
    },
  },
  {
    name: 'gpt-4o-mini-audio-preview-2024-12-17',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt4omini-aud1217-txt Inp glbl Tokens',
      output: 'gpt4omini-aud1217-txt Outp glbl Tokens',
      audioInput: 'gpt4omini-aud1217 Inp glbl Tokens',
      audioOutput: 'gpt4omini-aud1217 Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-audio-preview-2024-12-17',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt4omini-aud1217-txt Inp DZone Tokens',
      output: 'gpt4omini-aud1217-txt Outp DZone Tokens',
      audioInput: 'gpt4omini-aud1217 Inp DZone Tokens',
      audioOutput: 'gpt4omini-aud1217 Outp DZone Tokens',
    },
  },
  {
    name: 'gpt-audio-2025-08-28',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt aud 0828 txt Inp glbl Tokens',
      output: 'gpt aud 0828 txt Outp glbl Tokens',
      audioInput: 'gpt aud 0828 Inp glbl Tokens',
      audioOutput: 'gpt aud 0828 Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-audio-2025-08-28',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt aud 0828 txt Inp DZone Tokens',
      output: 'gpt aud 0828 txt Outp DZone Tokens',
      audioInput: 'gpt aud 0828 Inp DZone Tokens',
      audioOutput: 'gpt aud 0828 Outp DZone Tokens',
    },
  },
  {
    name: 'gpt-audio-2025-08-28',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt aud 0828 txt Inp regnl Tokens',
      output: 'gpt aud 0828 txt Outp regnl Tokens',
      audioInput: 'gpt aud 0828 Inp regnl Tokens',
      audioOutput: 'gpt aud 0828 Outp regnl Tokens',
    },
  },
  {
    name: 'gpt-audio-1.5-2026-02-23',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt aud 1.5 txt inp Gl 1M Tokens',
      output: 'gpt aud 1.5 txt opt Gl 1M Tokens',
      audioInput: 'gpt aud 1.5 inp Gl 1M Tokens',
      audioOutput: 'gpt aud 1.5 opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-audio-1.5-2026-02-23',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt aud 1.5 txt inp Dz 1M Tokens',
      output: 'gpt aud 1.5 txt opt Dz 1M Tokens',
      audioInput: 'gpt aud 1.5 inp Dz 1M Tokens',
      audioOutput: 'gpt aud 1.5 opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-audio-mini-2025-10-06',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: ['gpt aud mini txt Inp glbl Tokens', 'gpt aud mn txt in gl 1215 1M Tokens'],
      output: ['gpt aud mini txt Outp glbl Tokens', 'gpt aud mn txt out gl 1215 1M Tokens'],
      audioInput: ['gpt aud mini Inp glbl Tokens', 'gpt aud mn in gl 1215 1M Tokens'],
      audioOutput: ['gpt aud mini Outp glbl Tokens', 'gpt aud mn out gl 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-audio-mini-2025-10-06',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: ['gpt aud mini txt Inp DZone Tokens', 'gpt aud mn txt in DZ 1215 1M Tokens'],
      output: ['gpt aud mini txt Outp DZone Tokens', 'gpt aud mn txt out DZ 1215 1M Tokens'],
      audioInput: ['gpt aud mini Inp DZone Tokens', 'gpt aud mn in DZ 1215 1M Tokens'],
      audioOutput: ['gpt aud mini Outp DZone Tokens', 'gpt aud mn out DZ 1215 1M Tokens'],
    },
  },
  {
    name: 'gpt-audio-mini-2025-10-06',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: ['gpt aud mini txt Inp regnl Tokens', 'gpt aud mn txt in rg 1215 1M Tokens'],
      output: ['gpt aud mini txt Outp regnl Tokens', 'gpt aud mn txt out rg 1215 1M Tokens'],
      audioInput: ['gpt aud mini Inp regnl Tokens', 'gpt aud mn in rg 1215 1M Tokens'],
      audioOutput: ['gpt aud mini Outp regnl Tokens', 'gpt aud mn out rg 1215 1M Tokens'],
    },
  },
];
