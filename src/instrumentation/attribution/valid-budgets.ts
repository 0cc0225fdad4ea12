import { diag } from '@opentelemetry/api';
import type { Budget } from './budget.ts';
import { isPeriod, PERIODS } from './budget-period.ts';

/** The budgets that can be used, each once. The others are reported through `diag` and left out. */
export function validateBudgets(budgets: unknown): readonly Budget[] {
  if (budgets === undefined) return [];
  if (!Array.isArray(budgets)) {
    diag.warn(`budgets must be an array, such as [{ per: 'hour', usd: 50 }], not ${shown(budgets)}; there are none`);
    return [];
  }
  const valid = budgets.filter((budget, index) => {
    const problem = problemOf(budget);
    if (problem) diag.warn(`budgets[${index}] is left out: ${problem}`);
    return !problem;
  });
  return [...new Set<Budget>(valid)];
}

function problemOf(budget: unknown): string | undefined {
  if (typeof budget !== 'object' || budget === null) return `it must be an object, not ${shown(budget)}`;
  const { per, usd, by, onExceeded } = budget as Partial<Record<keyof Budget, unknown>>;
  if (!isPeriod(per)) return `per must be one of ${PERIODS.join(', ')}, not ${shown(per)}`;
  if (!(Number.isFinite(usd) && (usd as number) > 0)) return `usd must be a number above 0, not ${shown(usd)}`;
  if (by !== undefined && (typeof by !== 'string' || by === '')) {
    return `by must be the name of an attribute or baggage entry, not ${shown(by)}`;
  }
  if (onExceeded !== undefined && typeof onExceeded !== 'function') {
    return `onExceeded must be a function, not ${shown(onExceeded)}`;
  }
  return undefined;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'object' && value ? 'an object' : String(value);
}
