import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.3.ts`. */
export const GPT_5_3: readonly RowMeters[] = [
  {
    name: 'gpt-5.3-codex',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.3 codex inp Gl 1M Tokens',
      cachedInput: '5.3 codex cd inp Gl 1M Tokens',
      output: '5.3 codex opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.3-codex',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.3 codex pp inp Gl 1M Tokens',
      cachedInput: '5.3 codex pp cd inp Gl 1M Tokens',
      output: '5.3 codex pp opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.3-codex',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.3 codex inp Dz 1M Tokens',
      cachedInput: '5.3 codex cd inp Dz 1M Tokens',
      output: '5.3 codex opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.3-codex',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.3 codex pp inp Dz 1M Tokens',
      cachedInput: '5.3 codex pp cd inp Dz 1M Tokens',
      output: '5.3 codex pp opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.3-chat',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.3 chat inp Gl 1M Tokens',
      cachedInput: '5.3 chat cd inp Gl 1M Tokens',
      output: '5.3 chat opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.3-chat',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.3 chat inp Dz 1M Tokens',
      cachedInput: '5.3 chat cd inp Dz 1M Tokens',
      output: '5.3 chat opt Dz 1M Tokens',
    },
  },
];
