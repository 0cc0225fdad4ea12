import { type Document, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { isInt64, isJsonObject, isRawJson } from '../../contracts/document.ts';
import { modelAttributes, readModel } from './gen-ai.ts';
import { type KeyValue, parseDurationNanos, parseUnixNanos } from './values.ts';
import { readInteger, readObject, readText, toKeyValues } from './values.ts';

/** A metric, without its points. */
export interface MetricKind {
  readonly name: string;
  readonly unit?: string;
  readonly kind: 'sum' | 'gauge';
  /** Whether a sum only grows. @default true */
  readonly isMonotonic?: false;
}

/** One value of a metric, in OTLP's JSON encoding; times are nanoseconds since 1970. */
export interface MetricPoint {
  readonly metric: MetricKind;
  readonly point: {
    readonly startTimeUnixNano: string;
    readonly timeUnixNano: string;
    readonly attributes: readonly KeyValue[];
    readonly asInt?: string;
    readonly asDouble?: number;
  };
}

/**
 * Converts a metrics document: one point for each value, over the time grain that begins with its `@timestamp`.
 *
 * @returns undefined if its `@timestamp` is not a date
 */
export function toMetricPoints({ fields }: Document): readonly MetricPoint[] | undefined {
  const start = parseUnixNanos(fields['@timestamp']);
  if (start === undefined) return undefined;
  const azure = readObject(fields, 'azure');
  if (isJsonObject(azure['open_ai_cost'])) return toCostPoints(azure, start);
  const span = {
    startTimeUnixNano: String(start),
    timeUnixNano: String(start + parseDurationNanos(readText(azure, 'timegrain'))),
    attributes: toKeyValues(dimensionAttributes(readObject(azure, 'dimensions'))),
  };
  return Object.entries(readObject(azure, 'open_ai')).flatMap(([name, values]) =>
    Object.entries(isJsonObject(values) ? values : {}).flatMap(([aggregation, value]) => {
      const metric = describeMetric(name, aggregation);
      const number = toNumber(value, metric.kind);
      return number === undefined ? [] : [{ metric, point: { ...span, ...number } }];
    }),
  );
}

const DAY_NANOS = 86_400_000_000_000n;

/** Corrections and refunds are negative. The amounts of a metric are in several currencies and units. */
function toCostPoints(azure: JsonObject, start: bigint): MetricPoint[] {
  const billing = readObject(azure, 'billing');
  const own = readObject(azure, 'open_ai_cost');
  const texts = ['type', 'meter', 'unit', 'charge_type', 'pricing_model', 'deployment'];
  const attributes = Object.fromEntries(texts.map((name) => [`azure.billing.${name}`, readText(own, name)]));
  const span = {
    startTimeUnixNano: String(start),
    timeUnixNano: String(start + DAY_NANOS),
    attributes: toKeyValues({ ...attributes, 'azure.billing.currency': readText(billing, 'currency') }),
  };
  const kind = { kind: 'sum', isMonotonic: false } as const;
  return (['pretax_cost', 'quantity'] as const).flatMap((field) => {
    const number = toNumber(billing[field], 'gauge');
    const name = `azure.billing.${field === 'pretax_cost' ? 'cost' : field}`;
    return number === undefined ? [] : [{ metric: { ...kind, name }, point: { ...span, ...number } }];
  });
}

function dimensionAttributes(dimensions: JsonObject): JsonObject {
  const status = readInteger(dimensions, 'status_code');
  const { model_deployment_name: _, model_name: __, ...others } = dimensions;
  const attributes: JsonObject = {
    'http.response.status_code': status,
    ...modelAttributes(readText(dimensions, 'model_deployment_name'), readModel(dimensions)),
  };
  for (const [dimension, value] of Object.entries(others)) {
    if (dimension === 'operation_name') attributes['azure.operation.name'] = value;
    else if (dimension !== 'status_code' || status === undefined) attributes[`azure.openai.${dimension}`] = value;
  }
  return attributes;
}

/** Gauges are always doubles, since all points of a metric should have one type. */
function toNumber(
  value: JsonValue | undefined,
  kind: MetricKind['kind'],
): { asInt: string } | { asDouble: number } | undefined {
  const text = isRawJson(value) ? value.rawJSON : typeof value === 'number' ? String(value) : undefined;
  if (text === undefined || !Number.isFinite(Number(text))) return undefined;
  return kind === 'sum' && isInt64(text) ? { asInt: text } : { asDouble: Number(text) };
}

/**
 * UCUM units by the name of the metric. The first match counts. Azure's own units (Count, Percent, MilliSeconds) are less
 * precise.
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

/** Readable names by those of Elastic's integration, which run the words of Azure's names together. */
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
    // `time_to_response` is another metric of Azure's: AzureOpenAITimeToResponse.
    time_toresponse: 'model_time_to_response',
  }),
);

const AGGREGATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({ avg: 'average', min: 'minimum', max: 'maximum' }),
);

/**
 * Describes a metric of Azure as one of OpenTelemetry. A total is the sum of its minute, `azure.openai.{metric}` with
 * delta temporality. An average, minimum, maximum or count is a gauge, `azure.openai.{metric}.{aggregation}`.
 *
 * @param metric the field in `azure.open_ai`, such as `processed_prompt_tokens`
 * @param aggregation such as `total` or `avg`
 */
export function describeMetric(metric: string, aggregation: string): MetricKind {
  const name = READABLE.get(metric) ?? metric;
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1];
  const isTotal = aggregation === 'total';
  return {
    name: `azure.openai.${name}${isTotal ? '' : `.${AGGREGATIONS.get(aggregation) ?? aggregation}`}`,
    ...(unit !== undefined && { unit }),
    kind: isTotal ? 'sum' : 'gauge',
  };
}
