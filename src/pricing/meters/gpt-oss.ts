import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-oss.ts`. */
export const GPT_OSS: readonly RowMeters[] = [
  {
    name: 'gpt-oss-120b',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt-oss-120B Inp glbl Tokens', output: 'gpt-oss-120B Outp glbl Tokens' },
  },
  {
    name: 'gpt-oss-120b',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'gpt-oss-120B Inp DZone Tokens', output: 'gpt-oss-120B Outp DZone Tokens' },
  },
];
