import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.4.ts`. */
export const GPT_5_4: readonly RowMeters[] = [
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'global',
    tier: 'standard',
    meters: { input: '5.4 inp Gl 1M Tokens', cachedInput: '5.4 cd inp Gl 1M Tokens', output: '5.4 opt Gl 1M Tokens' },
    longContext: {
      input: '5.4 longco inp Gl 1M Tokens',
      cachedInput: '5.4 longco cd inp Gl 1M Tokens',
      output: '5.4 longco opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: '5.4 Batch inp Gl 1M Tokens',
      cachedInput: '5.4 Batch cd inp Gl 1M Tokens',
      output: '5.4 Batch opt Gl 1M Tokens',
    },
    longContext: {
      input: '5.4 longco batch inp Gl 1M Tokens',
      cachedInput: '5.4 longco batch cd inp Gl 1M Tokens',
      output: '5.4 longco batch opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.4 pp inp Gl 1M Tokens',
      cachedInput: '5.4 pp cd inp Gl 1M Tokens',
      output: '5.4 pp opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'global',
    tier: 'flex',
    meters: {
      input: '54 inp Flex Gl 1M Tokens',
      cachedInput: '54 cd inp Flex Gl 1M Tokens',
      output: '54 opt Flex Gl 1M Tokens',
    },
    longContext: {
      input: '54 longco inp Flex Gl 1M Tokens',
      cachedInput: '54 longco cd inp Flex Gl 1M Tokens',
      output: '54 longco opt Flex Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: '5.4 inp Dz 1M Tokens', cachedInput: '5.4 cd inp Dz 1M Tokens', output: '5.4 opt Dz 1M Tokens' },
    longContext: {
      input: '5.4 longco inp Dz 1M Tokens',
      cachedInput: '5.4 longco cd inp Dz 1M Tokens',
      output: '5.4 longco opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: '5.4 Batch inp Dz 1M Tokens',
      cachedInput: '5.4 Batch cd inp Dz 1M Tokens',
      output: '5.4 Batch opt Dz 1M Tokens',
    },
    longContext: {
      input: '5.4 longco batch inp Dz 1M Tokens',
      cachedInput: '5.4 longco batch cd inp Dz 1M Tokens',
      output: '5.4 longco batch opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-2026-03-05',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.4 pp inp Dz 1M Tokens',
      cachedInput: '5.4 pp cd inp Dz 1M Tokens',
      output: '5.4 pp opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-pro-2026-03-05',
    scope: 'global',
    tier: 'standard',
    meters: { input: '5.4 pro inp Gl 1M Tokens', output: '5.4 pro opt Gl 1M Tokens' },
    longContext: { input: '5.4 pro longco inp Gl 1M Tokens', output: '5.4 pro longco opt Gl 1M Tokens' },
  },
  {
    name: 'gpt-5.4-pro-2026-03-05',
    scope: 'global',
    tier: 'batch',
    meters: { input: '5.4 pro Batch inp Gl 1M Tokens', output: '5.4 pro Batch opt Gl 1M Tokens' },
    longContext: { input: '5.4 pro longco batch inp Gl 1M Tokens', output: '5.4 pro longco batch opt Gl 1M Tokens' },
  },
  {
    name: 'gpt-5.4-pro-2026-03-05',
    scope: 'global',
    tier: 'flex',
    meters: { input: '54 pro inp Flex Gl 1M Tokens', output: '54 pro opt Flex Gl 1M Tokens' },
    longContext: { input: '54 pro longco inp Flex Gl 1M Tokens', output: '54 pro longco opt Flex Gl 1M Tokens' },
  },
  {
    name: 'gpt-5.4-pro-2026-03-05',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: '5.4 pro inp Dz 1M Tokens', output: '5.4 pro opt Dz 1M Tokens' },
    longContext: { input: '5.4 pro longco inp Dz 1M Tokens', output: '5.4 pro longco opt Dz 1M Tokens' },
  },
  {
    name: 'gpt-5.4-pro-2026-03-05',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: '5.4 pro Batch inp Dz 1M Tokens', output: '5.4 pro Batch opt Dz 1M Tokens' },
    longContext: { input: '5.4 pro longco batch inp Dz 1M Tokens', output: '5.4 pro longco batch opt Dz 1M Tokens' },
  },
  {
    name: 'gpt-5.4-mini-2026-03-17',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.4 mini Inp Gl 1M Tokens',
      cachedInput: '5.4 mini cd Inp Gl 1M Tokens',
      output: '5.4 mini Opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-mini-2026-03-17',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.4 mini pp Inp Gl 1M Tokens',
      cachedInput: '5.4 mini pp cd Inp Gl 1M Tokens',
      output: '5.4 mini pp Opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-mini-2026-03-17',
    scope: 'global',
    tier: 'flex',
    meters: {
      input: '54 mini Inp Flex Gl 1M Tokens',
      cachedInput: '54 mini cd Inp Flex Gl 1M Tokens',
      output: '54 mini Opt Flex Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-mini-2026-03-17',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.4 mini Inp Dz 1M Tokens',
      cachedInput: '5.4 mini cd Inp Dz 1M Tokens',
      output: '5.4 mini Opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-mini-2026-03-17',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.4 mini pp Inp Dz 1M Tokens',
      cachedInput: '5.4 mini pp cd Inp Dz 1M Tokens',
      output: '5.4 mini pp Opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-nano-2026-03-17',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.4 nano Inp Gl 1M Tokens',
      cachedInput: '5.4 nano cd Inp Gl 1M Tokens',
      output: '5.4 nano Opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-nano-2026-03-17',
    scope: 'global',
    tier: 'flex',
    meters: {
      input: '54 nano Inp Flex Gl 1M Tokens',
      cachedInput: '54 nano cd Inp Flex Gl 1M Tokens',
      output: '54 nano Opt Flex Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.4-nano-2026-03-17',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.4 nano Inp Dz 1M Tokens',
      cachedInput: '5.4 nano cd Inp Dz 1M Tokens',
      output: '5.4 nano Opt Dz 1M Tokens',
    },
  },
];
