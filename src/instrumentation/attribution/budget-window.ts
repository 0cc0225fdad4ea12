import { bigPicoFromUsd } from '../../pricing/pico-usd.ts';
import type { Budget, BudgetPeriod } from './budget.ts';
import { OTHER_VALUE, isShortEnough } from './distinct-values.ts';

type Value = string | number | boolean | undefined;

/** The cost of the calls of one value in a window. */
export interface Spending {
  readonly value: Value;
  calls: number;
  /** Pico-USD. */
  spent: bigint;
  exceeded: boolean;
}

const MAX_VALUES = 10_000;

/** One window of a budget. It is dropped with all its values when the next one begins. */
export class BudgetWindow {
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds since 1970; the first one after the window. */
  readonly end: number;
  readonly #limit: bigint;
  readonly #spendings = new Map<Value, Spending>();

  constructor(budget: Budget, now: number) {
    ({ start: this.start, end: this.end } = findPeriod(now, budget.per));
    this.#limit = bigPicoFromUsd(budget.usd)!;
  }

  /**
   * True if a call that ends now counts in this window. A clock that is set back by less than the length of a window
   * does not reopen an earlier window, which would be exceeded twice.
   */
  includes(now: number): boolean {
    return now < this.end && now >= this.start - (this.end - this.start);
  }

  /**
   * Counts a call.
   *
   * @param cost in pico-USD; undefined if the cost is unknown or there is none
   * @returns the spending if this call makes it exceed the budget
   */
  add(value: Value, cost: bigint | undefined): Spending | undefined {
    const spending = this.#findSpending(value);
    spending.calls += 1;
    spending.spent += cost ?? 0n;
    if (spending.exceeded || spending.spent <= this.#limit) return undefined;
    spending.exceeded = true;
    return spending;
  }

  #findSpending(value: Value): Spending {
    const known = this.#spendings.get(value);
    if (known) return known;
    const isFull = this.#spendings.size >= MAX_VALUES;
    if (value !== undefined && value !== OTHER_VALUE && (isFull || !isShortEnough(value))) {
      return this.#findSpending(OTHER_VALUE);
    }
    const spending: Spending = { value, calls: 0, spent: 0n, exceeded: false };
    this.#spendings.set(value, spending);
    return spending;
  }
}

const MILLISECONDS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Returns the period of the UTC clock that contains `now`, in milliseconds since 1970. The next one starts at `end`. */
function findPeriod(now: number, per: BudgetPeriod): { start: number; end: number } {
  if (per === 'month') {
    const date = new Date(now);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  }
  const start = Math.floor(now / MILLISECONDS[per]) * MILLISECONDS[per];
  return { start, end: start + MILLISECONDS[per] };
}
