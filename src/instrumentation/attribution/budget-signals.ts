import type { Attributes, Context, Counter, Meter } from '@opentelemetry/api';
import { budgetExceeded } from '../semconv/metric-definitions.ts';
import type { BudgetCrossing } from './budget.ts';
import * as names from '../semconv/attribution.ts';
import type { Attribution } from './attribution.ts';

/** A `Logger` of the logs API, as far as events need it: older APIs have no such package to import it from. */
export interface EventLogger {
  emit(record: EventRecord): void;
}

/** A `LogRecord` of the logs API that is an event. */
export interface EventRecord {
  eventName: string;
  severityNumber: number;
  severityText: string;
  body?: string;
  attributes: Attributes;
  /** Its active span is the event's. */
  context: Context;
}

/** Where the crossing of a budget is told. Read at each crossing, so that providers may be set or changed later. */
export interface BudgetSignals {
  readonly logger: EventLogger | undefined;
  /** One of {@link createBudgetCounter}. */
  readonly counter: Counter | undefined;
}

/** `SeverityNumber.WARN` of the logs API. */
const WARN = 13;

/** The counter of budgets that were exceeded. */
export function createBudgetCounter(meter: Meter): Counter {
  const { name, description, unit } = budgetExceeded;
  return meter.createCounter(name, { description, unit });
}

/** @param context the call's own, so that the event is of its trace */
export function budgetEvent(crossing: BudgetCrossing, context: Context): EventRecord {
  const { budget, value, spentUsd, calls, windowStart, windowEnd } = crossing;
  const whose = value === undefined ? '' : ` for ${budget.by} ${value}`;
  return {
    eventName: names.BUDGET_EXCEEDED,
    severityNumber: WARN,
    severityText: 'WARN',
    body: `${spentUsd} USD spent${whose} in the ${budget.per} from ${windowStart}, more than ${budget.usd} USD`,
    attributes: {
      ...valueDimension(crossing),
      ...budgetDimensions(crossing),
      ...(budget.by !== undefined && { [names.BUDGET_BY]: budget.by }),
      [names.BUDGET_SPENT]: spentUsd,
      [names.BUDGET_CALLS]: calls,
      [names.BUDGET_WINDOW_START]: windowStart,
      [names.BUDGET_WINDOW_END]: windowEnd,
    },
    context,
  };
}

/** The value that the budget is counted by, under that attribute's own name. */
export function valueDimension({ budget, value }: BudgetCrossing): Attribution {
  return budget.by === undefined || value === undefined ? {} : { [budget.by]: value };
}

/** Which budget it is. */
export function budgetDimensions({ budget }: BudgetCrossing): Attribution {
  return { [names.BUDGET_PER]: budget.per, [names.BUDGET_LIMIT]: budget.usd };
}
