import type { Meter } from '@opentelemetry/api';
import { Budgets, DistinctValues, RequestTotals, createBudgetCounter, selectDimensions } from './attribution/index.ts';
import type { CallResult } from './call/types.ts';
import type { Settings } from './config/settings.ts';
import type { AgentMetrics } from './metrics/agent-metrics.ts';
import { CallMetrics } from './metrics/call-metrics.ts';
import type { EventLogger } from './semconv/events.ts';

/** Records each call that has ended, apart from its span: in metrics, in the totals of its request and in budgets. */
export class CallObservers {
  readonly #dimensions = new DistinctValues();
  readonly #totals = new RequestTotals();
  readonly #budgets: Budgets;
  #metrics: CallMetrics | undefined;
  #budgetCounter: ReturnType<typeof createBudgetCounter> | undefined;

  /** @param logger returns the logger when a budget is exceeded, since its provider may be set later */
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
    this.#metrics = meter && CallMetrics.forMeter(meter, newestConventions);
    this.#budgetCounter = meter && createBudgetCounter(meter);
  }

  get agentMetrics(): AgentMetrics | undefined {
    return this.#metrics?.agents;
  }

  /** Returns the function to call for each call that has ended; undefined if nothing has to be recorded. */
  onCallEnd({ requestTotals, budgets, baggageKeys }: Settings): ((call: CallResult) => void) | undefined {
    if (!this.#metrics && !requestTotals && budgets.length === 0) return undefined;
    return (call) => {
      const dimensions = selectDimensions(call.context.attribution, baggageKeys);
      this.#metrics?.record(call, this.#dimensions.limit(dimensions));
      if (requestTotals) this.#totals.onCallEnd(call);
      this.#budgets.onCallEnd(budgets, call);
    };
  }
}
