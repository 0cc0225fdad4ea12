import { type Context, type Counter, type Meter, context, trace } from '@opentelemetry/api';
import { bigPicoFromUsd, usdFromBigPico } from '../../pricing/pico-usd.ts';
import { logInternalError, safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import type { EventLogger, EventRecord } from '../semconv/events.ts';
import { budgetExceeded } from '../semconv/metric-definitions.ts';
import { type Attribution, readAttribution } from './attribution.ts';
import { BudgetWindow } from './budget-window.ts';
import type { Budget, BudgetCrossing } from './budget.ts';
import { DistinctValues } from './distinct-values.ts';
import { type CostedCall, knownCost } from './request-totals.ts';

/** The telemetry of exceeded budgets. Read for each one, so that providers may be set or replaced later. */
export interface BudgetSignals {
  readonly logger: EventLogger | undefined;
  /** A counter of {@link createBudgetCounter}. */
  readonly counter: Counter | undefined;
}

export function createBudgetCounter(meter: Meter): Counter {
  const { name, description, unit } = budgetExceeded;
  return meter.createCounter(name, { description, unit });
}

/** Sums the costs of calls, and reports once for each window and value that a budget is exceeded. */
export class Budgets {
  readonly #signals: BudgetSignals;
  readonly #now: () => number;
  /** Keyed by the budget's object, so that an unchanged budget keeps its sum when the configuration changes. */
  readonly #windows = new WeakMap<Budget, BudgetWindow>();
  /** For the counter: unlike a window, a metric keeps its values for the life of the process. */
  readonly #values = new DistinctValues();

  /** @param now returns the time in milliseconds since 1970. @default Date.now */
  constructor(signals: BudgetSignals, now: () => number = Date.now) {
    this.#signals = signals;
    this.#now = now;
  }

  /** Called once for each call, when it has ended. Takes the budgets of {@link validateBudgets}. Never throws. */
  onCallEnd(budgets: readonly Budget[], call: CostedCall): void {
    for (const budget of budgets) safely('counting a call in a budget', () => this.#count(budget, call));
  }

  #count(budget: Budget, call: CostedCall): void {
    const { by } = budget;
    const value = by === undefined ? undefined : readAttribution(call.parentContext, [by])[by];
    const window = this.#findWindow(budget);
    const exceeded = window.add(value, bigPicoFromUsd(knownCost(call)));
    if (!exceeded) return;
    const crossing: BudgetCrossing = {
      budget,
      windowStart: new Date(window.start).toISOString(),
      windowEnd: new Date(window.end).toISOString(),
      value: exceeded.value,
      spentUsd: usdFromBigPico(exceeded.spent),
      calls: exceeded.calls,
    };
    this.#report(crossing, call);
  }

  #findWindow(budget: Budget): BudgetWindow {
    const now = this.#now();
    let window = this.#windows.get(budget);
    if (!window?.includes(now)) this.#windows.set(budget, (window = new BudgetWindow(budget, now)));
    return window;
  }

  #report(crossing: BudgetCrossing, { parentContext, span }: CostedCall): void {
    const callContext = trace.setSpan(parentContext, span);
    safely('the event of a budget', () => this.#signals.logger?.emit(budgetEvent(crossing, callContext)));
    safely('the metric of a budget', () => {
      const value = this.#values.limit(valueDimension(crossing));
      this.#signals.counter?.add(1, { ...value, ...budgetDimensions(crossing) }, callContext);
    });
    safely('onExceeded of a budget', () => callOnExceeded(crossing, parentContext));
  }
}

/** Runs the callback in the application's context, so that its own spans are not children of a call that has ended. */
function callOnExceeded(crossing: BudgetCrossing, applicationContext: Context): void {
  const { budget } = crossing;
  const result: unknown = context.with(applicationContext, () => budget.onExceeded?.(crossing));
  // An async function is a valid `() => void`.
  Promise.resolve(result).catch((error: unknown) => logInternalError('onExceeded of a budget failed', error));
}

/** @param callContext the call's own, so that the event belongs to its trace */
function budgetEvent(crossing: BudgetCrossing, callContext: Context): EventRecord {
  const { budget, value, spentUsd, calls, windowStart, windowEnd } = crossing;
  const scope = value === undefined ? '' : ` for ${budget.by} ${value}`;
  return {
    eventName: names.BUDGET_EXCEEDED,
    // `SeverityNumber.WARN` of the logs API.
    severityNumber: 13,
    severityText: 'WARN',
    body: `${spentUsd} USD spent${scope} in the ${budget.per} from ${windowStart}, more than ${budget.usd} USD`,
    attributes: {
      ...valueDimension(crossing),
      ...budgetDimensions(crossing),
      ...(budget.by !== undefined && { [names.BUDGET_BY]: budget.by }),
      [names.BUDGET_SPENT]: spentUsd,
      [names.BUDGET_CALLS]: calls,
      [names.BUDGET_WINDOW_START]: windowStart,
      [names.BUDGET_WINDOW_END]: windowEnd,
    },
    context: callContext,
  };
}

/** The value that the budget is counted by, under the name of its attribute. */
function valueDimension({ budget, value }: BudgetCrossing): Attribution {
  return budget.by === undefined || value === undefined ? {} : { [budget.by]: value };
}

function budgetDimensions({ budget }: BudgetCrossing): Attribution {
  return { [names.BUDGET_PER]: budget.per, [names.BUDGET_LIMIT]: budget.usd };
}
