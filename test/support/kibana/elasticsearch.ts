import { notFound, ok, type Routes, type StackAnswer } from './routes.ts';
import { schemaProblems } from './schemas.ts';

/** What a cluster has. */
export interface ClusterState {
  /** Paths of templates, pipelines, transforms, jobs and datafeeds → their bodies. */
  readonly things: Map<string, Record<string, unknown>>;
  /** Transforms and datafeeds that run, jobs that are open. */
  readonly running: Set<string>;
  /** Indices of spans and of sums → the times of their calls, in milliseconds. */
  readonly documents: Map<string, number[]>;
}

export interface ClusterOptions {
  readonly version: string;
  readonly isServerless: boolean;
  readonly license: string;
  /** Names of data streams with spans. */
  readonly traces: readonly string[];
  readonly dataStreams: readonly string[];
  readonly hasIntegration: boolean;
  /** Privileges that are missing: of the cluster, of an index, or of Kibana. */
  readonly denied: readonly string[];
}

export function createClusterState(): ClusterState {
  return { things: new Map(), running: new Set(), documents: new Map() };
}

/** Elasticsearch's API as far as setup uses it. */
export function elasticsearchRoutes(state: ClusterState, options: ClusterOptions): Routes {
  const { version, isServerless, license, denied } = options;
  const flavor = isServerless ? 'serverless' : 'default';
  const grant = (names: readonly string[]): object =>
    Object.fromEntries(names.map((name) => [name, !denied.includes(name)]));
  return {
    'GET /': () => ok({ version: { number: version, build_flavor: flavor }, tagline: 'You Know, for Search' }),
    ...(!isServerless && { 'GET /_license': () => ok({ license: { type: license, status: 'active' } }) }),
    'GET /_index_template/logs-azure_openai.logs': () =>
      options.hasIntegration
        ? ok({ index_templates: [{ name: 'logs-azure_openai.logs', index_template: { priority: 200 } }] })
        : notFound('no index template'),
    'GET /_resolve/index/traces-apm*,traces-*.otel-*': () =>
      ok({ indices: [], aliases: [], data_streams: options.traces.map((name) => ({ name })) }),
    'GET /_data_stream/logs-azure_openai.logs-*,metrics-azure.open_ai-*,metrics-azure.open_ai_cost-*,logs-azure_openai.dead_letter-*':
      () => ok({ data_streams: options.dataStreams.map((name) => ({ name })) }),
    'POST /_security/user/_has_privileges': ({ body }) =>
      refuse('security.has_privileges', body) ??
      ok({
        username: 'setup',
        cluster: grant(body.cluster),
        index: Object.fromEntries(
          (body.index as { names: string[]; privileges: string[] }[]).flatMap(({ names, privileges }) =>
            names.map((name) => [name, grant(privileges)]),
          ),
        ),
        application: Object.fromEntries(
          (body.application as { application: string; privileges: string[]; resources: string[] }[]).map(
            ({ application, privileges, resources }) => [application, { [resources[0]!]: grant(privileges) }],
          ),
        ),
      }),
    ...thingRoutes(state),
    ...transformRoutes(state),
    ...mlRoutes(state),
    ...documentRoutes(state),
  };
}

/** Endpoints by the paths of what they put. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  '/_component_template': 'cluster.put_component_template',
  '/_index_template': 'indices.put_index_template',
  '/_ingest/pipeline': 'ingest.put_pipeline',
  '/_transform': 'transform.put_transform',
  '/_ml/anomaly_detectors': 'ml.put_job',
  '/_ml/datafeeds': 'ml.put_datafeed',
};

/** Refuses a body that does not fit the schema of its endpoint. */
function refuse(endpoint: string, body: unknown): StackAnswer | undefined {
  const [problem] = schemaProblems('elasticsearch', `request.${endpoint}`, body);
  return problem === undefined ? undefined : { status: 400, body: { error: { reason: problem } } };
}

/** Things that are put, read and deleted under their own path. */
function thingRoutes({ things }: ClusterState): Routes {
  const kinds: Readonly<Record<string, (id: string, body: object) => object>> = {
    '/_component_template': (name, component_template) => ({ component_templates: [{ name, component_template }] }),
    '/_index_template': (name, index_template) => ({ index_templates: [{ name, index_template }] }),
    '/_ingest/pipeline': (id, body) => ({ [id]: body }),
    '/_transform': (id, body) => ({ count: 1, transforms: [{ id, create_time: 1, ...body }] }),
    '/_ml/anomaly_detectors': (job_id, body) => ({ count: 1, jobs: [withJobDefaults(job_id, body)] }),
    '/_ml/datafeeds': (datafeed_id, body) => ({
      count: 1,
      datafeeds: [{ datafeed_id, max_empty_searches: 10, ...body }],
    }),
  };
  return Object.assign(
    {},
    ...Object.entries(kinds).map(([prefix, answer]): Routes => {
      const find = (id: string): object | undefined => things.get(`${prefix}/${id}`);
      return {
        [`GET ${prefix}/{id}`]: (_, id) => (find(id) ? ok(answer(id, find(id)!)) : notFound(`${id} is not found`)),
        [`PUT ${prefix}/{id}`]: ({ body }, id): StackAnswer => {
          const refused = refuse(DEFINITIONS[prefix]!, body);
          if (refused !== undefined) return refused;
          const isNew = !prefix.includes('template') && !prefix.includes('pipeline');
          if (isNew && find(id)) return { status: 400, body: { error: { reason: `${id} exists` } } };
          things.set(`${prefix}/${id}`, body);
          return ok({ acknowledged: true });
        },
        [`DELETE ${prefix}/{id}`]: (_, id) =>
          things.delete(`${prefix}/${id}`) ? ok({ acknowledged: true }) : notFound(`${id} is not found`),
      };
    }),
  ) as Routes;
}

