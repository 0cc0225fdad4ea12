import { type Document, type JsonObject, type JsonValue, isJsonObject, isRawJson } from '../../contracts/document.ts';
import { keyValues } from './any-value.ts';
import { integerAt, objectAt, textAt } from './fields.ts';
import { metricKind } from './metric-kind.ts';
import { modelAttributes, modelOf } from './models.ts';
import { durationNanos, unixNanos } from './time.ts';
import type { MetricKind, NumberDataPoint } from './types.ts';

/** A metric's value. */
export interface MetricPoint {
  readonly metric: MetricKind;
  readonly point: NumberDataPoint;
}

/** Dimensions by the attribute that has their value; another one is `azure.openai.{dimension}`. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    operation_name: 'azure.operation.name',
  }),
);

/**
 * The values of a metrics document, one point each, over the time grain that begins with its `@timestamp`.
 *
 * @returns undefined if its `@timestamp` can't be read
 */
export function metricPoints({ fields }: Document): readonly MetricPoint[] | undefined {
  const start = unixNanos(fields['@timestamp']);
  if (start === undefined) return undefined;
  const azure = objectAt(fields, 'azure');
  const span = {
    startTimeUnixNano: String(start),
    timeUnixNano: String(start + durationNanos(textAt(azure, 'timegrain'))),
    attributes: keyValues(dimensionAttributes(objectAt(azure, 'dimensions'))),
  };
  return Object.entries(objectAt(azure, 'open_ai')).flatMap(([metric, values]) =>
    Object.entries(isJsonObject(values) ? values : {}).flatMap(([aggregation, value]) => {
      const kind = metricKind(metric, aggregation);
      const number = numberValue(value, kind);
      return number === undefined ? [] : [{ metric: kind, point: { ...span, ...number } }];
    }),
  );
}

function dimensionAttributes(dimensions: JsonObject): JsonObject {
  const status = integerAt(dimensions, 'status_code');
  const { model_deployment_name: _, model_name: __, ...others } = dimensions;
  const attributes: JsonObject = {
    'http.response.status_code': status,
    ...modelAttributes(textAt(dimensions, 'model_deployment_name'), modelOf(dimensions)),
  };
  for (const [dimension, value] of Object.entries(others)) {
    if (dimension !== 'status_code' || status === undefined) {
      attributes[NAMES.get(dimension) ?? `azure.openai.${dimension}`] = value;
    }
  }
  return attributes;
}

/** Gauges are doubles throughout, since a metric's points should be of one type. */
function numberValue(
  value: JsonValue | undefined,
  { kind }: MetricKind,
): Pick<NumberDataPoint, 'asInt' | 'asDouble'> | undefined {
  const text = isRawJson(value) ? value.rawJSON : typeof value === 'number' ? String(value) : undefined;
  if (text === undefined || !Number.isFinite(Number(text))) return undefined;
  const isInteger = kind === 'sum' && /^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
  return isInteger ? { asInt: text } : { asDouble: Number(text) };
}
