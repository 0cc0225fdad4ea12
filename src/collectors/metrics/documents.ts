import { createHash } from 'node:crypto';
import { type Document, type JsonObject, toDecimal } from '../contracts/document.ts';
import type { Mapper } from '../contracts/mapper.ts';
import type { Aggregation, MetricPoint, MetricSeries, MetricsRecord } from './types.ts';

/** Options of {@link metricsToDocuments} and {@link metricsMapper}. */
export interface MetricsMapperOptions {
  /** Last part of the data stream's name, `metrics-azure.open_ai-{namespace}`. @default 'default' */
  readonly namespace?: string | undefined;
}

const DATASET = 'azure.open_ai';

/**
 * Returns the documents that Elastic's Azure OpenAI integration makes of the same values: one for each minute and set of
 * dimension values, with all metrics of the group. The id of a document depends only on account, group, dimensions and
 * minute, so values that are read again are stored once. Late values have an id of their own, which also depends on the
 * totals that Azure Monitor has by then.
 */
export function metricsToDocuments(record: MetricsRecord, options: MetricsMapperOptions = {}): Document[] {
  const dataStream = { type: 'metrics', dataset: DATASET, namespace: options.namespace ?? 'default' } as const;
  const { account, namespace, timegrain, period, duration } = record;
  return groupValues(record.series).map((group) => ({
    id: documentId(record, group),
    dataStream,
    fields: {
      '@timestamp': new Date(group.time).toISOString(),
      azure: {
        ...(Object.keys(group.dimensions).length > 0 && { dimensions: dimensionFields(group.dimensions) }),
        namespace,
        open_ai: group.values,
        resource: { group: account.resourceGroup, id: account.id, name: account.name, type: namespace },
        subscription_id: account.subscriptionId,
        timegrain,
      },
      cloud: { provider: 'azure', region: account.location },
      data_stream: { ...dataStream },
      event: { dataset: DATASET, ...(duration !== undefined && { duration }), module: 'azure' },
      metricset: { name: 'monitor', period },
      service: { type: 'azure' },
    },
  }));
}

/** {@link metricsToDocuments} for a pipeline. */
export function metricsMapper(options: MetricsMapperOptions = {}): Mapper<MetricsRecord> {
  return (record) => metricsToDocuments(record, options).map((document) => ({ document }));
}

/** The values of one document. */
interface Group {
  readonly dimensions: MetricSeries['dimensions'];
  readonly time: number;
  readonly values: JsonObject;
  /** Metric → the total that Azure Monitor has now; of late values only. */
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
  const written = isWhole(field, aggregation) ? value : toDecimal(value);
  values[field] = { ...(values[field] as JsonObject | undefined), [AGGREGATION_FIELDS[aggregation]]: written };
}

/** Reports whether all values of a metric are whole numbers. Others are written with a decimal point, as `400.0`. */
function isWhole(field: string, aggregation: Aggregation): boolean {
  return aggregation === 'Count' || (aggregation === 'Total' && !/_(?:hours|time)$/.test(field));
}

function dimensionFields(dimensions: MetricSeries['dimensions']): JsonObject {
  return Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [managePropertyName(name), value]));
}

/** Identifies a set of dimension values, whatever their order. */
export function dimensionsKey(dimensions: MetricSeries['dimensions']): string {
  return JSON.stringify(sortedEntries(dimensions));
}

function documentId({ account, group, namespace, timegrain, late }: MetricsRecord, values: Group): string {
  // Azure writes the parts of a resource's id in varying case.
  const id = account.id.toLowerCase();
  const parts: unknown[] = [id, namespace, group, timegrain, values.time, dimensionsKey(values.dimensions)];
  // Late values that are found again, by another process too, get the same id.
  if (late !== undefined) parts.push('late', sortedEntries(values.totals));
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function sortedEntries<T>(values: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Returns the name that Metricbeat gives to a metric or a dimension: `ModelDeploymentName` becomes
 * `model_deployment_name`, `AzureOpenAIRequests` becomes `azure_openairequests`. As in Metricbeat, capitals in
 * overlapping matches are not split; otherwise its dashboards would not find our fields.
 *
 * @see elastic/beats, x-pack/metricbeat/module/azure/data.go, managePropertyName
 */
export function managePropertyName(name: string): string {
  return name
    .replaceAll(' ', '_')
    .replaceAll('/', '_per_')
    .replaceAll('\\', '_')
    .replaceAll('_%_', '_pct_')
    .replaceAll(':', '_')
    .replaceAll('_-_', '_')
    .replaceAll(/([a-z0-9])([A-Z])([^A-Z])/g, '$1_$2$3')
    .split('.')
    .map((part) => part.replace(/^_/, '').replace(/_$/, ''))
    .join('_')
    .toLowerCase();
}

/** Fields that Elastic's ingest pipeline of the data stream renames. */
const RENAMED: Readonly<Record<string, string>> = {
  azure_openairequests: 'requests',
  azure_openaitime_toresponse: 'time_to_response',
  azure_openaicontext_tokens_cache_match_rate: 'context_tokens_cache_match_rate',
  azure_openaiprovisioned_managed_utilization_v2: 'provisioned_managed_utilization_v2',
};

/** Returns the field of a metric under `azure.open_ai`: Elastic's if it has one, otherwise Metricbeat's name. */
export function metricField(metric: string): string {
  const name = managePropertyName(metric);
  return RENAMED[name] ?? name;
}

/** The field of an aggregation under that of its metric. */
export const AGGREGATION_FIELDS: Readonly<Record<Aggregation, string>> = {
  Average: 'avg',
  Count: 'count',
  Maximum: 'max',
  Minimum: 'min',
  Total: 'total',
};
