import { type Line, importFile, RefusedImportError } from './import.ts';
import { badRequest, notFound, ok, type Routes, type StackAnswer } from './routes.ts';
import { schemaProblems, withDefaults } from './schemas.ts';

/** What a space has. */
export interface Space {
  objects: Map<string, Line>;
  readonly rules: Map<string, Record<string, unknown>>;
  readonly slos: Map<string, Record<string, unknown>>;
  /** How often the objects of ML jobs were made. */
  syncs: number;
}

export interface KibanaOptions {
  readonly version: string;
  readonly isServerless: boolean;
  readonly license: string;
  readonly features: readonly string[];
}

export function createSpace(): Space {
  return { objects: new Map(), rules: new Map(), slos: new Map(), syncs: 0 };
}

const BASIC_RULES = ['.es-query', 'observability.rules.custom_threshold'];
const PLATINUM_RULES = ['slo.rules.burnRate', 'xpack.ml.anomaly_detection_alert'];

/** Kibana's public API as far as setup uses it: bodies that do not fit the schemas are refused. */
export function kibanaRoutes(space: Space, options: KibanaOptions): Routes {
  const { version, isServerless, license } = options;
  const isPlatinum = isServerless || license !== 'basic';
  const flavor = isServerless ? 'serverless' : 'traditional';
  return {
    'GET /api/status': () => ok({ name: 'kibana', version: { number: version, build_flavor: flavor } }),
    'GET /api/features': () => ok(options.features.map((id) => ({ id, name: id }))),
    'GET /api/alerting/rule_types': () =>
      ok(
        [...BASIC_RULES, ...PLATINUM_RULES].map((id) => ({
          id,
          enabled_in_license: isPlatinum || BASIC_RULES.includes(id),
          authorized_consumers: consumersOf(id, isServerless),
        })),
      ),
    'GET /api/ml/saved_objects/sync': () => {
      space.syncs += 1;
      return ok({ savedObjectsCreated: {} });
    },
    ...savedObjectRoutes(space, isServerless),
    ...dashboardRoutes(space),
    ...ruleRoutes(space),
    ...sloRoutes(space),
  };
}

function consumersOf(id: string, isServerless: boolean): object {
  const consumer = id.startsWith('slo') ? 'slo' : id.startsWith('xpack') ? 'ml' : 'stackAlerts';
  return { [isServerless ? 'observability' : consumer]: { read: true, all: true } };
}

function savedObjectRoutes(space: Space, isServerless: boolean): Routes {
  const remove = (type: string, id: string): StackAnswer =>
    space.objects.delete(`${type}:${id}`) ? ok({}) : notFound(`${type} ${id} is not found`);
  return {
    'POST /api/saved_objects/_import': ({ text, query, headers }) => {
      if (!String(headers['content-type']).startsWith('multipart/form-data')) return badRequest('no form');
      const file = /filename="[^"]+\.ndjson"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(text)?.[1];
      if (file === undefined) return badRequest('no file');
      if (query.get('overwrite') !== 'true') return badRequest('this test overwrites');
      try {
        const { answer, space: after } = importFile(file, space.objects);
        space.objects = after;
        return ok(answer);
      } catch (error) {
        if (error instanceof RefusedImportError) return badRequest(error.message);
        throw error;
      }
    },
    'POST /api/saved_objects/_export': ({ body }) => {
      const [{ type, id }] = body.objects as [{ type: string; id: string }];
      const found = space.objects.get(`${type}:${id}`);
      if (found === undefined) return badRequest('Error fetching objects to export');
      return ok({ ...found, managed: false, updated_at: '2026-01-01T00:00:00.000Z', version: 'WzEsMV0=' });
    },
    'DELETE /api/data_views/data_view/{id}': (_, id) => remove('index-pattern', id),
    ...(!isServerless && {
      'DELETE /api/saved_objects/search/{id}': (_, id) => remove('search', id),
      'DELETE /api/saved_objects/tag/{id}': (_, id) => remove('tag', id),
      'DELETE /api/saved_objects/dashboard/{id}': (_, id) => remove('dashboard', id),
    }),
  };
}

/** Dashboards are kept as bodies of the API, with the server's defaults filled in. */
function dashboardRoutes(space: Space): Routes {
  const stored = (id: string): Line | undefined => space.objects.get(`dashboard:${id}`);
  return {
    'GET /api/dashboards/{id}': (_, id) => {
      const found = stored(id);
      return found ? ok({ id, data: found.attributes, meta: {} }) : notFound(`dashboard ${id} is not found`);
    },
    'PUT /api/dashboards/{id}': ({ body }, id) => {
      const problems = schemaProblems('kibana-dashboards-api', 'request.dashboard.put', body);
      if (problems.length > 0) return badRequest(problems[0]!);
      const attributes = withDefaults('kibana-dashboards-api', 'request.dashboard.put', body) as Line['attributes'];
      const existed = stored(id) !== undefined;
      space.objects.set(`dashboard:${id}`, { type: 'dashboard', id, attributes, references: [] });
      return { status: existed ? 200 : 201, body: { id, data: attributes } };
    },
    'DELETE /api/dashboards/{id}': (_, id) =>
      space.objects.delete(`dashboard:${id}`) ? ok({}) : notFound(`dashboard ${id} is not found`),
  };
}

function ruleRoutes({ rules }: Space): Routes {
  return {
    'GET /api/alerting/rule/{id}': (_, id) => (rules.has(id) ? ok(rules.get(id)) : notFound('rule is not found')),
    'POST /api/alerting/rule/{id}': ({ body }, id) => {
      if (rules.has(id)) return { status: 409, body: { message: 'rule exists' } };
      const problems = schemaProblems('kibana-requests', 'rule.create', body);
      if (problems.length > 0) return badRequest(problems[0]!);
      rules.set(id, { id, enabled: true, mute_all: false, revision: 0, ...body });
      return ok(rules.get(id));
    },
    'PUT /api/alerting/rule/{id}': ({ body }, id) => {
      const problems = schemaProblems('kibana-requests', 'rule.update', body);
      if (problems.length > 0) return badRequest(problems[0]!);
      rules.set(id, { ...rules.get(id), ...body });
      return ok(rules.get(id));
    },
    'DELETE /api/alerting/rule/{id}': (_, id) =>
      rules.delete(id) ? { status: 204, body: undefined } : notFound('rule is not found'),
  };
}

function sloRoutes({ slos }: Space): Routes {
  const store = (id: string, body: Record<string, unknown>): StackAnswer => {
    slos.set(id, { id, enabled: true, revision: 1, version: 2, ...slos.get(id), ...body });
    return ok({ id });
  };
  return {
    'GET /api/observability/slos/{id}': (_, id) => (slos.has(id) ? ok(slos.get(id)) : notFound('SLO is not found')),
    'POST /api/observability/slos': ({ body }) => {
      const problems = schemaProblems('kibana-requests', 'slo.create', body);
      if (problems.length > 0) return badRequest(problems[0]!);
      return slos.has(body.id) ? { status: 409, body: { message: 'SLO exists' } } : store(body.id, body);
    },
    'PUT /api/observability/slos/{id}': ({ body }, id) => {
      const problems = schemaProblems('kibana-requests', 'slo.update', body);
      return problems.length > 0 ? badRequest(problems[0]!) : store(id, body);
    },
    'DELETE /api/observability/slos/{id}': (_, id) =>
      slos.delete(id) ? { status: 204, body: undefined } : notFound('SLO is not found'),
  };
}
