import { isObject, type JsonObject, objectOf, objectsOf, stringOf } from '../json.ts';
import type { MetricPoint, MetricType, ReceivedMetric, Temporality } from './telemetry.ts';
import { readAttributes, readNumber, readResource, readScope, readTime } from './values.ts';

const TYPES: readonly MetricType[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];
const TEMPORALITIES: readonly (Temporality | undefined)[] = [undefined, 'delta', 'cumulative'];

/**
 * Reads the metrics of an `ExportMetricsServiceRequest`, decoded from JSON or protobuf. A metric of a type that is not
 * known is left out.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
export function readMetrics(request: unknown): ReceivedMetric[] {
  return objectsOf(objectOf(request)['resourceMetrics']).flatMap((resourceMetrics) => {
    const resource = readResource(resourceMetrics['resource']);
    return objectsOf(resourceMetrics['scopeMetrics']).flatMap((scopeMetrics) => {
      const scope = readScope(scopeMetrics['scope']);
      return objectsOf(scopeMetrics['metrics']).flatMap((metric) => {
        const read = readMetric(metric);
        return read ? { ...read, resource, scope } : [];
      });
    });
  });
}

function readMetric(metric: JsonObject): Omit<ReceivedMetric, 'resource' | 'scope'> | undefined {
  const { type, data } = readData(metric);
  if (type === undefined) return undefined;
  return {
    name: stringOf(metric['name']) ?? '',
    unit: stringOf(metric['unit']) ?? '',
    type,
    temporality: TEMPORALITIES[Number(data['aggregationTemporality'] ?? 0)],
    isMonotonic: data['isMonotonic'] === true,
    points: objectsOf(data['dataPoints']).map((point) => readPoint(point)),
  };
}

/** Decoded protobuf has the data as `{ data: { case, value } }`, JSON as a member of the type's name. */
function readData(metric: JsonObject): { type: MetricType | undefined; data: JsonObject } {
  const { data } = metric;
  const name = isObject(data) ? data['case'] : TYPES.find((type) => isObject(metric[type]));
  const type = TYPES.find((known) => known === name);
  return { type, data: objectOf(isObject(data) ? data['value'] : type && metric[type]) };
}

function readPoint(point: JsonObject): MetricPoint {
  const { count, sum, min, max, explicitBounds, bucketCounts } = point;
  return {
    startTime: readTime(point['startTimeUnixNano']),
    time: readTime(point['timeUnixNano']),
    attributes: readAttributes(point['attributes']),
    value: readNumber(point['asDouble'] ?? point['asInt'] ?? objectOf(point['value'])['value']),
    count: readNumber(count),
    sum: readNumber(sum),
    min: readNumber(min),
    max: readNumber(max),
    ...(Array.isArray(explicitBounds) && { bounds: explicitBounds.map(Number) }),
    ...(Array.isArray(bucketCounts) && { bucketCounts: bucketCounts.map(Number) }),
  };
}
