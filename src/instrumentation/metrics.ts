import { type Attributes, type Counter, type Gauge, type Histogram, type Meter, ValueType } from '@opentelemetry/api';
import { reasonOf } from './attempts.ts';
import * as names from './attributes.ts';
import { categoryName, eachVerdict, isFinding } from './content-filter.ts';
import type { FinishedCall } from './finished-call.ts';
import * as METRICS from './metric-definitions.ts';
import type { MetricDefinition } from './metric-definitions.ts';
import { providerOf } from './azure-client.ts';

/** The rate limits that Azure tells in headers, and the gauges that they become. */
const RATE_LIMITS: readonly [attribute: string, metric: MetricDefinition][] = [
  [names.AZURE_OPENAI_RATE_LIMIT_REMAINING_REQUESTS, METRICS.remainingRequests],
  [names.AZURE_OPENAI_RATE_LIMIT_REMAINING_TOKENS, METRICS.remainingTokens],
  [names.AZURE_OPENAI_RATE_LIMIT_LIMIT_REQUESTS, METRICS.limitRequests],
  [names.AZURE_OPENAI_RATE_LIMIT_LIMIT_TOKENS, METRICS.limitTokens],
];

/** Instruments are made when they are first needed, and kept. */
export class CallMetrics {
  readonly #meter: Meter;
  readonly #newest: boolean;
  readonly #instruments = new Map<MetricDefinition, Histogram | Counter | Gauge>();

  /** @param newest record the set of the newest conventions in the place of that of 1.41.1; never both */
  constructor(meter: Meter, newest: boolean) {
    this.#meter = meter;
    this.#newest = newest;
  }

  /** @param dimensions what of the call's attribution may be a dimension */
  record(call: FinishedCall, dimensions: Attributes): void {
    const shared = { ...sharedDimensions(call), ...dimensions };
    const withError = call.errorType === undefined ? shared : { ...shared, [names.ERROR_TYPE]: call.errorType };
    if (this.#newest) this.#recordNewest(call, shared, withError);
    else this.#recordPublished(call, shared, withError);
    this.#recordOurs(call, shared);
  }

  #recordPublished(call: FinishedCall, shared: Attributes, withError: Attributes): void {
    this.#add(METRICS.duration, call.durationSeconds, withError);
    this.#add(METRICS.timeToFirstChunk, call.timeToFirstChunk, shared);
    for (const seconds of call.timesPerChunk) this.#add(METRICS.timePerOutputChunk, seconds, shared);
    this.#add(METRICS.tokenUsage, call.tokens?.input, { ...shared, [names.GEN_AI_TOKEN_TYPE]: 'input' });
    // Embeddings have no output.
    if (call.start.operation.isCompletion) {
      this.#add(METRICS.tokenUsage, call.tokens?.output, { ...shared, [names.GEN_AI_TOKEN_TYPE]: 'output' });
    }
  }

