import type { ObservedCall } from '../calls.ts';
import type { Paint } from '../../cli/io.ts';
import { type Column, table, UNKNOWN } from '../../cli/table.ts';
import { count, dollars, REPORT_WIDTH, sumOfDollars } from './format.ts';

/** Sums over the calls that one model answered. */
export interface ModelTotal {
  /** `undefined` for the calls that no model answered. */
  model: string | undefined;
  calls: number;
  /** Calls without tokens: refused, or not read to their end. */
  withoutUsage: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  /** In USD, over the calls that have a price. */
  cost: number;
  /** Calls with tokens and without a price. */
  unpriced: number;
}

const COLUMNS: readonly Column<ModelTotal>[] = [
  { title: 'model', text: (total) => total.model ?? 'no model answered', width: 24 },
  { title: 'calls', text: (total) => count(total.calls), align: 'right' },
  { title: 'in', text: (total) => tokens(total, total.input), align: 'right' },
  { title: 'cached', text: (total) => tokens(total, total.cached), align: 'right' },
  { title: 'out', text: (total) => tokens(total, total.output), align: 'right' },
  { title: 'reasoning', text: (total) => tokens(total, total.reasoning), align: 'right' },
  { title: 'cost', text: costOf, align: 'right' },
  { title: 'of which', text: remarkOf },
];

/** The totals by model, the dearest first, what no model answered last. */
export function totalsOf(calls: readonly ObservedCall[]): ModelTotal[] {
  return [...Map.groupBy(calls, (call) => call.model)]
    .map(([model, group]) => totalOf(model, group))
    .toSorted((a, b) => Number(a.model === undefined) - Number(b.model === undefined) || b.cost - a.cost);
}

/** A line for each model, and one for all. */
export function totalsTable(calls: readonly ObservedCall[], paint: Paint): string[] {
  const all = totalOf('all', calls);
  const lines = table(COLUMNS, [...totalsOf(calls), all], paint, { width: REPORT_WIDTH });
  const last = lines.at(-1) ?? '';
  return [...lines.slice(0, -1), paint('bold', last)];
}

function totalOf(model: string | undefined, calls: readonly ObservedCall[]): ModelTotal {
  const sum = (of: (call: ObservedCall) => number | undefined): number =>
    calls.reduce((total, call) => total + (of(call) ?? 0), 0);
  return {
    model,
    calls: calls.length,
    withoutUsage: calls.filter((call) => call.input === undefined).length,
    input: sum((call) => call.input),
    cached: sum((call) => call.cached),
    output: sum((call) => call.output),
    reasoning: sum((call) => call.reasoning),
    cost: sumOfDollars(calls.flatMap((call) => call.cost ?? [])),
    unpriced: calls.filter((call) => call.cost === undefined && call.input !== undefined).length,
  };
}

function tokens({ calls, withoutUsage }: ModelTotal, value: number): string {
  return withoutUsage === calls ? UNKNOWN : count(value);
}

function costOf({ calls, withoutUsage, unpriced, cost }: ModelTotal): string {
  const withUsage = calls - withoutUsage;
  if (withUsage === 0) return UNKNOWN;
  return unpriced === withUsage ? 'unpriced' : dollars(cost);
}

function remarkOf({ calls, withoutUsage, unpriced }: ModelTotal): string {
  const partly = unpriced > 0 && unpriced < calls - withoutUsage ? [`${unpriced} unpriced`] : [];
  const unknown = withoutUsage > 0 && withoutUsage < calls ? [`${withoutUsage} no usage`] : [];
  return [...partly, ...unknown].join(', ');
}
