import { bigPicoFromUsd } from '../../pricing/pico-usd.ts';
import type { Budget } from './budget.ts';
import { periodAround } from './budget-period.ts';
import { OTHER_VALUE, isShortEnough } from './distinct-values.ts';

type Value = string | number | boolean | undefined;

/** What was spent in a window for one value. */
export interface Spending {
  readonly value: Value;
  calls: number;
  /** Pico-USD. */
  spent: bigint;
  exceeded: boolean;
}

const MOST_VALUES = 10_000;

/** One window of a budget. It is forgotten with all its values when the next one begins. */
export class BudgetWindow {
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds since 1970; the first that is not in the window. */
  readonly end: number;
  readonly #limit: bigint;
  readonly #spendings = new Map<Value, Spending>();

  constructor(budget: Budget, now: number) {
    ({ start: this.start, end: this.end } = periodAround(now, budget.per));
    this.#limit = bigPicoFromUsd(budget.usd)!;
  }

  /**
   * True if what happens now counts in this window. A clock that is set back a little would return to a window that
   * is gone, and exceed it twice: the time stands still for us instead. One that was wrong by more is believed.
   */
  includes(now: number): boolean {
    return now < this.end && now >= this.start - (this.end - this.start);
  }

  /**
   * Counts a call.
   *
   * @param cost in pico-USD; undefined if it is not known or there is none
   * @returns the spending, if it is this call that makes it exceed the budget
   */
  add(value: Value, cost: bigint | undefined): Spending | undefined {
    const spending = this.#spendingOf(value);
    spending.calls += 1;
    spending.spent += cost ?? 0n;
    if (spending.exceeded || spending.spent <= this.#limit) return undefined;
    spending.exceeded = true;
    return spending;
  }

  #spendingOf(value: Value): Spending {
    const known = this.#spendings.get(value);
    if (known) return known;
    const isFull = this.#spendings.size >= MOST_VALUES;
    if (value !== undefined && value !== OTHER_VALUE && (isFull || !isShortEnough(value))) {
      return this.#spendingOf(OTHER_VALUE);
    }
    const spending: Spending = { value, calls: 0, spent: 0n, exceeded: false };
    this.#spendings.set(value, spending);
    return spending;
  }
}
