import * as attributes from '../instrumentation/semconv/attributes.ts';
import * as METRICS from '../instrumentation/semconv/metric-definitions.ts';
import { counted, labelName, type Names, observed, prometheusName, quantile } from './promql.ts';

const DURATION: Names = [METRICS.duration, METRICS.inferenceDuration, METRICS.embeddingsDuration];
const FIRST_CHUNK: Names = [METRICS.timeToFirstChunk, METRICS.inferenceTimeToFirstChunk];
const INPUT: Names = [METRICS.tokenUsage, METRICS.inferenceInputTokens, METRICS.embeddingsInputTokens];
const OUTPUT: Names = [METRICS.tokenUsage, METRICS.inferenceOutputTokens];

/** The labels that panels and alert rules group by. */
export const LABELS: Readonly<
  Record<
    | 'service'
    | 'deployment'
    | 'model'
    | 'operation'
    | 'error'
    | 'finishReason'
    | 'absentReason'
    | 'retryReason'
    | 'filterSource'
    | 'filterCategory'
    | 'filterSeverity'
    | 'filtered',
    string
  >
> = {
  service: 'job',
  deployment: labelName(attributes.AZURE_OPENAI_DEPLOYMENT),
  model: labelName(attributes.GEN_AI_RESPONSE_MODEL),
  operation: labelName(attributes.GEN_AI_OPERATION_NAME),
  error: labelName(attributes.ERROR_TYPE),
  finishReason: labelName(attributes.GEN_AI_RESPONSE_FINISH_REASON),
  absentReason: labelName(attributes.AZURE_OPENAI_COST_ABSENT_REASON),
  retryReason: labelName(attributes.AZURE_OPENAI_RETRY_REASON),
  filterSource: labelName(attributes.AZURE_OPENAI_CONTENT_FILTER_SOURCE),
  filterCategory: labelName(attributes.AZURE_OPENAI_CONTENT_FILTER_CATEGORY),
  filterSeverity: labelName(attributes.AZURE_OPENAI_CONTENT_FILTER_SEVERITY),
  filtered: labelName(attributes.AZURE_OPENAI_CONTENT_FILTER_FILTERED),
};

type By = readonly string[];

/** Measures over a range, in PromQL, of the series with these labels. */
export interface Measures {
  cost(by?: By): string;
  calls(by?: By): string;
  /** Calls that failed. */
  errors(by?: By): string;
  seconds(q: number, by?: By): string;
  firstChunkSeconds(q: number, by?: By): string;
  inputTokens(by?: By): string;
  outputTokens(by?: By): string;
  cachedTokens(by?: By): string;
  unpriced(by?: By): string;
  throttled(by?: By): string;
  retries(by?: By): string;
  choices(by?: By): string;
  /** Verdicts of the content filter that found something; `blocked`: those that it filtered. */
  verdicts(by?: By): string;
  blocked(by?: By): string;
  budgets(by?: By): string;
}

/**
 * @param range such as `10m` or Grafana's `$__range`
 * @param labels label matchers such as `job=~"$service"`; empty for all series
 */
export function measure(range: string, labels: string): Measures {
  const and = (matcher: string): string => [labels, matcher].filter(Boolean).join(',');
  const count =
    (names: Names, matchers: string = labels) =>
    (by?: By): string =>
      counted(names, range, matchers, by);
  // The newest metrics have no type or part: the empty alternative matches those.
  const tokens = (names: Names, type: string, by?: By): string =>
    observed(names, 'sum', range, and(`${labelName(attributes.GEN_AI_TOKEN_TYPE)}=~"|${type}"`), by);
  return {
    cost: count([METRICS.cost]),
    calls: (by) => observed(DURATION, 'count', range, labels, by),
    errors: (by) => observed(DURATION, 'count', range, and(`${LABELS.error}!=""`), by),
    seconds: (q, by) => quantile(q, DURATION, range, labels, by),
    firstChunkSeconds: (q, by) => quantile(q, FIRST_CHUNK, range, labels, by),
    inputTokens: (by) => tokens(INPUT, 'input', by),
    outputTokens: (by) => tokens(OUTPUT, 'output', by),
    cachedTokens: count(
      [METRICS.tokenParts, METRICS.usageCacheReadInputTokens],
      and(`${labelName(attributes.AZURE_OPENAI_TOKEN_PART)}=~"|cache_read"`),
    ),
    unpriced: count([METRICS.unpriced]),
    throttled: count([METRICS.throttled]),
    retries: count([METRICS.retries]),
    choices: count([METRICS.choices]),
    verdicts: count([METRICS.contentFilter]),
    blocked: count([METRICS.contentFilter], and(`${LABELS.filtered}="true"`)),
    budgets: count([METRICS.budgetExceeded]),
  };
}

/**
 * The share of a rate limit that is left, by deployment: the least that a process has seen.
 *
 * @param deployments a label matcher of the deployment
 */
export function remainingShare(unit: 'requests' | 'tokens', deployments: string): string {
  const [remaining, limit] =
    unit === 'requests'
      ? [METRICS.remainingRequests, METRICS.limitRequests]
      : [METRICS.remainingTokens, METRICS.limitTokens];
  return `min by (${LABELS.deployment}) (${prometheusName(remaining)}{${deployments}} / ${prometheusName(limit)}{${deployments}})`;
}