  #recordNewest(call: FinishedCall, shared: Attributes, withError: Attributes): void {
    const { tokens, start } = call;
    if (!start.operation.isCompletion) {
      const isEmbeddings = start.operation.name === 'embeddings';
      this.#add(isEmbeddings ? METRICS.embeddingsDuration : METRICS.duration, call.durationSeconds, withError);
      if (isEmbeddings) this.#add(METRICS.embeddingsInputTokens, tokens?.input, shared);
      return;
    }
    this.#add(METRICS.inferenceDuration, call.durationSeconds, withError);
    this.#add(METRICS.inferenceTimeToFirstChunk, call.timeToFirstChunk, shared);
    for (const seconds of call.timesPerChunk) this.#add(METRICS.inferenceTimePerOutputChunk, seconds, shared);
    this.#add(METRICS.inferenceInputTokens, tokens?.input, withError);
    this.#add(METRICS.inferenceOutputTokens, tokens?.output, withError);
    const unsorted = { ...shared, [names.GEN_AI_TOKEN_MODALITY]: 'unknown' };
    this.#add(METRICS.usageInputTokens, tokens?.input, unsorted);
    this.#add(METRICS.usageOutputTokens, tokens?.output, unsorted);
    this.#add(METRICS.usageCacheReadInputTokens, tokens?.cachedInput, unsorted);
    this.#add(METRICS.usageCacheWriteInputTokens, tokens?.cacheWriteInput, unsorted);
    this.#add(METRICS.usageReasoningOutputTokens, tokens?.reasoningOutput, unsorted);
  }

  #recordOurs(call: FinishedCall, shared: Attributes): void {
    const { tokens, cost, result } = call;
    this.#add(METRICS.cost, cost?.total, shared);
    if (cost?.reason)
      this.#add(METRICS.unpriced, 1, { ...shared, [names.AZURE_OPENAI_COST_ABSENT_REASON]: cost.reason });
    if (!this.#newest) {
      const part = (type: string): Attributes => ({ ...shared, [names.AZURE_OPENAI_TOKEN_PART]: type });
      this.#add(METRICS.tokenParts, tokens?.cachedInput, part('cache_read'));
      this.#add(METRICS.tokenParts, tokens?.cacheWriteInput, part('cache_creation'));
      this.#add(METRICS.tokenParts, tokens?.reasoningOutput, part('reasoning'));
    }
    for (const reason of result.finishReasons ?? []) {
      this.#add(METRICS.choices, 1, { ...shared, [names.GEN_AI_RESPONSE_FINISH_REASON]: boundedReason(reason) });
    }
    this.#recordFilter(call, shared);
    for (const attempt of call.attempts.retried) {
      this.#add(METRICS.retries, 1, { ...shared, [names.AZURE_OPENAI_RETRY_REASON]: reasonOf(attempt) });
    }
    const throttled = call.attempts.all.filter(({ status }) => status === 429).length;
    this.#add(METRICS.throttled, throttled || undefined, shared);
    for (const [attribute, metric] of RATE_LIMITS) {
      this.#add(metric, call.headers[attribute] as number | undefined, {
        [names.AZURE_OPENAI_DEPLOYMENT]: call.start.deployment,
        [names.SERVER_ADDRESS]: call.start.target.address,
      });
    }
  }

  /** What the filter found; the categories in which it found nothing are not counted. */
  #recordFilter({ result }: FinishedCall, shared: Attributes): void {
    const sources = [
      ['prompt', result.promptFilter],
      ...(result.completionFilters ?? []).map((results) => ['completion', results]),
    ] as const;
    for (const [source, results] of sources) {
      eachVerdict(results, (category, verdict) => {
        if (!isFinding(verdict)) return;
        this.#add(METRICS.contentFilter, 1, {
          ...shared,
          [names.AZURE_OPENAI_CONTENT_FILTER_SOURCE]: source,
          [names.AZURE_OPENAI_CONTENT_FILTER_CATEGORY]: categoryName(category),
          [names.AZURE_OPENAI_CONTENT_FILTER_SEVERITY]: verdict.severity,
          [names.AZURE_OPENAI_CONTENT_FILTER_FILTERED]: verdict.filtered === true,
        });
      });
    }
  }

  #add(metric: MetricDefinition, value: number | undefined, attributes: Attributes): void {
    if (value === undefined) return;
    const instrument = this.#instrument(metric);
    if ('add' in instrument) instrument.add(value, attributes);
    else instrument.record(value, attributes);
  }

  #instrument(metric: MetricDefinition): Histogram | Counter | Gauge {
    const known = this.#instruments.get(metric);
    if (known) return known;
    const options = {
      description: metric.description,
      unit: metric.unit,
      valueType: metric.integer ? ValueType.INT : ValueType.DOUBLE,
      ...(metric.buckets && { advice: { explicitBucketBoundaries: [...metric.buckets] } }),
    };
    const made =
      metric.kind === 'histogram'
        ? this.#meter.createHistogram(metric.name, options)
        : metric.kind === 'counter'
          ? this.#meter.createCounter(metric.name, options)
          : this.#meter.createGauge(metric.name, options);
    this.#instruments.set(metric, made);
    return made;
  }
}

/** Never a request id, text of a user, or anything else without a bound. */
function sharedDimensions({ start, result }: FinishedCall): Attributes {
  const { operation, target, requestModel, deployment } = start;
  return {
    [names.GEN_AI_OPERATION_NAME]: operation.name,
    [names.GEN_AI_PROVIDER_NAME]: providerOf(target),
    [names.GEN_AI_REQUEST_MODEL]: requestModel,
    [names.GEN_AI_RESPONSE_MODEL]: result.model,
    [names.AZURE_OPENAI_DEPLOYMENT]: deployment,
    [names.SERVER_ADDRESS]: target.address,
    [names.SERVER_PORT]: target.port,
  };
}

/** The reasons there are; what a broken gateway sends may be anything. */
const FINISH_REASONS = new Set(['stop', 'length', 'tool_calls', 'function_call', 'content_filter', 'error']);

function boundedReason(reason: string): string {
  return FINISH_REASONS.has(reason) ? reason : '_OTHER';
}
