import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-5.ts`. */
export const GPT_5: readonly RowMeters[] = [
  {
    name: 'gpt-5-2025-08-07',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 cchd Inpt Glbl 1M Tokens',
      output: 'GPT 5 outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-2025-08-07',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Batch Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Batch Inpt cchd Glbl 1M Tokens',
      output: 'GPT 5 Batch outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-2025-08-07',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5 pp inp Gl 1M Tokens',
      cachedInput: '5 pp cd inp Gl 1M Tokens',
      output: '5 pp opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-2025-08-07',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 cchd Inpt DZone 1M Tokens',
      output: 'GPT 5 outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-2025-08-07',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Batch Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Batch Inpt cchd Dzone 1M Tokens',
      output: 'GPT 5 Batch outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-2025-08-07',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5 pp inp Dz 1M Tokens',
      cachedInput: '5 pp cd inp Dz 1M Tokens',
      output: '5 pp opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Mini Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Mini cchd Inpt Glbl 1M Tokens',
      output: 'GPT 5 Mini outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Mini Batch Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Mini Batch Inpt cchd Glbl 1M Tokens',
      output: 'GPT 5 Mini Batch outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '5 mini pp Inp Gl 1M Tokens',
      cachedInput: '5 mini pp cd Inp Gl 1M Tokens',
      output: '5 mini pp Opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Mini Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Mini cchd Inpt DZone 1M Tokens',
      output: 'GPT 5 Mini outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Mini Batch Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Mini Batch Inpt cchd Dzone 1M Tokens',
      output: 'GPT 5 Mini Batch outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-mini-2025-08-07',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '5 mini pp Inp Dz 1M Tokens',
      cachedInput: '5 mini pp cd Inp Dz 1M Tokens',
      output: '5 mini pp Opt Dz 1M Tokens',
    },
  },
  {
    name: 'gpt-5-nano-2025-08-07',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Nano Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Nano cchd Inpt Glbl 1M Tokens',
      output: 'GPT 5 Nano outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-nano-2025-08-07',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Nano Batch Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Nano Batch Inpt cchd Glbl 1M Tokens',
      output: 'GPT 5 Nano Batch outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-nano-2025-08-07',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Nano Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Nano cchd Inpt DZone 1M Tokens',
      output: 'GPT 5 Nano outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-nano-2025-08-07',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'GPT 5 Nano Batch Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Nano Batch Inpt cchd Dzone 1M Tokens',
      output: 'GPT 5 Nano Batch outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-chat-2025-08-07',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Chat Inpt Glbl 1M Tokens',
      cachedInput: 'GPT 5 Chat cchd Inpt Glbl 1M Tokens',
      output: 'GPT 5 Chat outpt Glbl 1M Tokens',
    },
  },
  {
    name: 'gpt-5-chat-2025-08-07',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'GPT 5 Chat Inpt DZone 1M Tokens',
      cachedInput: 'GPT 5 Chat cchd Inpt DZone 1M Tokens',
      output: 'GPT 5 Chat outpt DZone 1M Tokens',
    },
  },
  {
    name: 'gpt-5-codex-2025-09-15',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt-5-codex-inp-glbl Tokens',
      cachedInput: 'gpt-5-codex-ccchd-inp-glbl Tokens',
      output: 'gpt-5-codex-out-glbl Tokens',
    },
  },
  {
    name: 'gpt-5-codex-2025-09-15',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt-5-codex-inp-dzone Tokens',
      cachedInput: 'gpt-5-codex-ccchd-inp-dzone Tokens',
      output: 'gpt-5-codex-out-dzone Tokens',
    },
  },
  {
    name: 'gpt-5-pro-2025-10-06',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt 5 pro inp glbl Tokens', output: 'gpt 5 pro out glbl Tokens' },
  },
  {
    name: 'gpt-5-pro-2025-10-06',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'gpt 5 pro inp dzone Tokens', output: 'gpt 5 pro out dzone Tokens' },
  },
  {
    name: 'chat-latest-2026-05-05',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: [
        'chat-latest 05052026 inp Gl 1M Tokens',
        'chat-latest 05282026 inp Gl 1M Tokens',
        'chat-latest 07012026 inp Gl 1M Tokens',
      ],
      cachedInput: [
        'chat-latest 05052026 cd inp Gl 1M Tokens',
        'chat-latest 05282026 cd inp Gl 1M Tokens',
        'chat-latest 07012026 cd inp Gl 1M Tokens',
      ],
      output: [
        'chat-latest 05052026 opt Gl 1M Tokens',
        'chat-latest 05282026 opt Gl 1M Tokens',
        'chat-latest 07012026 opt Gl 1M Tokens',
      ],
    },
  },
  {
    name: 'chat-latest-2026-05-05',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'chat-latest 07012026 inp DZ 1M Tokens',
      cachedInput: 'chat-latest 07012026 cd inp DZ 1M Tokens',
      output: 'chat-latest 07012026 opt DZ 1M Tokens',
    },
  },
  {
    name: 'chat-latest-2026-08-06',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'chat-latest 08062026 inp Gl 1M Tokens',
      cachedInput: 'chat-latest 08062026 cd inp Gl 1M Tokens',
      output: 'chat-latest 08062026 opt Gl 1M Tokens',
    },
  },
  {
    name: 'chat-latest-2026-08-06',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'chat-latest 08062026 inp Dz 1M Tokens',
      cachedInput: 'chat-latest 08062026 cd inp Dz 1M Tokens',
      output: 'chat-latest 08062026 opt Dz 1M Tokens',
    },
  },
];
