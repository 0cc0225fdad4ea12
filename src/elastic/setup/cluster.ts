import { objectOf, objectsOf, stringOf } from '../../json.ts';
import { COLLECTED_INDICES, INTEGRATION_TEMPLATE, TRACES, TRACES_INDICES, type TraceStorage } from '../streams.ts';
import { type Send, sendOk, UnreachableError } from '../../setup/http.ts';

/** Abilities of the two servers, and the data that they have. */
export interface Cluster {
  /** Version of Elasticsearch. A serverless project has a number that means nothing. */
  readonly version: string;
  readonly isServerless: boolean;
  /** Version of Kibana. */
  readonly kibanaVersion: string;
  /** Whether dashboards are made by `PUT /api/dashboards/{id}`. */
  readonly hasDashboardsApi: boolean;
  /** Type of the license, such as `basic`; undefined in serverless projects. */
  readonly license: string | undefined;
  /** Whether Fleet has installed the Azure OpenAI integration. */
  readonly hasIntegration: boolean;
  /** Data streams of the collectors that exist, of which a template changes only the next backing index. */
  readonly dataStreams: readonly string[];
  /** Where spans are stored. */
  readonly traces: readonly TraceStorage[];
  /** Types of rules → the consumers that may be used. */
  readonly ruleTypes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Asks both servers.
 *
 * @param space sends to Kibana, in the space
 * @throws RefusedError if one refuses to say what it is
 * @throws UnreachableError if what answers is not Elasticsearch, or not Kibana
 */
export async function inspectCluster(elasticsearch: Send, space: Send): Promise<Cluster> {
  const info = objectOf(objectOf((await sendOk(elasticsearch, 'GET', '/')).body)['version']);
  if (info['number'] === undefined) throw new UnreachableError('the URL of Elasticsearch leads to another server');
  const isServerless = info['build_flavor'] === 'serverless';
  const status = objectOf(objectOf((await sendOk(space, 'GET', '/api/status')).body)['version']);
  const kibanaVersion = stringOf(status['number']);
  if (kibanaVersion === undefined) throw new UnreachableError('the URL of Kibana leads to another server');
  return {
    version: stringOf(info['number']) ?? '',
    isServerless,
    kibanaVersion,
    hasDashboardsApi: isServerless || isAtLeast(kibanaVersion, 9, 5),
    license: isServerless ? undefined : await readLicense(elasticsearch),
    hasIntegration: await hasIntegration(elasticsearch),
    dataStreams: await findDataStreams(elasticsearch),
    traces: await findTraces(elasticsearch),
    ruleTypes: await readRuleTypes(space),
  };
}

/** Returns whether a version such as `9.5.0-SNAPSHOT` is at least the given one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/**
 * Asks for something that may not be there, or that the credentials may not read: missing privileges are reported later.
 *
 * @returns an empty object then
 * @throws RefusedError for every other status than 2xx, since a guess would leave things out
 */
async function ask(send: Send, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await sendOk(send, 'GET', path, undefined, [403, 404]);
  return status < 300 ? objectOf(body) : {};
}

async function readLicense(elasticsearch: Send): Promise<string | undefined> {
  const { body } = await sendOk(elasticsearch, 'GET', '/_license', undefined, [404]);
  const { type, status } = objectOf(objectOf(body)['license']);
  return status === 'active' ? stringOf(type) : undefined;
}

async function hasIntegration(elasticsearch: Send): Promise<boolean> {
  const found = await ask(elasticsearch, `/_index_template/${INTEGRATION_TEMPLATE}`);
  return objectsOf(found['index_templates']).length > 0;
}

async function findDataStreams(elasticsearch: Send): Promise<string[]> {
  const found = await ask(elasticsearch, `/_data_stream/${COLLECTED_INDICES.join(',')}`);
  return objectsOf(found['data_streams']).map(({ name }) => String(name));
}

async function findTraces(elasticsearch: Send): Promise<TraceStorage[]> {
  const found = await ask(elasticsearch, `/_resolve/index/${TRACES_INDICES.join(',')}`);
  const names = ['data_streams', 'indices', 'aliases'].flatMap((kind) =>
    objectsOf(found[kind]).map(({ name }) => String(name)),
  );
  const storages: TraceStorage[] = [];
  if (names.some((name) => name.startsWith('traces-apm'))) storages.push('apm');
  if (names.some((name) => /^traces-.*\.otel-/.test(name))) storages.push('otel');
  if (storages.length < 2) return storages;
  // Other applications may use a storage that has none of our calls.
  const withCalls: TraceStorage[] = [];
  for (const storage of storages) {
    const { indices, text } = TRACES[storage];
    const { fields } = await ask(elasticsearch, `/${indices}/_field_caps?fields=${text('gen_ai.operation.name')}`);
    if (Object.keys(objectOf(fields)).length > 0) withCalls.push(storage);
  }
  return withCalls.length > 0 ? withCalls : storages;
}

async function readRuleTypes(space: Send): Promise<Map<string, readonly string[]>> {
  const { status, body } = await sendOk(space, 'GET', '/api/alerting/rule_types', undefined, [403, 404]);
  const types = status < 300 && Array.isArray(body) ? objectsOf(body) : [];
  return new Map(
    types
      .filter((type) => type['enabled_in_license'] !== false)
      .map(({ id, authorized_consumers: consumers }) => [
        String(id),
        Object.entries(objectOf(consumers)).flatMap(([name, rights]) =>
          objectOf(rights)['all'] === true ? [name] : [],
        ),
      ]),
  );
}
