import { type Context, context, trace } from '@opentelemetry/api';
import { bigPicoFromUsd, usdFromBigPico } from '../../pricing/pico-usd.ts';
import { readAttribution } from './attribution-of.ts';
import type { Budget, BudgetCrossing } from './budget.ts';
import { type BudgetSignals, budgetDimensions, budgetEvent, valueDimension } from './budget-signals.ts';
import { BudgetWindow } from './budget-window.ts';
import { DistinctValues } from './distinct-values.ts';
import type { EndedCall } from './ended-call.ts';
import { safely, logInternalError } from '../safely.ts';

/** Watches what is spent, and tells once for each window and value when a budget is exceeded. */
export class Budgets {
  readonly #signals: BudgetSignals;
  readonly #now: () => number;
  /** By the budget itself, so that one that stays through a change of the configuration keeps its sum. */
  readonly #windows = new WeakMap<Budget, BudgetWindow>();
  /** A window forgets its values; metrics do not. */
  readonly #values = new DistinctValues();

  /** @param now the time in milliseconds since 1970. @default Date.now */
  constructor(signals: BudgetSignals, now: () => number = Date.now) {
    this.#signals = signals;
    this.#now = now;
  }

  /**
   * Called once for each call, at its end. Never throws.
   *
   * @param budgets those of {@link validateBudgets}
   */
  onCallEnd(budgets: readonly Budget[], call: EndedCall): void {
    for (const budget of budgets) safely('a budget', () => this.#count(budget, call));
  }

  #count(budget: Budget, call: EndedCall): void {
    const { by } = budget;
    const value = by === undefined ? undefined : readAttribution(call.context, [by])[by];
    const window = this.#windowOf(budget);
    const exceeded = window.add(value, bigPicoFromUsd(call.costUsd));
    if (!exceeded) return;
    const crossing: BudgetCrossing = {
      budget,
      windowStart: new Date(window.start).toISOString(),
      windowEnd: new Date(window.end).toISOString(),
      value: exceeded.value,
      spentUsd: usdFromBigPico(exceeded.spent),
      calls: exceeded.calls,
    };
    this.#tell(crossing, call);
  }

  #windowOf(budget: Budget): BudgetWindow {
    const now = this.#now();
    let window = this.#windows.get(budget);
    if (!window?.includes(now)) this.#windows.set(budget, (window = new BudgetWindow(budget, now)));
    return window;
  }

  #tell(crossing: BudgetCrossing, call: EndedCall): void {
    const callContext = trace.setSpan(call.context, call.span);
    safely('the event of a budget', () => this.#signals.logger?.emit(budgetEvent(crossing, callContext)));
    safely('the metric of a budget', () => {
      const value = this.#values.limited(valueDimension(crossing));
      this.#signals.counter?.add(1, { ...value, ...budgetDimensions(crossing) }, callContext);
    });
    safely('onExceeded of a budget', () => callBack(crossing, call.context));
  }
}

/** In the application's context, so that what it does is of the request, and no part of a call that has ended. */
function callBack(crossing: BudgetCrossing, applicationContext: Context): void {
  const { budget } = crossing;
  const result: unknown = context.with(applicationContext, () => budget.onExceeded?.(crossing));
  // A function that returns nothing may be an async one.
  Promise.resolve(result).catch((error: unknown) => logInternalError('onExceeded of a budget failed', error));
}
