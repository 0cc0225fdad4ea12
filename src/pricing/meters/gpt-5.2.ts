import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.2.ts`. */
export const GPT_5_2: readonly RowMeters[] = [
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5.2 inp Gl 1M Tokens',
      cachedInput: 'GPT 5.2 cd inp Gl 1M Tokens',
      output: 'GPT 5.2 opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'GPT 5.2 Batch inp Gl 1M Tokens',
      cachedInput: 'GPT 5.2 Batch cd inp Gl 1M Tokens',
      output: 'GPT 5.2 Batch opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5.2 pp inp Gl 1M Tokens',
      cachedInput: '5.2 pp cd inp Gl 1M Tokens',
      output: '5.2 pp opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5.2 inp Dz 1M Tokens',
      cachedInput: 'GPT 5.2 cd inp Dz 1M Tokens',
      output: 'GPT 5.2 opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'GPT 5.2 Batch inp Dz 1M Tokens',
      cachedInput: 'GPT 5.2 Batch cd inp Dz 1M Tokens',
      output: 'GPT 5.2 Batch opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-2025-12-11',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5.2 pp inp Dz 1M Tokens',
      cachedInput: '5.2 pp cd inp Dz 1M Tokens',
      output: '5.2 pp opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-chat-2025-12-11',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5.2 chat inp Gl 1M Tokens',
      cachedInput: 'GPT 5.2 chat cd inp Gl 1M Tokens',
      output: 'GPT 5.2 chat opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-chat-2025-12-11',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5.2 chat inp Dz 1M Tokens',
      cachedInput: 'GPT 5.2 chat cd inp Dz 1M Tokens',
      output: 'GPT 5.2 chat opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-codex',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: '5.2 codex inp Gl 1M Tokens',
      cachedInput: '5.2 codex cd inp Gl 1M Tokens',
      output: '5.2 codex opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-codex',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: '5.2 codex inp Dz 1M Tokens',
      cachedInput: '5.2 codex cd inp Dz 1M Tokens',
      output: '5.2 codex opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5.2-pro-2025-12-11',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'GPT 5.2 pro inp Gl 1M Tokens', output: 'GPT 5.2 pro opt Gl 1M Tokens' },
  },
  {
    name: 'gpt-5.2-pro-2025-12-11',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'GPT 5.2 pro Batch inp Gl 1M Tokens', output: 'GPT 5.2 pro Batch opt Gl 1M Tokens' },
  },
  {
    name: 'gpt-5.2-pro-2025-12-11',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'GPT 5.2 pro inp Dz 1M Tokens', output: 'GPT 5.2 pro opt Dz 1M Tokens' },
  },
  {
    name: 'gpt-5.2-pro-2025-12-11',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'GPT 5.2 pro Batch inp Dz 1M Tokens', output: 'GPT 5.2 pro Batch opt Dz 1M Tokens' },
  },
];
