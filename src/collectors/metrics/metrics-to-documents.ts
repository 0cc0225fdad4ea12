import { createHash } from 'node:crypto';
import type { Document, JsonObject } from '../contracts/document.ts';
import type { Mapper } from '../contracts/mapper.ts';
import { AGGREGATION_FIELDS, managePropertyName, metricField } from './property-name.ts';
import type { MetricPoint, MetricSeries, MetricsRecord } from './types.ts';

/** Options of {@link metricsToDocuments} and {@link metricsMapper}. */
export interface MetricsMapperOptions {
  /** Last part of the data stream's name, `metrics-azure.open_ai-{namespace}`. @default 'default' */
  readonly namespace?: string | undefined;
}

const DATASET = 'azure.open_ai';

/**
 * The documents that Elastic's Azure OpenAI integration makes of the same values: one for each minute and set of
 * dimension values, with all metrics of the group. Their ids follow from account, group, dimensions and minute alone,
 * so values that are read again are stored once. Values that came late for a minute have an id of their own, which follows
 * from the values that Azure Monitor has by then.
 */
export function metricsToDocuments(record: MetricsRecord, options: MetricsMapperOptions = {}): Document[] {
  const dataStream = { type: 'metrics', dataset: DATASET, namespace: options.namespace ?? 'default' } as const;
  return groupValues(record.series).map(({ dimensions, time, values, totals }) => ({
    id: documentId(record, dimensions, time, totals),
    dataStream,
    fields: {
      '@timestamp': new Date(time).toISOString(),
      azure: {
        ...(Object.keys(dimensions).length > 0 && { dimensions: dimensionFields(dimensions) }),
        namespace: record.namespace,
        open_ai: values,
        resource: {
          group: record.account.resourceGroup,
          id: record.account.id,
          name: record.account.name,
          type: record.namespace,
        },
        subscription_id: record.account.subscriptionId,
        timegrain: record.timegrain,
      },
      cloud: { provider: 'azure', region: record.account.location },
      data_stream: { ...dataStream },
      event: {
        dataset: DATASET,
        ...(record.duration !== undefined && { duration: record.duration }),
        module: 'azure',
      },
      metricset: { name: 'monitor', period: record.period },
      service: { type: 'azure' },
    },
  }));
}

/** {@link metricsToDocuments} for a pipeline. */
export function metricsMapper(options: MetricsMapperOptions = {}): Mapper<MetricsRecord> {
  return (record) => metricsToDocuments(record, options).map((document) => ({ document }));
}

interface Group {
  readonly dimensions: MetricSeries['dimensions'];
  readonly time: number;
  readonly values: JsonObject;
  /** Metric → what Azure Monitor has now, of late values. */
  readonly totals: Record<string, number>;
}

function groupValues(series: readonly MetricSeries[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of series) {
    const key = dimensionsKey(one.dimensions);
    for (const point of one.points) {
      const id = `${point.time} ${key}`;
      let group = groups.get(id);
      if (!group) groups.set(id, (group = { dimensions: one.dimensions, time: point.time, values: {}, totals: {} }));
      setValue(group.values, one, point);
      if (point.total !== undefined) group.totals[one.metric] = point.total;
    }
  }
  return [...groups.values()];
}

function setValue(values: JsonObject, { metric, aggregation }: MetricSeries, { value }: MetricPoint): void {
  const field = metricField(metric);
  values[field] = { ...(values[field] as JsonObject | undefined), [AGGREGATION_FIELDS[aggregation]]: value };
}

function dimensionFields(dimensions: MetricSeries['dimensions']): JsonObject {
  return Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [managePropertyName(name), value]));
}

/** The same for the same dimension values, in whatever order they come. */
export function dimensionsKey(dimensions: MetricSeries['dimensions']): string {
  return JSON.stringify(Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function documentId(
  record: MetricsRecord,
  dimensions: Group['dimensions'],
  time: number,
  totals: Group['totals'],
): string {
  const { account, group, namespace, timegrain, late } = record;
  // Azure writes the parts of a resource's id in varying case.
  const parts: unknown[] = [account.id.toLowerCase(), namespace, group, timegrain, time, dimensionsKey(dimensions)];
  // Late values that are found again, after a restart too, make the same document.
  const sorted = Object.entries(totals).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (late !== undefined) parts.push('late', sorted);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
