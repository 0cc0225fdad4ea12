/** The length of a budget's windows. They are aligned to the UTC clock: a day starts at 00:00 UTC. */
export type BudgetPeriod = 'minute' | 'hour' | 'day' | 'month';

/**
 * A threshold for what is spent at list price, counted in this process alone. It is observed, never enforced: no call
 * is held up or refused.
 */
export interface Budget {
  per: BudgetPeriod;
  /** USD above which a window's sum exceeds the budget. */
  usd: number;
  /**
   * The attribute or baggage entry to count by, such as `app.tenant`: each of its values has the whole budget, and so
   * have the calls without it, taken together. Of the values in one window, those past the 10,000th are counted
   * together as `_OTHER`. @default all calls are counted together
   */
  by?: string;
  /**
   * Called once for each window and value, by the call that crosses the threshold: be short, or go on asynchronously.
   * What it throws is reported through `diag`.
   */
  onExceeded?: (crossing: BudgetCrossing) => void;
}

/** A budget that was exceeded. */
export interface BudgetCrossing {
  /** The very object of the configuration. */
  readonly budget: Budget;
  /** ISO 8601 in UTC. */
  readonly windowStart: string;
  /** ISO 8601 in UTC; the first moment that is not in the window. */
  readonly windowEnd: string;
  /** The value of {@link Budget.by}; undefined for calls without one. */
  readonly value: string | number | boolean | undefined;
  /** USD spent in the window so far, the call that crossed the threshold included. */
  readonly spentUsd: number;
  /** Calls in the window so far, failed and unpriced ones included. */
  readonly calls: number;
}
