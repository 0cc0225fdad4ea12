import { warnVisibly } from '../safely.ts';

/** The length of a budget's windows. Windows are aligned to the UTC clock: a day starts at 00:00 UTC. */
export type BudgetPeriod = 'minute' | 'hour' | 'day' | 'month';

const PERIODS: readonly BudgetPeriod[] = ['minute', 'hour', 'day', 'month'];

/**
 * A threshold for the cost of calls at list price, counted in this process alone. A budget is observed and never
 * enforced: no call is delayed or refused.
 */
export interface Budget {
  /** The length of a window. Each window starts at 0 USD. */
  per: BudgetPeriod;
  /** The threshold of a window, in USD. */
  usd: number;
  /**
   * The attribute or baggage entry to count by, such as `app.tenant`. Each of its values has the whole budget; calls
   * without a value share one. At most 10,000 values are counted in a window; all further ones are counted together as
   * `_OTHER`.
   * @default all calls are counted together
   */
  by?: string;
  /**
   * Called once for each window and value, when a call has crossed the threshold. It runs while that call ends, so it
   * should be short or continue asynchronously. An error that it throws or rejects with is reported through `diag`.
   * @default none
   */
  onExceeded?: (crossing: BudgetCrossing) => void;
}

/** A budget that was exceeded. */
export interface BudgetCrossing {
  /** The budget, as the same object that was configured. */
  readonly budget: Budget;
  /** Start of the window, as ISO 8601 in UTC. */
  readonly windowStart: string;
  /** End of the window, as ISO 8601 in UTC: the first moment after it. */
  readonly windowEnd: string;
  /** The value of {@link Budget.by}; undefined for calls without one. */
  readonly value: string | number | boolean | undefined;
  /** USD spent in the window so far, including the call that crossed the threshold. */
  readonly spentUsd: number;
  /** Calls in the window so far, including failed and unpriced ones. */
  readonly calls: number;
}

/** Returns the valid budgets without duplicates. The others are reported through `diag` and left out. */
export function validateBudgets(budgets: unknown): readonly Budget[] {
  if (budgets === undefined) return [];
  if (!Array.isArray(budgets)) {
    warnVisibly(
      `the option budgets must be an array, such as [{ per: 'hour', usd: 50 }], not ${formatValue(budgets)}; it is ignored`,
    );
    return [];
  }
  const valid = budgets.filter((budget, index) => {
    const problem = describeProblem(budget);
    if (problem) warnVisibly(`budgets[${index}] is ignored: ${problem}`);
    return !problem;
  });
  return [...new Set<Budget>(valid)];
}

function describeProblem(budget: unknown): string | undefined {
  if (typeof budget !== 'object' || budget === null) return `it must be an object, not ${formatValue(budget)}`;
  const { per, usd, by, onExceeded } = budget as Partial<Record<keyof Budget, unknown>>;
  if (!(PERIODS as readonly unknown[]).includes(per)) {
    return `per must be one of ${PERIODS.join(', ')}, not ${formatValue(per)}`;
  }
  if (!(Number.isFinite(usd) && (usd as number) > 0)) return `usd must be a number above 0, not ${formatValue(usd)}`;
  if (by !== undefined && (typeof by !== 'string' || by === '')) {
    return `by must be the name of an attribute or baggage entry, not ${formatValue(by)}`;
  }
  if (onExceeded !== undefined && typeof onExceeded !== 'function') {
    return `onExceeded must be a function, not ${formatValue(onExceeded)}`;
  }
  return undefined;
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'object' && value ? 'an object' : String(value);
}
