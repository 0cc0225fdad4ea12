import { objectOf, objectsOf } from '../../json.ts';
import { LOGS_INDICES, METRICS_INDICES, TRACES_INDICES } from '../streams.ts';
import { RefusedError, type Send } from '../../setup/http.ts';
import type { Parts } from './options.ts';

/** Privileges that a run needs. */
interface Needed {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
  /** Features of Kibana, without the number of their version. */
  readonly features: readonly string[];
}

const DATA = [LOGS_INDICES, METRICS_INDICES];

/** Returns the privileges that the parts need. */
function listNeeded(parts: Parts): Needed {
  const needed = Object.entries(NEEDED_BY_PART).flatMap(([part, privileges]) =>
    parts[part as keyof Parts] ? [privileges] : [],
  );
  return {
    cluster: [...new Set(['monitor', ...needed.flatMap(({ cluster = [] }) => cluster)])],
    indices: mergeByName(needed.flatMap(({ indices = [] }) => indices)),
    features: [...new Set(needed.flatMap(({ features = [] }) => features))],
  };
}

/** Names an index once, with the privileges of all parts. */
function mergeByName(indices: Needed['indices']): Needed['indices'] {
  const byName = new Map<string, Set<string>>();
  for (const { names, privileges } of indices) {
    for (const name of names) byName.set(name, new Set([...(byName.get(name) ?? []), ...privileges]));
  }
  return [...byName].map(([name, privileges]) => ({ names: [name], privileges: [...privileges] }));
}

const NEEDED_BY_PART: Readonly<Record<keyof Parts, Partial<Needed>>> = {
  elasticsearch: {
    cluster: ['manage_index_templates', 'manage_ingest_pipelines', 'manage_transform'],
    indices: [
      { names: [...DATA, ...TRACES_INDICES], privileges: ['read', 'view_index_metadata'] },
      { names: ['azure-openai-otel-*'], privileges: ['create_index', 'index', 'read', 'delete', 'maintenance'] },
    ],
  },
  dashboards: { features: ['dashboard', 'discover', 'indexPatterns', 'savedObjectsTagging', 'savedObjectsManagement'] },
  rules: { features: ['stackAlerts'], indices: [{ names: [...DATA, ...TRACES_INDICES], privileges: ['read'] }] },
  slos: {
    features: ['slo'],
    indices: [
      { names: DATA, privileges: ['read', 'view_index_metadata'] },
      { names: ['.slo-observability.*'], privileges: ['read', 'view_index_metadata', 'write', 'manage'] },
    ],
  },
  ml: {
    cluster: ['manage_ml'],
    features: ['ml'],
    indices: [{ names: [...DATA, ...TRACES_INDICES], privileges: ['read'] }],
  },
};

/**
 * Asks which privileges are missing, before anything is made.
 *
 * @param space name of the space
 * @throws RefusedError if Elasticsearch does not say it
 * @returns a line for each privilege that is missing; none if the cluster has no security
 */
export async function findMissingPrivileges(
  elasticsearch: Send,
  kibana: Send,
  space: string,
  parts: Parts,
): Promise<string[]> {
  const { cluster, indices, features } = listNeeded(parts);
  const known = await readFeatures(kibana);
  // Kibana numbers a feature whose privileges have changed: dashboard, dashboard_v2.
  const wanted = features.flatMap((feature) => newestOf(feature, known) ?? []);
  const resources = [`space:${space}`];
  const privileges = ['all', ...wanted.map((id) => `feature_${id}.all`)];
  const path = '/_security/user/_has_privileges';
  const answer = await elasticsearch('POST', path, {
    cluster,
    index: indices,
    application: [{ application: 'kibana-.kibana', privileges, resources }],
  });
  // 400 and 405: security is off, so that everyone may do everything.
  if (answer.status === 400 || answer.status === 405) return [];
  if (answer.status !== 200) throw new RefusedError('POST', path, answer);
  const has = objectOf(answer.body);
  const inSpace = objectOf(objectOf(objectOf(has['application'])['kibana-.kibana'])[resources[0]!]);
  const lacking = inSpace['all'] === true ? [] : wanted.filter((id) => inSpace[`feature_${id}.all`] !== true);
  return [
    ...missing(has['cluster']).map((privilege) => `cluster privilege ${privilege}`),
    ...Object.entries(objectOf(has['index'])).flatMap(([name, rights]) =>
      missing(rights).map((privilege) => `privilege ${privilege} on ${name}`),
    ),
    ...lacking.map((id) => `all on the feature ${id} of Kibana in the space ${space}`),
  ];
}

function missing(rights: unknown): string[] {
  return Object.entries(objectOf(rights)).flatMap(([privilege, isGranted]) => (isGranted === true ? [] : [privilege]));
}

async function readFeatures(kibana: Send): Promise<string[]> {
  const { status, body } = await kibana('GET', '/api/features');
  return status === 200 && Array.isArray(body) ? objectsOf(body).map(({ id }) => String(id)) : [];
}

function newestOf(feature: string, known: readonly string[]): string | undefined {
  const versionOf = (id: string): number => (id === feature ? 1 : Number(id.slice(`${feature}_v`.length)));
  return known
    .filter((id) => id === feature || (id.startsWith(`${feature}_v`) && versionOf(id) > 1))
    .toSorted((a, b) => versionOf(b) - versionOf(a))[0];
}
