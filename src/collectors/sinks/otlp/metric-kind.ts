import type { MetricKind } from './types.ts';

/**
 * UCUM units, by the name of the metric: the first that matches. Azure's own units (Count, Percent,
 * MilliSeconds) tell less.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-cognitiveservices-accounts-metrics
 */
const UNITS: readonly [pattern: RegExp, unit: string][] = [
  [/tokens?_per_second$/, '{token}/s'],
  [/utilization|(?:availability|match)_rate/, '%'],
  [/^(?:model_)?time_to_|^normalized_|^ttlt$/, 'ms'],
  [/training_hours$/, 'h'],
  [/tokens$|^token_transaction$/, '{token}'],
  [/requests$/, '{request}'],
  [/images$/, '{image}'],
  [/pages$/, '{page}'],
];

/** Documents have the names that Elastic's integration makes of Azure's, which run words together. */
const READABLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    azure_openaiavailability_rate: 'availability_rate',
    azure_openainormalizedtbtinms: 'normalized_tbt',
    azure_openainormalizedttftinms: 'normalized_ttft',
    azure_openaiprovisioned_managed_utilization: 'provisioned_managed_utilization',
    azure_openaitoken_per_second: 'token_per_second',
    azure_openaittltinms: 'ttlt',
    normalized_time_tofirst_token: 'normalized_time_to_first_token',
    raiharmful_requests: 'rai_harmful_requests',
    rairejected_requests: 'rai_rejected_requests',
    raisystem_event: 'rai_system_event',
    raitotal_requests: 'rai_total_requests',
    time_tolast_byte: 'time_to_last_byte',
    // Azure has another one, AzureOpenAITimeToResponse, which is `time_to_response`.
    time_toresponse: 'model_time_to_response',
  }),
);

const AGGREGATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({ avg: 'average', min: 'minimum', max: 'maximum' }),
);

/**
 * What a metric of Azure's is in OpenTelemetry. A total is the sum of its minute, `azure.openai.{metric}` with delta
 * temporality; an average, minimum, maximum or count is a gauge, `azure.openai.{metric}.{aggregation}`.
 *
 * @param metric the field in `azure.open_ai`, such as `processed_prompt_tokens`
 * @param aggregation such as `total` or `avg`
 */
export function metricKind(metric: string, aggregation: string): MetricKind {
  const name = READABLE.get(metric) ?? metric;
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1];
  const isTotal = aggregation === 'total';
  return {
    name: `azure.openai.${name}${isTotal ? '' : `.${AGGREGATIONS.get(aggregation) ?? aggregation}`}`,
    ...(unit !== undefined && { unit }),
    kind: isTotal ? 'sum' : 'gauge',
  };
}
