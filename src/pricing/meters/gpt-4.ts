import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-4.ts`. */
export const GPT_4: readonly RowMeters[] = [
  {
    name: 'gpt-4-0314',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-4-8K-Inp-glbl Tokens', output: 'gpt-4-8K-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-4-0314',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'gpt-4-8K-Input-regional Tokens', output: 'gpt-4-8K-Output-regional Tokens' },
  },
  {
    name: 'gpt-4-32k-0314',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-4-32K-Inp-glbl Tokens', output: 'gpt-4-32K-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-4-32k-0314',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'gpt-4-32K-Input-regional Tokens', output: 'gpt-4-32K-Output-regional Tokens' },
  },
  {
    name: 'gpt-4-turbo-2024-04-09',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: ['gpt-4-turbo128K Inp-glbl Tokens', 'gpt-4-turbo-Vision-128K Inp-glbl Tokens'],
      output: ['gpt-4-turbo128K Outp-glbl Tokens', 'gpt-4-turbo-Vision-128K Outp-glbl Tokens'],
    },
  },
];
