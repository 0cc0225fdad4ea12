import type { Aggregation } from './types.ts';

/**
 * The name that Metricbeat gives to a metric or a dimension: `ModelDeploymentName` becomes `model_deployment_name`,
 * `AzureOpenAIRequests` becomes `azure_openairequests`. Its capitals are split where they do not overlap, and so are
 * ours, or its dashboards would not find our fields.
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

/** What Elastic's ingest pipeline of the data stream renames. */
const RENAMED: Readonly<Record<string, string>> = {
  azure_openairequests: 'requests',
  azure_openaitime_toresponse: 'time_to_response',
  azure_openaicontext_tokens_cache_match_rate: 'context_tokens_cache_match_rate',
  azure_openaiprovisioned_managed_utilization_v2: 'provisioned_managed_utilization_v2',
};

/** The field of a metric under `azure.open_ai`: Elastic's where it has one, else the name that Metricbeat gives. */
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
