import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-35-turbo.ts`. */
export const GPT_35_TURBO: readonly RowMeters[] = [
  {
    name: 'gpt-35-turbo-0125',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo16K-0125 Inp-glbl Tokens', output: 'gpt-35-turbo16K-0125 Outp-glbl Tokens' },
  },
  {
    name: 'gpt-35-turbo-0125',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt-35-turbo-16K-0125 Input-regional Tokens',
      output: 'gpt-35-turbo-16K-0125 Output-regional Tokens',
    },
  },
  {
    name: 'gpt-35-turbo-1106',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo16K-1106 Inp-glbl Tokens', output: 'gpt-35-turbo16K-1106 Outp-glbl Tokens' },
  },
  {
    name: 'gpt-35-turbo-0301',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo4K-Inp-glbl Tokens', output: 'gpt-35-turbo4K-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-35-turbo-0301',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo-4k-Input-regional Tokens', output: 'gpt-35-turbo-4k-Output-regional Tokens' },
  },
  {
    name: 'gpt-35-turbo-16k-0613',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo16K-Inp-glbl Tokens', output: 'gpt-35-turbo16K-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-35-turbo-16k-0613',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo-16k-Input-regional Tokens', output: 'gpt-35-turbo-16k-Output-regional Tokens' },
  },
  {
    name: 'gpt-35-turbo-instruct-0914',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-35-turbo-Instruct-Inp-glbl Tokens', output: 'gpt-35-turbo-Instruct-Outp-glbl Tokens' },
  },
];
