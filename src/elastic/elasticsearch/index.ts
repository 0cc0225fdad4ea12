import type { JsonObject } from '../../collectors/contracts/document.ts';
import { logsPipeline, metricsPipeline } from './pipelines.ts';
import { componentTemplates, indexTemplates, type Retention } from './templates.ts';
import { hourlyCostTransforms } from './transforms.ts';

export type { Retention } from './templates.ts';

/** Options of {@link elasticsearchResources}. */
export interface ElasticsearchOptions {
  readonly retention?: Retention;
  /** The attribute of spans that names the tenant in the hourly cost. @default 'app.tenant' */
  readonly tenantAttribute?: string;
}

/** Something that setup creates in Elasticsearch. */
export interface ElasticsearchResource {
  readonly kind: 'ingest_pipeline' | 'component_template' | 'index_template' | 'transform';
  readonly id: string;
  /** Creates it, or replaces it. A transform that exists is only deleted and created again. */
  readonly method: 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** Starts it; of transforms only. */
  readonly start?: { readonly method: 'POST'; readonly path: string };
}

/** The resources of Elasticsearch, in the order in which they are created. They are removed in the reverse order. */
export function elasticsearchResources(options: ElasticsearchOptions = {}): ElasticsearchResource[] {
  const { retention, tenantAttribute = 'app.tenant' } = options;
  return [
    ...list('ingest_pipeline', '/_ingest/pipeline', {
      'azure-openai-otel-logs': logsPipeline(),
      'azure-openai-otel-metrics': metricsPipeline(),
    }),
    ...list('component_template', '/_component_template', componentTemplates()),
    ...list('index_template', '/_index_template', indexTemplates(retention)),
    ...list('transform', '/_transform', hourlyCostTransforms(tenantAttribute, retention?.cost)).map((transform) => ({
      ...transform,
      // The traces may not exist yet.
      query: { defer_validation: 'true' },
      start: { method: 'POST' as const, path: `${transform.path}/_start` },
    })),
  ];
}

function list(
  kind: ElasticsearchResource['kind'],
  path: string,
  bodies: Readonly<Record<string, JsonObject>>,
): ElasticsearchResource[] {
  return Object.entries(bodies).map(([id, body]) => ({ kind, id, method: 'PUT', path: `${path}/${id}`, body }));
}

/** The bodies as files, by their names, such as `ingest_pipeline.azure-openai-otel-logs.json`. */
export function elasticsearchFiles(options: ElasticsearchOptions = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    elasticsearchResources(options).map(({ kind, id, body }) => [
      `${kind}.${id}.json`,
      `${JSON.stringify(body, null, 2)}\n`,
    ]),
  );
}
