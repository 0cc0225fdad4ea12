import type { Attributes, Meter } from '@opentelemetry/api';
import type { CallResult } from '../call/types.ts';
import { retryReason } from '../client/attempts.ts';
import { providerName } from '../client/target.ts';
import { categoryName, eachVerdict, isFinding } from '../operations/content-filter.ts';
import type { Operation } from '../operations/operation.ts';
import * as names from '../semconv/attributes.ts';
import * as METRICS from '../semconv/metric-definitions.ts';
import type { MetricDefinition } from '../semconv/metric-definitions.ts';
import { AgentMetrics } from './agent-metrics.ts';
import { MetricPoints, type Series } from './metric-points.ts';

/** The rate limits in Azure's headers, and their gauges. */
const RATE_LIMITS = [
  ['remainingRequests', METRICS.remainingRequests],
  ['remainingTokens', METRICS.remainingTokens],
  ['limitRequests', METRICS.limitRequests],
  ['limitTokens', METRICS.limitTokens],
] as const;

const MODALITIES = ['text', 'audio', 'image'];

/** One for each meter, so that instrumentations with the same meter share their series. */
const metricsByMeter = new WeakMap<Meter, CallMetrics>();

export class CallMetrics {
  readonly #points: MetricPoints;
  readonly #newest: boolean;
  /** Undefined without the newest conventions. */
  readonly agents: AgentMetrics | undefined;

  private constructor(meter: Meter, newest: boolean) {
    this.#points = new MetricPoints(meter);
    this.#newest = newest;
    this.agents = newest ? new AgentMetrics(this.#points) : undefined;
  }

  /** @param newest true to record the metrics of the newest conventions instead of those of 1.41.1 */
  static forMeter(meter: Meter, newest: boolean): CallMetrics {
    let metrics = metricsByMeter.get(meter);
    if (!metrics) metricsByMeter.set(meter, (metrics = new CallMetrics(meter, newest)));
    return metrics;
  }

  /** @param dimensions the caller's attributes that are dimensions */
  record(call: CallResult, dimensions: Attributes): void {
    const series = this.#points.series(seriesKey(call, dimensions), () => seriesAttributes(call, dimensions));
    if (this.#newest) this.#recordNewest(call, series);
    else this.#recordPublished(call, series);
    this.#recordAzure(call, series);
  }

  #recordPublished(call: CallResult, series: Series): void {
    const { tokens, context } = call;
    this.#addWithError(METRICS.duration, call.durationSeconds, series, call);
    this.#points.add(METRICS.timeToFirstChunk, call.timeToFirstChunk, series);
    for (const seconds of call.timesPerChunk ?? []) this.#points.add(METRICS.timePerOutputChunk, seconds, series);
    this.#addWith(METRICS.tokenUsage, tokens?.input, series, names.GEN_AI_TOKEN_TYPE, 'input');
    if (hasOutput(context.operation)) {
      this.#addWith(METRICS.tokenUsage, tokens?.output, series, names.GEN_AI_TOKEN_TYPE, 'output');
    }
  }

  #recordNewest(call: CallResult, series: Series): void {
    const { tokens, context } = call;
    if (!context.operation.isCompletion) {
      const isEmbeddings = context.operation.name === 'embeddings';
      const duration = isEmbeddings ? METRICS.embeddingsDuration : METRICS.duration;
      this.#addWithError(duration, call.durationSeconds, series, call);
      if (isEmbeddings) this.#points.add(METRICS.embeddingsInputTokens, tokens?.input, series);
      else this.#recordNewestTokens(call, series);
      return;
    }
    this.#addWithError(METRICS.inferenceDuration, call.durationSeconds, series, call);
    this.#points.add(METRICS.inferenceTimeToFirstChunk, call.timeToFirstChunk, series);
    for (const seconds of call.timesPerChunk ?? [])
      this.#points.add(METRICS.inferenceTimePerOutputChunk, seconds, series);
    this.#recordNewestTokens(call, series);
  }

