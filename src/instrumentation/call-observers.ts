import type { Meter } from '@opentelemetry/api';
import {
  Budgets,
  DistinctValues,
  type EndedCall,
  type EventLogger,
  RequestTotals,
  createBudgetCounter,
  selectDimensions,
} from './attribution/index.ts';
import type { AgentMetrics } from './metrics/agent-metrics.ts';
import type { CallResult } from './call/finished-call.ts';
import { CallMetrics } from './metrics/call-metrics.ts';
import type { Settings } from './config/settings.ts';

/** What comes of a call that has ended, beside its span: metrics, the totals of its request, budgets. */
export class CallObservers {
  readonly #dimensions = new DistinctValues();
  readonly #totals = new RequestTotals();
  readonly #budgets: Budgets;
  #metrics: CallMetrics | undefined;
  #budgetCounter: ReturnType<typeof createBudgetCounter> | undefined;

  /** @param logger read when a budget is exceeded, as its provider may be set later */
  constructor(logger: () => EventLogger | undefined) {
    const counter = (): ReturnType<typeof createBudgetCounter> | undefined => this.#budgetCounter;
    this.#budgets = new Budgets({
      get logger() {
        return logger();
      },
      get counter() {
        return counter();
      },
    });
  }

  /** @param meter undefined if no meter provider is registered */
  setMeter(meter: Meter | undefined, newestConventions: boolean): void {
    this.#metrics = meter && CallMetrics.of(meter, newestConventions);
    this.#budgetCounter = meter && createBudgetCounter(meter);
  }

  get agentMetrics(): AgentMetrics | undefined {
    return this.#metrics?.agents;
  }

  /** To be told of each call that ends; undefined if nobody wants to know. */
  listener({ requestTotals, budgets, baggageKeys }: Settings): ((call: CallResult) => void) | undefined {
    if (!this.#metrics && !requestTotals && budgets.length === 0) return undefined;
    return (call) => {
      const dimensions = selectDimensions(call.start.attribution, baggageKeys);
      this.#metrics?.record(call, this.#dimensions.limited(dimensions));
      const ended = endedCall(call);
      if (requestTotals) this.#totals.onCallEnd(ended);
      this.#budgets.onCallEnd(budgets, ended);
    };
  }
}

function endedCall({ start, tokens, cost }: CallResult): EndedCall {
  return {
    context: start.parentContext,
    span: start.span,
    tokens,
    costUsd: cost?.total ?? cost?.partial,
    unpricedReason: cost?.reason,
  };
}
