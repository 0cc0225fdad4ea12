import { isObject, objectOf, objectsOf } from '../../json.ts';
import type { KibanaAssets } from '../kibana/assets.ts';
import { dashboardBody } from '../kibana/dashboards-api.ts';
import { objectId } from '../kibana/panel.ts';
import { type SavedObject, savedObjects, toNdjson } from '../kibana/saved-objects.ts';
import { RefusedError, type RawBody, type Send, sendOk } from '../../setup/http.ts';
import type { Resource } from '../../setup/resource.ts';

/** Abilities of a Kibana. */
interface KibanaAbilities {
  /** Whether dashboards are made by the Dashboards API, which checks every panel. */
  readonly hasDashboardsApi: boolean;
}

/**
 * Returns the data views, searches, tag and dashboards of a space.
 *
 * @param kibana sends to Kibana, in the space
 */
export function kibanaResources(assets: KibanaAssets, kibana: Send, cluster: KibanaAbilities): Resource[] {
  const { hasDashboardsApi } = cluster;
  const objects = savedObjects(assets);
  if (!hasDashboardsApi) return objects.map((object) => savedObjectResource(object, kibana));
  const { dashboards } = assets;
  return [
    ...objects.filter(({ type }) => type !== 'dashboard').map((object) => savedObjectResource(object, kibana)),
    ...dashboards.map((dashboard) => {
      const id = objectId(dashboard.id);
      return dashboardResource(id, dashboardBody(dashboard, dashboards), kibana);
    }),
  ];
}

function dashboardResource(id: string, body: Record<string, unknown>, kibana: Send): Resource {
  const path = `/api/dashboards/${id}`;
  return {
    name: `dashboard ${id}`,
    expected: body,
    async read() {
      const { status, body } = await sendOk(kibana, 'GET', path, undefined, [404]);
      return status === 404 ? undefined : (objectOf(body)['data'] ?? body);
    },
    async write() {
      await sendOk(kibana, 'PUT', path, body);
    },
    async remove() {
      await sendOk(kibana, 'DELETE', path, undefined, [404]);
    },
  };
}

/** Names of the types as users know them. */
const TYPE_NAMES = {
  tag: 'tag',
  'index-pattern': 'data view',
  search: 'saved search',
  dashboard: 'dashboard',
} as const;

function savedObjectResource(object: SavedObject, kibana: Send): Resource {
  const { type, id } = object;
  return {
    name: `${TYPE_NAMES[type]} ${id}`,
    expected: comparable(object.attributes, object.references),
    async read() {
      const answer = await kibana('POST', '/api/saved_objects/_export', {
        objects: [{ type, id }],
        includeReferencesDeep: false,
        excludeExportDetails: true,
      });
      // Kibana answers 400 for an object that does not exist.
      if (answer.status === 404 || answer.status === 400) return undefined;
      if (answer.status !== 200) throw new RefusedError('POST', '/api/saved_objects/_export', answer);
      const [exported] = parseLines(answer.body) ?? [];
      if (exported === undefined) throw new RefusedError('POST', '/api/saved_objects/_export', answer);
      return comparable(objectOf(exported['attributes']), objectsOf(exported['references']));
    },
    async write() {
      await importObject(object, kibana);
    },
    async remove() {
      const path =
        type === 'index-pattern' ? `/api/data_views/data_view/${id}` : `/api/saved_objects/${type}/${id}?force=true`;
      const answer = await kibana('DELETE', path);
      // The object exists, so a serverless project has no such route.
      if (answer.status === 404) throw new RefusedError('DELETE', path, { status: 404, body: NOT_REMOVABLE });
      if (answer.status >= 300) throw new RefusedError('DELETE', path, answer);
    },
  };
}

const NOT_REMOVABLE = { message: 'delete it in Kibana: Stack Management > Saved Objects' };

/** A file with one line is parsed as JSON already. Returns undefined for something else, such as the page of a proxy. */
function parseLines(body: unknown): Record<string, unknown>[] | undefined {
  if (isObject(body)) return [body];
  try {
    return String(body)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => objectOf(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

/** @throws RefusedError if Kibana does not import it: the status is 200 then too */
async function importObject(object: SavedObject, kibana: Send): Promise<void> {
  const path = '/api/saved_objects/_import?overwrite=true';
  const answer = await sendOk(kibana, 'POST', path, toForm(toNdjson([object])));
  const { success, errors } = objectOf(answer.body);
  if (success === true) return;
  const [error] = objectsOf(errors);
  const message = `the object is not imported: ${String(objectOf(error?.['error'])['type'] ?? 'no reason is given')}`;
  throw new RefusedError('POST', path, { status: answer.status, body: { message } });
}

function toForm(ndjson: string): RawBody {
  const boundary = 'azure-openai-otel-boundary';
  const head =
    'Content-Disposition: form-data; name="file"; filename="export.ndjson"\r\nContent-Type: application/ndjson';
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    text: `--${boundary}\r\n${head}\r\n\r\n${ndjson}\r\n--${boundary}--\r\n`,
  };
}

/**
 * Brings an object into a form that can be compared, since Kibana exports the form of its own version: JSON in strings is
 * parsed, the only tab of a search is taken out (9.x), and panels of Lens have their old name (9.4). Names of references
 * are not compared.
 */
function comparable(attributes: object, references: readonly unknown[]): object {
  const { tabs, panelsJSON, ...rest } = parseStrings(attributes) as Record<string, unknown>;
  const [tab] = objectsOf(tabs);
  return {
    attributes: {
      ...rest,
      ...objectOf(tab?.['attributes']),
      ...(panelsJSON !== undefined && { panelsJSON: objectsOf(panelsJSON).map(withOldType) }),
    },
    references: [...new Set(references.map(objectOf).map(({ type, id }) => `${type} ${id}`))].toSorted(),
  };
}

function withOldType(panel: Record<string, unknown>): object {
  return panel['type'] === 'vis' ? { ...panel, type: 'lens' } : panel;
}

function parseStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(parseStrings);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, parseStrings(one)]));
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return parseStrings(JSON.parse(value));
  } catch {
    return value;
  }
}