  #recordNewestTokens(call: CallResult, series: Series): void {
    const { tokens } = call;
    this.#addWithError(METRICS.inferenceInputTokens, tokens?.input, series, call);
    this.#addWithError(METRICS.inferenceOutputTokens, tokens?.output, series, call);
    if (!tokens) return;
    const { textInput, audioInput, imageInput, textOutput, audioOutput, imageOutput } = tokens;
    const { cachedTextInput, cachedAudioInput, cachedImageInput } = tokens;
    this.#addByModality(METRICS.usageInputTokens, tokens.input, [textInput, audioInput, imageInput], series);
    this.#addByModality(METRICS.usageOutputTokens, tokens.output, [textOutput, audioOutput, imageOutput], series);
    const cached = [cachedTextInput, cachedAudioInput, cachedImageInput];
    this.#addByModality(METRICS.usageCacheReadInputTokens, tokens.cachedInput, cached, series);
    this.#addByModality(METRICS.usageCacheWriteInputTokens, tokens.cacheWriteInput, [], series);
    this.#addByModality(METRICS.usageReasoningOutputTokens, tokens.reasoningOutput, [], series);
  }

  /** @param parts the tokens of text, audio and images, if the usage has them; the rest has an unknown modality */
  #addByModality(
    metric: MetricDefinition,
    total: number | undefined,
    parts: readonly (number | undefined)[],
    series: Series,
  ): void {
    if (total === undefined) return;
    const rest = parts.reduce<number>((left, part) => left - (part ?? 0), total);
    // Parts that exceed the total are inconsistent, and ignored.
    const known = rest < 0 ? [] : parts;
    for (const [index, part] of known.entries()) {
      if (part) this.#addWith(metric, part, series, names.GEN_AI_TOKEN_MODALITY, MODALITIES[index]!);
    }
    if (rest !== 0 || total === 0) {
      this.#addWith(metric, rest < 0 ? total : rest, series, names.GEN_AI_TOKEN_MODALITY, 'unknown');
    }
  }

  #recordAzure(call: CallResult, series: Series): void {
    const { tokens, cost, result, attempts } = call;
    this.#points.add(METRICS.cost, cost?.total ?? cost?.partial, series);
    if (cost?.reason) {
      this.#addWith(METRICS.unpriced, 1, series, names.AZURE_OPENAI_COST_ABSENT_REASON, cost.reason);
    }
    if (!this.#newest) {
      this.#addWith(METRICS.tokenParts, tokens?.cachedInput, series, names.AZURE_OPENAI_TOKEN_PART, 'cache_read');
      this.#addWith(
        METRICS.tokenParts,
        tokens?.cacheWriteInput,
        series,
        names.AZURE_OPENAI_TOKEN_PART,
        'cache_creation',
      );
      this.#addWith(METRICS.tokenParts, tokens?.reasoningOutput, series, names.AZURE_OPENAI_TOKEN_PART, 'reasoning');
    }
    for (const reason of result.finishReasons ?? []) {
      this.#addWith(METRICS.choices, 1, series, names.GEN_AI_RESPONSE_FINISH_REASON, boundedReason(reason));
    }
    this.#recordFilter(call, series);
    if (attempts.all.length > 1 || attempts.all[0]?.status === 429) this.#recordAttempts(call, series);
    this.#recordRateLimits(call);
  }

  #recordAttempts({ attempts }: CallResult, series: Series): void {
    for (const attempt of attempts.retried) {
      this.#addWith(METRICS.retries, 1, series, names.AZURE_OPENAI_RETRY_REASON, retryReason(attempt));
    }
    const throttled = attempts.all.filter(({ status }) => status === 429).length;
    this.#points.add(METRICS.throttled, throttled || undefined, series);
  }

  #recordRateLimits({ context, headers }: CallResult): void {
    const { deployment, target } = context;
    let series: Series | undefined;
    for (const [field, metric] of RATE_LIMITS) {
      const value = headers[field];
      if (value === undefined) continue;
      series ??= this.#points.series(`rate limits\0${deployment}\0${target.address}`, () =>
        omitUndefined({ [names.AZURE_OPENAI_DEPLOYMENT]: deployment, [names.SERVER_ADDRESS]: target.address }),
      );
      this.#points.add(metric, value, series);
    }
  }

  /** Counts the findings of the content filter. Categories without a finding are not counted. */
  #recordFilter({ result }: CallResult, series: Series): void {
    this.#recordVerdicts('prompt', result.promptFilter, series);
    for (const results of result.completionFilters ?? []) this.#recordVerdicts('completion', results, series);
  }

  #recordVerdicts(source: string, results: unknown, series: Series): void {
    eachVerdict(results, (category, verdict) => {
      if (!isFinding(verdict)) return;
      const name = categoryName(category);
      const filtered = verdict.filtered === true;
      this.#points.add(METRICS.contentFilter, 1, series, `${source}\0${name}\0${verdict.severity}\0${filtered}`, () =>
        omitUndefined({
          [names.AZURE_OPENAI_CONTENT_FILTER_SOURCE]: source,
          [names.AZURE_OPENAI_CONTENT_FILTER_CATEGORY]: name,
          [names.AZURE_OPENAI_CONTENT_FILTER_SEVERITY]: verdict.severity,
          [names.AZURE_OPENAI_CONTENT_FILTER_FILTERED]: filtered,
        }),
      );
    });
  }

  #addWith(metric: MetricDefinition, value: number | undefined, series: Series, name: string, text: string): void {
    this.#points.add(metric, value, series, text, () => ({ [name]: text }));
  }

  #addWithError(metric: MetricDefinition, value: number | undefined, series: Series, { errorType }: CallResult): void {
    if (errorType === undefined) this.#points.add(metric, value, series);
    else this.#addWith(metric, value, series, names.ERROR_TYPE, errorType);
  }
}

