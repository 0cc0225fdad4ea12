import { VERSION } from '../../../version.ts';
import type { Document, JsonObject } from '../../contracts/document.ts';
import type { Rejected } from '../../contracts/sink.ts';
import type { Encoded } from '../group-writes.ts';
import { toLogRecord } from './logs.ts';
import { type MetricKind, toMetricPoints } from './metrics.ts';
import { readObject, readText, toKeyValues } from './values.ts';

/** A document as a part of an export request. */
export interface EncodedSignal extends Encoded {
  /** Resource attributes as JSON. Documents with equal ones share a resource in the request. */
  readonly resource: string;
  /** Log records, or data points, as JSON. */
  readonly items: readonly { readonly text: string; readonly metric?: MetricKind }[];
}

const SCOPE = JSON.stringify({ name: 'opentelemetry-instrumentation-azure-openai/collectors', version: VERSION });

/** The outcome of a document without a time. */
export const NO_TIME: Rejected = { status: 'rejected', reason: 'its @timestamp is not a date of 1970 or later' };

/** Encodes a document of logs. */
export function encodeLog(document: Document): EncodedSignal | Rejected {
  const record = toLogRecord(document, BigInt(Date.now()) * 1_000_000n);
  return record === undefined ? NO_TIME : encode(document, [{ text: JSON.stringify(record) }]);
}

/** Encodes a document of metrics. */
export function encodeMetrics(document: Document): EncodedSignal | Rejected {
  const points = toMetricPoints(document);
  if (points === undefined) return NO_TIME;
  if (points.length === 0)
    return { status: 'rejected', reason: 'it has no value of a metric in azure.open_ai, and no cost' };
  return encode(
    document,
    points.map(({ metric, point }) => ({ metric, text: JSON.stringify(point) })),
  );
}

function encode({ fields }: Document, items: EncodedSignal['items']): EncodedSignal {
  const resource = JSON.stringify({ attributes: toKeyValues(resourceAttributes(fields)) });
  return { resource, items, bytes: items.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) };
}

/**
 * Returns the resource attributes of a document: those of the Azure resource, since no process of the user emits the
 * signal. `service.name` is the name of the account.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/cloud/
 */
export function resourceAttributes(fields: JsonObject): JsonObject {
  const [azure, cloud] = [readObject(fields, 'azure'), readObject(fields, 'cloud')];
  const resource = readObject(azure, 'resource');
  const type = readText(resource, 'provider') ?? readText(resource, 'type');
  // API Management writes `East US` for `eastus`.
  const location = readText(readObject(azure, 'open_ai'), 'location')?.replaceAll(' ', '').toLowerCase();
  return {
    'service.name': readText(resource, 'name'),
    'cloud.provider': readText(cloud, 'provider'),
    'cloud.account.id': readText(readObject(cloud, 'account'), 'id') ?? readText(azure, 'subscription_id'),
    'cloud.region': readText(cloud, 'region') ?? location,
    'cloud.resource_id': readText(resource, 'id'),
    'azure.resource_group.name': readText(resource, 'group'),
    'azure.resource_provider.namespace': type?.split('/', 1)[0],
  };
}

/** Requests without documents. */
export const EMPTY = {
  logs: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[]}]}]}',
  metrics: '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}]}]}',
} as const;

/** Requests without documents that every OTLP receiver refuses, since the URL of a schema must be a text. */
export const INVALID = {
  logs: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[]}],"schemaUrl":{}}]}',
  metrics: '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}],"schemaUrl":{}}]}',
} as const;

/** Writes an `ExportLogsServiceRequest`. */
export function writeLogsRequest(signals: readonly EncodedSignal[]): string {
  const resources = groupByResource(signals).map(([resource, items]) => {
    const records = items.map(({ text }) => text).join(',');
    return `{"resource":${resource},"scopeLogs":[{"scope":${SCOPE},"logRecords":[${records}]}]}`;
  });
  return `{"resourceLogs":[${resources.join(',')}]}`;
}

/** Writes an `ExportMetricsServiceRequest`. */
export function writeMetricsRequest(signals: readonly EncodedSignal[]): string {
  const resources = groupByResource(signals).map(([resource, items]) => {
    const byName = Map.groupBy(items, ({ metric }) => metric?.name);
    const metrics = [...byName.values()].map((points) => writeMetric(points[0]!.metric as MetricKind, points));
    return `{"resource":${resource},"scopeMetrics":[{"scope":${SCOPE},"metrics":[${metrics.join(',')}]}]}`;
  });
  return `{"resourceMetrics":[${resources.join(',')}]}`;
}

function writeMetric({ name, unit, kind, isMonotonic }: MetricKind, points: EncodedSignal['items']): string {
  const dataPoints = `"dataPoints":[${points.map(({ text }) => text).join(',')}]`;
  const head = JSON.stringify({ name, unit }).slice(0, -1);
  // 1 is AGGREGATION_TEMPORALITY_DELTA: each point is the sum of its own minute.
  return `${head},"${kind}":{${kind === 'sum' ? `"aggregationTemporality":1,"isMonotonic":${isMonotonic ?? true},` : ''}${dataPoints}}}`;
}

function groupByResource(signals: readonly EncodedSignal[]): [resource: string, items: EncodedSignal['items']][] {
  const groups = Map.groupBy(signals, ({ resource }) => resource);
  return [...groups].map(([resource, members]) => [resource, members.flatMap(({ items }) => items)]);
}
