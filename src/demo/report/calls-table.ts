import type { ObservedCall } from '../calls.ts';
import type { Paint } from '../../cli/io.ts';
import { type Column, table, UNKNOWN } from '../../cli/table.ts';
import { count, dollars, milliseconds, REPORT_WIDTH } from './format.ts';

const COLUMNS: readonly Column<ObservedCall>[] = [
  { title: 'deployment', text: (call) => call.deployment, width: 12 },
  { title: 'model', text: (call) => call.model ?? UNKNOWN, width: 23 },
  { title: 'in', text: (call) => count(call.input), align: 'right' },
  { title: 'cached', text: (call) => count(call.cached), align: 'right' },
  { title: 'out', text: (call) => count(call.output), align: 'right' },
  { title: 'cost', text: costOf, align: 'right' },
  { title: 'ms', text: (call) => milliseconds(call.durationMs), align: 'right' },
  { title: 'first', text: (call) => milliseconds(call.firstChunkMs), align: 'right' },
  { title: 'result', text: resultOf, width: 18 },
];

/** A line for each call; failed ones in red. */
export function callsTable(calls: readonly ObservedCall[], paint: Paint): string[] {
  return table(COLUMNS, calls, paint, {
    width: REPORT_WIDTH,
    styleOf: ({ failed }) => (failed ? 'red' : undefined),
  });
}

// Without tokens there is nothing to price; with tokens and without a price, that is said, and is not 0.
function costOf({ cost, input }: ObservedCall): string {
  if (cost !== undefined) return dollars(cost);
  return input === undefined ? UNKNOWN : 'unpriced';
}

function resultOf({ result, retried }: ObservedCall): string {
  return retried.length === 0 ? result : `${result}, after ${retried.join(', ')}`;
}
