import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.1.ts`. */
export const GPT_5_1: readonly RowMeters[] = [
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5.1 inp Gl 1M Tokens',
      cachedInput: 'GPT 5.1 cd inp Gl 1M Tokens',
      output: 'GPT 5.1 opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'GPT 5.1 Batch inp Gl 1M Tokens',
      cachedInput: 'GPT 5.1 Batch cd inp Gl 1M Tokens',
      output: 'GPT 5.1 Batch opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.1 pp inp Gl 1M Tokens',
      cachedInput: '5.1 pp cd inp Gl 1M Tokens',
      output: '5.1 pp opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5.1 inp Dz 1M Tokens',
      cachedInput: 'GPT 5.1 cd inp Dz 1M Tokens',
      output: 'GPT 5.1 opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'GPT 5.1 Batch inp Dz 1M Tokens',
      cachedInput: 'GPT 5.1 Batch cd inp Dz 1M Tokens',
      output: 'GPT 5.1 Batch opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-2025-11-13',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.1 pp inp Dz 1M Tokens',
      cachedInput: '5.1 pp cd inp Dz 1M Tokens',
      output: '5.1 pp opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-chat-2025-11-13',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5.1 chat inp Gl 1M Tokens',
      cachedInput: 'GPT 5.1 chat cd inp Gl 1M Tokens',
      output: 'GPT 5.1 chat opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-chat-2025-11-13',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5.1 chat inp Dz 1M Tokens',
      cachedInput: 'GPT 5.1 chat cd inp Dz 1M Tokens',
      output: 'GPT 5.1 chat opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-2025-11-13',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.1 codex inp Gl 1M Tokens',
      cachedInput: '5.1 codex cd inp Gl 1M Tokens',
      output: '5.1 codex opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-2025-11-13',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.1 codex inp Dz 1M Tokens',
      cachedInput: '5.1 codex cd inp Dz 1M Tokens',
      output: '5.1 codex opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-mini-2025-11-13',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.1 codex mini inp Gl 1M Tokens',
      cachedInput: '5.1 codex mini cd inp Gl 1M Tokens',
      output: '5.1 codex mini opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-mini-2025-11-13',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.1 codex mini inp Dz 1M Tokens',
      cachedInput: '5.1 codex mini cd inp Dz 1M Tokens',
      output: '5.1 codex mini opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-max-2025-12-04',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.1 codex max inp Gl 1M Tokens',
      cachedInput: '5.1 codex max cd inp Gl 1M Tokens',
      output: '5.1 codex max opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.1-codex-max-2025-12-04',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.1 codex max inp Dz 1M Tokens',
      cachedInput: '5.1 codex max cd inp Dz 1M Tokens',
      output: '5.1 codex max opt Dz 1M Tokens',
    },
  },
];
