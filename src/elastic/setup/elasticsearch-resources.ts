import { isObject, objectOf, objectsOf } from '../../json.ts';
import { flattenSettings } from './compare.ts';
import { type Send, sendOk } from './http.ts';
import type { Resource } from './resource.ts';

/** A request that makes something in Elasticsearch. */
export interface ElasticsearchRequest {
  readonly method: string;
  /** Such as `/_index_template/azure-openai-otel-logs`. */
  readonly path: string;
  readonly body: object;
}

/** Kinds of what requests make, by the first words of their paths. */
const KINDS = {
  '/_component_template/': {
    name: 'component template',
    read: (body) => normalizeTemplate(objectOf(objectsOf(body['component_templates'])[0]?.['component_template'])),
  },
  '/_index_template/': {
    name: 'index template',
    read: (body) => normalizeTemplate(objectOf(objectsOf(body['index_templates'])[0]?.['index_template'])),
  },
  '/_ingest/pipeline/': { name: 'ingest pipeline', read: (body, id) => objectOf(body[id]) },
  '/_transform/': { name: 'transform', read: (body) => objectsOf(body['transforms'])[0] },
  '/_ilm/policy/': { name: 'lifecycle policy', read: (body, id) => ({ policy: objectOf(body[id])['policy'] }) },
} as const satisfies Record<string, Kind>;

interface Kind {
  readonly name: string;
  /** Returns the state of a thing from the answer to `GET`, in the form of the body of `PUT`. */
  read(body: Record<string, unknown>, id: string): unknown;
}

/** Returns templates, pipelines and transforms as resources. */
export function elasticsearchResources(requests: readonly ElasticsearchRequest[], send: Send): Resource[] {
  return requests.map((request) => {
    const [prefix, kind] = findKind(request.path);
    const id = decodeURIComponent(request.path.slice(prefix.length).split('?', 1)[0]!);
    const place = `${prefix}${encodeURIComponent(id)}`;
    const resource = simpleResource(request, place, id, kind, send);
    return prefix === '/_transform/' ? transformResource(resource, request, place, send) : resource;
  });
}

function findKind(path: string): [string, Kind] {
  const found = Object.entries(KINDS).find(([prefix]) => path.startsWith(prefix));
  if (found === undefined) throw new Error(`${path} makes nothing that setup knows`);
  return found;
}

function simpleResource(
  { method, path, body }: ElasticsearchRequest,
  place: string,
  id: string,
  kind: Kind,
  send: Send,
): Resource {
  const isTemplate = path.includes('_template/');
  return {
    name: `${kind.name} ${id}`,
    expected: isTemplate ? normalizeTemplate(body) : body,
    async read() {
      const answer = await sendOk(send, 'GET', place, undefined, [404]);
      return answer.status === 404 ? undefined : kind.read(objectOf(answer.body), id);
    },
    async write() {
      await sendOk(send, method, path, body);
    },
    async remove() {
      await sendOk(send, 'DELETE', place, undefined, [404]);
    },
  };
}

function normalizeTemplate(body: object): object {
  const { template, ...rest } = body as { template?: unknown };
  if (!isObject(template)) return rest;
  const { settings, ...others } = template;
  return { ...rest, template: { ...others, ...(settings !== undefined && { settings: flattenSettings(settings) }) } };
}

/** A transform also has to run, and most of it cannot be changed. */
function transformResource(
  resource: Resource,
  { method, path, body }: ElasticsearchRequest,
  place: string,
  send: Send,
): Resource {
  const stop = async (): Promise<void> => {
    await sendOk(send, 'POST', `${place}/_stop?force=true&wait_for_completion=true`, undefined, [404]);
    await sendOk(send, 'DELETE', `${place}?force=true`, undefined, [404]);
  };
  return {
    ...resource,
    expected: { ...body, runs: true },
    async read() {
      const current = await resource.read();
      if (current === undefined) return undefined;
      const stats = await sendOk(send, 'GET', `${place}/_stats`);
      const [{ state } = {}] = objectsOf(objectOf(stats.body)['transforms']);
      return { ...objectOf(current), runs: state !== 'stopped' && state !== 'failed' };
    },
    async write(current) {
      if (current !== undefined) await stop();
      await sendOk(send, method, path, body);
      await sendOk(send, 'POST', `${place}/_start`);
    },
    remove: stop,
  };
}
