import type { JsonObject } from '../../collectors/contracts/document.ts';
import { META } from './mappings.ts';

/**
 * Returns the ingest pipeline for logs: the place and the network of a caller, if Elasticsearch has the databases, then
 * the user's own pipelines.
 */
export function logsPipeline(): JsonObject {
  return createPipeline('Place and network of the callers of Azure OpenAI', GEO_IP, [
    'global@custom',
    'logs@custom',
    'logs-azure_openai.integration@custom',
    'logs-azure_openai.logs@custom',
  ]);
}

/** Returns the ingest pipeline for metrics, which calls the user's own pipelines. */
export function metricsPipeline(): JsonObject {
  return createPipeline(
    'Metrics of Azure OpenAI',
    [],
    ['global@custom', 'metrics@custom', 'metrics-azure_openai.integration@custom', 'metrics-azure.open_ai@custom'],
  );
}

/** Only API Management writes whole addresses, so only its logs have a `source.ip`. */
const GEO_IP: JsonObject[] = [
  { geoip: { field: 'source.ip', target_field: 'source.geo', ignore_missing: true } },
  {
    geoip: {
      database_file: 'GeoLite2-ASN.mmdb',
      field: 'source.ip',
      target_field: 'source.as',
      properties: ['asn', 'organization_name'],
      ignore_missing: true,
    },
  },
  { rename: { field: 'source.as.asn', target_field: 'source.as.number', ignore_missing: true } },
  {
    rename: {
      field: 'source.as.organization_name',
      target_field: 'source.as.organization.name',
      ignore_missing: true,
    },
  },
];

/** @param custom pipelines that belong to the user: called where they exist, in the order of Elastic's integrations */
function createPipeline(description: string, processors: readonly JsonObject[], custom: readonly string[]): JsonObject {
  return {
    description,
    processors: [
      { set: { field: 'event.ingested', value: '{{{_ingest.timestamp}}}' } },
      ...processors,
      ...custom.map((name) => ({ pipeline: { name, ignore_missing_pipeline: true } })),
    ],
    // A document is stored even if a processor fails.
    on_failure: [
      { set: { field: 'event.kind', value: 'pipeline_error' } },
      { append: { field: 'error.message', value: '{{{_ingest.on_failure_message}}}' } },
    ],
    version: 1,
    _meta: META,
  };
}
