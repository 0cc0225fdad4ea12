import { isObject, objectOf, objectsOf } from '../../json.ts';
import type { ElasticsearchResource } from '../elasticsearch/index.ts';
import { flattenSettings } from '../../setup/compare.ts';
import { type Send, sendOk } from '../../setup/http.ts';
import type { Resource } from '../../setup/resource.ts';
import { transformResource } from './transform-resource.ts';

/** How a kind of resource is named, and read from the answer to `GET` in the form of the body of `PUT`. */
interface Kind {
  readonly name: string;
  read(body: Record<string, unknown>, id: string): unknown;
}

const KINDS: Readonly<Record<ElasticsearchResource['kind'], Kind>> = {
  ingest_pipeline: { name: 'ingest pipeline', read: (body, id) => body[id] },
  component_template: {
    name: 'component template',
    read: (body) => normalizeTemplate(objectOf(objectsOf(body['component_templates'])[0]?.['component_template'])),
  },
  index_template: {
    name: 'index template',
    read: (body) => normalizeTemplate(objectOf(objectsOf(body['index_templates'])[0]?.['index_template'])),
  },
  transform: { name: 'transform', read: (body) => objectsOf(body['transforms'])[0] },
};

/** Returns what setup makes in Elasticsearch as resources that can be read, written and removed. */
export function toSetupResources(resources: readonly ElasticsearchResource[], send: Send): Resource[] {
  return resources.map((resource) => {
    const simple = simpleResource(resource, send);
    return resource.kind === 'transform' ? transformResource(simple, resource, send) : simple;
  });
}

function simpleResource(resource: ElasticsearchResource, send: Send): Resource {
  const { kind, id, method, path, body } = resource;
  return {
    name: `${KINDS[kind].name} ${id}`,
    expected: kind.endsWith('_template') ? normalizeTemplate(body) : body,
    async read() {
      const answer = await sendOk(send, 'GET', path, undefined, [404]);
      return answer.status === 404 ? undefined : KINDS[kind].read(objectOf(answer.body), id);
    },
    async write() {
      await sendOk(send, method, path, body);
    },
    async remove() {
      await sendOk(send, 'DELETE', path, undefined, [404]);
    },
  };
}

function normalizeTemplate(body: object): object {
  const { template, ...rest } = body as { template?: unknown };
  if (!isObject(template)) return rest;
  const { settings, ...others } = template;
  return { ...rest, template: { ...others, ...(settings !== undefined && { settings: flattenSettings(settings) }) } };
}
