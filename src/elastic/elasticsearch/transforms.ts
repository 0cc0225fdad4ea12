import type { JsonObject } from '../../collectors/contracts/document.ts';
import { COST_NANO_USD, TRACES, type TraceStream } from '../streams.ts';
import { META } from './mappings.ts';
import { RETENTION } from './templates.ts';

/**
 * The transforms that sum up the cost of calls by hour, service, deployment, model and tenant, by their names. There is one
 * for each storage of traces; the one whose traces do not exist writes nothing.
 *
 * @param tenant the attribute of spans that names the tenant, such as a key of `baggageKeys`
 */
export function hourlyCostTransforms(tenant: string, retention: string = RETENTION.cost): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(TRACES).map(([storage, fields]) => {
      const name = `azure-openai-otel-hourly-cost-${storage}`;
      return [name, createTransform(name, fields, tenant, retention)];
    }),
  );
}

function createTransform(
  name: string,
  { indices, service, text, number }: TraceStream,
  tenant: string,
  retention: string,
): JsonObject {
  const cost = number(COST_NANO_USD);
  return {
    description: 'Cost of Azure OpenAI by hour, service, deployment, model and tenant',
    source: { index: [indices], query: { bool: { filter: [{ exists: { field: cost } }] } } },
    dest: { index: name },
    frequency: '5m',
    // A span arrives when its call has ended. One that arrives later than this after its start is not in the sums.
    sync: { time: { field: '@timestamp', delay: '15m' } },
    pivot: {
      group_by: {
        '@timestamp': { date_histogram: { field: '@timestamp', calendar_interval: '1h' } },
        'service.name': byTerm(service),
        deployment: byTerm(text('azure.openai.deployment')),
        model: byTerm(text('gen_ai.response.model')),
        tenant: byTerm(text(tenant)),
      },
      aggregations: {
        calls: { value_count: { field: cost } },
        input_tokens: { sum: { field: number('gen_ai.usage.input_tokens') } },
        output_tokens: { sum: { field: number('gen_ai.usage.output_tokens') } },
        cost_nano_usd: { sum: { field: cost } },
        cost_usd: { bucket_script: { buckets_path: { nano: 'cost_nano_usd' }, script: 'params.nano / 1e9' } },
      },
    },
    retention_policy: { time: { field: '@timestamp', max_age: retention } },
    settings: { unattended: true, align_checkpoints: true, deduce_mappings: false },
    _meta: META,
  };
}

function byTerm(field: string): JsonObject {
  return { terms: { field, missing_bucket: true } };
}
