import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.5.ts`. */
export const GPT_5_5: readonly RowMeters[] = [
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.5 ShortCo inp Gl 1M Tokens',
      cachedInput: '5.5 ShortCo cd inp Gl 1M Tokens',
      output: '5.5 ShortCo opt Gl 1M Tokens',
    },
    longContext: {
      input: '5.5 LongCo inp Gl 1M Tokens',
      cachedInput: '5.5 LongCo cd inp Gl 1M Tokens',
      output: '5.5 LongCo opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: '5.5 ShortCo Batch inp Gl 1M Tokens',
      cachedInput: '5.5 ShortCo Batch cd inp Gl 1M Tokens',
      output: '5.5 ShortCo Batch opt Gl 1M Tokens',
    },
    longContext: {
      input: '5.5 LongCo Batch inp Gl 1M Tokens',
      cachedInput: '5.5 LongCo Batch cd inp Gl 1M Tokens',
      output: '5.5 LongCo Batch opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.5 ShortCo PP inp Gl 1M Tokens',
      cachedInput: '5.5 ShortCo PP cd inp Gl 1M Tokens',
      output: '5.5 ShortCo PP opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'global',
    tier: 'flex',
    meters: {
      input: '55 ShortCo inp Flex Gl 1M Tokens',
      cachedInput: '55 ShortCo cd inp Flex Gl 1M Tokens',
      output: '55 ShortCo opt Flex Gl 1M Tokens',
    },
    longContext: {
      input: '55 LongCo inp Flex Gl 1M Tokens',
      cachedInput: '55 LongCo cd inp Flex Gl 1M Tokens',
      output: '55 LongCo opt Flex Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.5 ShortCo inp Dz 1M Tokens',
      cachedInput: '5.5 ShortCo cd inp Dz 1M Tokens',
      output: '5.5 ShortCo opt Dz 1M Tokens',
    },
    longContext: {
      input: '5.5 LongCo inp Dz 1M Tokens',
      cachedInput: '5.5 LongCo cd inp Dz 1M Tokens',
      output: '5.5 LongCo opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: '5.5 ShortCo Batch inp Dz 1M Tokens',
      cachedInput: '5.5 ShortCo Batch cd inp Dz 1M Tokens',
      output: '5.5 ShortCo Batch opt Dz 1M Tokens',
    },
    longContext: {
      input: '5.5 LongCo Batch inp Dz 1M Tokens',
      cachedInput: '5.5 LongCo Batch cd inp Dz 1M Tokens',
      output: '5.5 LongCo Batch opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.5-2026-04-23',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.5 ShortCo PP inp Dz 1M Tokens',
      cachedInput: '5.5 ShortCo PP cd inp Dz 1M Tokens',
      output: '5.5 ShortCo PP opt Dz 1M Tokens',
    },
  },
];
