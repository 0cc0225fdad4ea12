import type { RowMeters } from './types.ts';

/** The meters of `table/embeddings.ts`. */
export const EMBEDDINGS: readonly RowMeters[] = [
  {
    name: 'text-embedding-3-large',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'text-embedding-3-large-glbl Tokens' },
  },
  {
    name: 'text-embedding-3-large',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'text embedding 3 large DZ Tokens' },
  },
  {
    name: 'text-embedding-3-large',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'text-embedding-3-large-regional Tokens' },
  },
  {
    name: 'text-embedding-3-small',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'text-embedding-3-small-glbl Tokens' },
  },
  {
    name: 'text-embedding-3-small',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'text embedding 3 small DZ Tokens' },
  },
  {
    name: 'text-embedding-3-small',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'text-embedding-3-small-regional Tokens' },
  },
  {
    name: 'text-embedding-ada-002-1',
    scope: 'global',
    tier: 'standard',
    meters: { input: ['embedding-ada-glbl Tokens', 'embedding-ada-glbl-new Tokens'] },
  },
  {
    name: 'text-embedding-ada-002-1',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'embedding-ada-datazone Tokens' },
  },
  {
    name: 'text-embedding-ada-002-1',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'embedding-ada-regional Tokens' },
  },
];
