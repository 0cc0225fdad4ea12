import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-3.ts`. */
export const GPT_3: readonly RowMeters[] = [
  { name: 'davinci-002', scope: 'global', tier: 'standard', meters: { input: 'davinci-002-base-glbl Tokens' } },
  { name: 'davinci-002', scope: 'regional', tier: 'standard', meters: { input: 'davinci-002-base-regional Tokens' } },
  { name: 'babbage-002', scope: 'global', tier: 'standard', meters: { input: 'babbage-002-base-glbl Tokens' } },
  { name: 'babbage-002', scope: 'regional', tier: 'standard', meters: { input: 'babbage-002-base-regional Tokens' } },
];