/** True if the operation can have output tokens, which embeddings have not. */
function hasOutput({ isCompletion, retrievesResponse }: Operation): boolean {
  return isCompletion || retrievesResponse === true;
}

/** Joins all values of {@link seriesAttributes}. */
function seriesKey({ context, result, requested }: CallResult, dimensions: Attributes): string {
  const { operation, target } = context;
  const { requestModel, deployment } = requested;
  let key = `${operation.name}\0${target.azure}\0${target.address}\0${target.port}\0${requestModel}\0${deployment}\0${result.model}`;
  for (const name in dimensions) key += `\0${name}\0${typeof dimensions[name]}${String(dimensions[name])}`;
  return key;
}

/** Returns only attributes with a bounded number of values: no request id, and no text of a user. */
function seriesAttributes({ context, result, requested }: CallResult, dimensions: Attributes): Attributes {
  const { operation, target } = context;
  const { requestModel, deployment } = requested;
  return omitUndefined({
    [names.GEN_AI_OPERATION_NAME]: operation.name,
    [names.GEN_AI_PROVIDER_NAME]: providerName(target),
    [names.GEN_AI_REQUEST_MODEL]: requestModel,
    [names.GEN_AI_RESPONSE_MODEL]: result.model,
    [names.AZURE_OPENAI_DEPLOYMENT]: deployment,
    [names.SERVER_ADDRESS]: target.address,
    [names.SERVER_PORT]: target.port,
    ...dimensions,
  });
}

function omitUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** The reasons of the API. A broken gateway may send any text. */
const FINISH_REASONS = new Set(['stop', 'length', 'tool_calls', 'function_call', 'content_filter', 'error']);

function boundedReason(reason: string): string {
  return FINISH_REASONS.has(reason) ? reason : '_OTHER';
}
