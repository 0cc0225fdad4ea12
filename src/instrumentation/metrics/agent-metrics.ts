import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import * as METRICS from '../semconv/metric-definitions.ts';
import type { MetricPoints, Series } from './metric-points.ts';

const RUN: symbol = createContextKey('opentelemetry-instrumentation-azure-openai agent run');

/** The state of one run of an agent, `runTools`. */
interface Run {
  readonly startedAt: number;
  readonly attributes: Attributes;
  inferenceCalls: number;
  toolCalls: number;
}

/** Records the metrics of agents and tools, which only the newest conventions have. */
export class AgentMetrics {
  readonly #points: MetricPoints;

  constructor(points: MetricPoints) {
    this.#points = points;
  }

  /**
   * Starts a run.
   *
   * @returns the context to run it in, and a function that records its end
   */
  startRun(parent: Context, model: string | undefined): [Context, (errorType?: string) => void] {
    const run: Run = {
      startedAt: performance.now(),
      attributes: model === undefined ? {} : { [names.GEN_AI_REQUEST_MODEL]: model },
      inferenceCalls: 0,
      toolCalls: 0,
    };
    return [parent.setValue(RUN, run), (errorType) => this.#endRun(run, errorType)];
  }

  #endRun({ startedAt, attributes, inferenceCalls, toolCalls }: Run, errorType: string | undefined): void {
    const series = this.#series(`agent\0${String(attributes[names.GEN_AI_REQUEST_MODEL])}`, attributes);
    this.#addDuration(METRICS.invokeAgentDuration, startedAt, series, errorType);
    this.#points.add(METRICS.invokeAgentInferenceCalls, inferenceCalls, series);
    this.#points.add(METRICS.invokeAgentToolCalls, toolCalls, series);
  }

  /** Counts a call of a model in the run that it belongs to, if there is one. */
  countInference(context: Context): void {
    const run = context.getValue(RUN) as Run | undefined;
    if (run) run.inferenceCalls += 1;
  }

  /**
   * Starts a tool. Calls that the tool makes do not count as calls of the run.
   *
   * @returns the context to run it in, and a function that records its end
   */
  startTool(parent: Context, name: string): [Context, (errorType?: string) => void] {
    const run = parent.getValue(RUN) as Run | undefined;
    if (run) run.toolCalls += 1;
    const startedAt = performance.now();
    const attributes = { [names.GEN_AI_TOOL_NAME]: name, [names.GEN_AI_TOOL_TYPE]: 'function' };
    return [
      parent.deleteValue(RUN),
      (errorType) => {
        const series = this.#series(`tool\0${name}`, attributes);
        this.#addDuration(METRICS.executeToolDuration, startedAt, series, errorType);
      },
    ];
  }

  #series(key: string, attributes: Attributes): Series {
    return this.#points.series(key, () => attributes);
  }

  #addDuration(
    metric: METRICS.MetricDefinition,
    startedAt: number,
    series: Series,
    errorType: string | undefined,
  ): void {
    const seconds = (performance.now() - startedAt) / 1000;
    if (errorType === undefined) this.#points.add(metric, seconds, series);
    else this.#points.add(metric, seconds, series, errorType, () => ({ [names.ERROR_TYPE]: errorType }));
  }
}