/** What Elasticsearch adds to a job. */
function withJobDefaults(job_id: string, body: any): object {
  const detectors = body.analysis_config.detectors.map((one: object, detector_index: number) => ({
    ...one,
    detector_index,
  }));
  return {
    job_id,
    job_type: 'anomaly_detector',
    model_snapshot_retention_days: 10,
    ...body,
    analysis_config: { ...body.analysis_config, detectors },
    analysis_limits: { ...body.analysis_limits, categorization_examples_limit: 4 },
    results_index_name: `custom-${body.results_index_name}`,
  };
}

/** Spans, and sums of them, of which only the times of their calls are known. */
function documentRoutes({ documents }: ClusterState): Routes {
  return {
    'POST /{id}/_search': (_, id) => {
      const hours = Map.groupBy(documents.get(id) ?? [], (time) => Math.floor(time / 3_600_000) * 3_600_000);
      const buckets = [...hours].map(([key, calls]) => ({ key, calls: { value: calls.length } }));
      return ok({ aggregations: { hours: { buckets } } });
    },
    'POST /{id}/_refresh': () => ok({}),
    'POST /{id}/_delete_by_query': ({ body: { query } }, id) => {
      const from = query.match_all === undefined ? Date.parse(query.range['@timestamp'].gte) : 0;
      documents.set(
        id,
        (documents.get(id) ?? []).filter((time) => time < from),
      );
      return ok({});
    },
  };
}

/** Updates of a transform, a job or a datafeed, with the members that Elasticsearch changes. */
const UPDATABLE: Readonly<Record<string, readonly string[]>> = {
  '/_transform': ['description', 'frequency', 'sync', 'retention_policy', 'settings', '_meta', 'source', 'dest'],
  '/_ml/anomaly_detectors': [
    'description',
    'groups',
    'analysis_limits',
    'allow_lazy_open',
    'custom_settings',
    'detectors',
  ],
  '/_ml/datafeeds': [
    'indices',
    'query',
    'query_delay',
    'scroll_size',
    'chunking_config',
    'delayed_data_check_config',
    'indices_options',
  ],
};

function updateRoute({ things, running }: ClusterState, kind: string): Routes {
  return {
    [`POST ${kind}/{id}/_update`]: ({ body }, id) => {
      const current: any = things.get(`${kind}/${id}`);
      if (current === undefined) return notFound(id);
      const unknown = Object.keys(body).find((name) => !UPDATABLE[kind]!.includes(name));
      if (unknown !== undefined) return { status: 400, body: { error: { reason: `unknown field [${unknown}]` } } };
      if (kind === '/_ml/anomaly_detectors' && running.has(`${kind}/${id}`)) {
        return { status: 400, body: { error: { reason: 'the job is open' } } };
      }
      const { detectors, ...members } = body;
      const updated = structuredClone({ ...current, ...members });
      for (const { detector_index: index, description } of detectors ?? []) {
        updated.analysis_config.detectors[index].detector_description = description;
      }
      things.set(`${kind}/${id}`, updated);
      return ok(updated);
    },
  };
}

function transformRoutes(state: ClusterState): Routes {
  const { things, running } = state;
  return {
    ...updateRoute(state, '/_transform'),
    'GET /_transform/{id}/_stats': (_, id) =>
      ok({ transforms: [{ id, state: running.has(`/_transform/${id}`) ? 'started' : 'stopped' }] }),
    'POST /_transform/{id}/_start': (_, id) => {
      if (!things.has(`/_transform/${id}`)) return notFound(id);
      running.add(`/_transform/${id}`);
      return ok({ acknowledged: true });
    },
    'POST /_transform/{id}/_stop': (_, id) => {
      running.delete(`/_transform/${id}`);
      return ok({ acknowledged: true });
    },
  };
}

function mlRoutes(state: ClusterState): Routes {
  const { things, running } = state;
  const change =
    (kind: string, verb: 'add' | 'delete'): Routes[string] =>
    (_, id) => {
      if (!things.has(`${kind}/${id}`)) return notFound(id);
      running[verb](`${kind}/${id}`);
      return ok({});
    };
  return {
    ...updateRoute(state, '/_ml/anomaly_detectors'),
    ...updateRoute(state, '/_ml/datafeeds'),
    'GET /_ml/datafeeds/{id}/_stats': (_, id) =>
      ok({ datafeeds: [{ datafeed_id: id, state: running.has(`/_ml/datafeeds/${id}`) ? 'started' : 'stopped' }] }),
    'POST /_ml/anomaly_detectors/{id}/_open': change('/_ml/anomaly_detectors', 'add'),
    'POST /_ml/anomaly_detectors/{id}/_close': change('/_ml/anomaly_detectors', 'delete'),
    'POST /_ml/datafeeds/{id}/_start': ({ path }, id) => {
      const job = id.replace('datafeed-', '');
      if (!running.has(`/_ml/anomaly_detectors/${job}`))
        return { status: 409, body: { error: { reason: `${path}: job is closed` } } };
      running.add(`/_ml/datafeeds/${id}`);
      return ok({ started: true });
    },
    'POST /_ml/datafeeds/{id}/_stop': change('/_ml/datafeeds', 'delete'),
  };
}
