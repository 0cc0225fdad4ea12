import { VERSION } from '../../../version.ts';
import type { Document } from '../../contracts/document.ts';
import type { Outcome } from '../../contracts/sink.ts';
import type { Encoded } from '../group-writes.ts';
import { keyValues } from './any-value.ts';
import { logRecord } from './log-record.ts';
import { metricPoints } from './metric-points.ts';
import { resourceAttributes } from './resource.ts';
import type { MetricKind } from './types.ts';

/** A document as it stands in an export request. */
export interface EncodedSignal extends Encoded {
  /** Resource attributes, as JSON; those with the same stand together. */
  readonly resource: string;
  /** Log records, or data points, as JSON. */
  readonly items: readonly { readonly text: string; readonly metric?: MetricKind }[];
}

type Rejected = Extract<Outcome, { status: 'rejected' }>;

const SCOPE = JSON.stringify({ name: 'opentelemetry-instrumentation-azure-openai/collectors', version: VERSION });

const NO_TIME: Rejected = { status: 'rejected', reason: 'its @timestamp is no date of 1970 or later' };

export function encodeLog(document: Document): EncodedSignal | Rejected {
  const record = logRecord(document, BigInt(Date.now()) * 1_000_000n);
  return record === undefined ? NO_TIME : encoded(document, [{ text: JSON.stringify(record) }]);
}

export function encodeMetrics(document: Document): EncodedSignal | Rejected {
  const points = metricPoints(document);
  if (points === undefined) return NO_TIME;
  if (points.length === 0) return { status: 'rejected', reason: 'it has no value of a metric in azure.open_ai' };
  return encoded(
    document,
    points.map(({ metric, point }) => ({ metric, text: JSON.stringify(point) })),
  );
}

function encoded({ fields }: Document, items: EncodedSignal['items']): EncodedSignal {
  const resource = JSON.stringify({ attributes: keyValues(resourceAttributes(fields)) });
  return { resource, items, bytes: items.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) };
}

/** Requests without documents. */
export const EMPTY = {
  logs: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[]}]}]}',
  metrics: '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}]}]}',
} as const;

/** The same, but not OTLP: the URL of a schema is a text. */
export const INVALID = {
  logs: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[]}],"schemaUrl":{}}]}',
  metrics: '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}],"schemaUrl":{}}]}',
} as const;

/** `ExportLogsServiceRequest`. */
export function logsRequest(signals: readonly EncodedSignal[]): string {
  const resources = byResource(signals).map(([resource, items]) => {
    const records = items.map(({ text }) => text).join(',');
    return `{"resource":${resource},"scopeLogs":[{"scope":${SCOPE},"logRecords":[${records}]}]}`;
  });
  return `{"resourceLogs":[${resources.join(',')}]}`;
}

/** `ExportMetricsServiceRequest`. */
export function metricsRequest(signals: readonly EncodedSignal[]): string {
  const resources = byResource(signals).map(([resource, items]) => {
    const byName = Map.groupBy(items, ({ metric }) => metric?.name);
    const metrics = [...byName.values()].map((points) => metricText(points[0]!.metric as MetricKind, points));
    return `{"resource":${resource},"scopeMetrics":[{"scope":${SCOPE},"metrics":[${metrics.join(',')}]}]}`;
  });
  return `{"resourceMetrics":[${resources.join(',')}]}`;
}

function metricText({ name, unit, kind }: MetricKind, points: EncodedSignal['items']): string {
  const dataPoints = `"dataPoints":[${points.map(({ text }) => text).join(',')}]`;
  const head = JSON.stringify({ name, unit }).slice(0, -1);
  // 1 is AGGREGATION_TEMPORALITY_DELTA: each point is the sum of its own minute.
  return `${head},"${kind}":{${kind === 'sum' ? '"aggregationTemporality":1,"isMonotonic":true,' : ''}${dataPoints}}}`;
}

function byResource(signals: readonly EncodedSignal[]): [resource: string, items: EncodedSignal['items']][] {
  const groups = Map.groupBy(signals, ({ resource }) => resource);
  return [...groups].map(([resource, members]) => [resource, members.flatMap(({ items }) => items)]);
}
