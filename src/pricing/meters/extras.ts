import type { RowMeters } from './types.ts';

/** The meters of `table/extras.ts`. The router's and those of searches with Bing are not among Azure OpenAI's. */
export const EXTRAS: readonly RowMeters[] = [
  {
    name: 'file_search',
    scope: 'global',
    tier: 'standard',
    meters: { thousandCalls: 'file-search-tool-calls-glbl Calls' },
  },
  {
    name: 'file_search',
    scope: 'dataZone',
    tier: 'standard',
    meters: { thousandCalls: 'file-search-tool-calls-datazone Calls' },
  },
  {
    name: 'code_interpreter',
    scope: 'global',
    tier: 'standard',
    meters: { thousandCalls: 'Code-Interpreter-global Session' },
  },
];
