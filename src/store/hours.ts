import type { SQLInputValue } from 'node:sqlite';
import type { CallRow } from './call-row.ts';

const HOUR = 3_600_000_000;

/** The `headroom` of an hour whose calls have none: more than any. */
export const NO_HEADROOM = 1001;

/**
 * Makes the row of `hours` that a call adds.
 *
 * @param id returns the number of a text; 0 for null
 */
export function hourOf(row: CallRow, id: (text: string | null) => number): Record<string, SQLInputValue> {
  return {
    hour: Math.floor(row.start / HOUR),
    service: id(row.service),
    deployment: id(row.deployment),
    model: id(row.model),
    tenant: id(row.tenant),
    feature: id(row.feature),
    result: row.result,
    calls: 1,
    input: row.input ?? 0,
    cached: row.cached ?? 0,
    output: row.output ?? 0,
    reasoning: row.reasoning ?? 0,
    cost: row.cost ?? 0n,
    partial: row.partial ?? 0n,
    unpriced: row.unpriced,
    headroom: row.headroom ?? NO_HEADROOM,
    retries: row.retries,
    filtered: row.filtered,
    spilled: row.spilled,
  };
}

/** Sums up the calls of an hour that are alike. */
export const ADD_TO_HOUR: string = `ON CONFLICT DO UPDATE SET ${[
  ...[
    'calls',
    'input',
    'cached',
    'output',
    'reasoning',
    'cost',
    'partial',
    'unpriced',
    'retries',
    'filtered',
    'spilled',
  ].map((column) => `${column} = ${column} + excluded.${column}`),
  'headroom = min(headroom, excluded.headroom)',
].join(', ')}`;
