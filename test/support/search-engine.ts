import { randomBytes } from 'node:crypto';
import { type ElasticsearchResource, elasticsearchResources } from '../../src/elastic/elasticsearch/index.ts';

/** The URL of Elasticsearch 8 or 9 for tests, or of OpenSearch behind a proxy that speaks as Elasticsearch does. */
const NODE = process.env['ELASTICSEARCH_URL'];

/** A real engine. The tests write to data streams of a namespace of their own, and leave the templates that they put. */
export interface SearchEngine extends AsyncDisposable {
  readonly node: string;
  /** Last part of the names of data streams. */
  readonly namespace: string;
  /** @throws if the engine does not answer with 2xx */
  ask(method: string, path: string, body?: object): Promise<any>;
  /** Creates or replaces everything that setup creates, as far as the engine has it. */
  putResources(): Promise<void>;
}

/** @returns undefined if there is no engine: then the tests are skipped */
export function openSearchEngine(): SearchEngine | undefined {
  if (NODE === undefined || NODE === '') {
    console.warn('Skipped: these tests need a search engine. Set ELASTICSEARCH_URL, such as http://localhost:9200.');
    return undefined;
  }
  const node = NODE;
  const namespace = `test_${randomBytes(4).toString('hex')}`;
  const ask = (method: string, path: string, body?: object): Promise<any> => request(node, method, path, body);
  return {
    node,
    namespace,
    ask,
    putResources: async () => {
      for (const resource of elasticsearchResources()) await put(ask, resource);
    },
    [Symbol.asyncDispose]: async () => {
      await ask('DELETE', `/_data_stream/*-${namespace}`);
    },
  };
}

async function request(node: string, method: string, path: string, body?: object): Promise<any> {
  const { username, password, origin } = new URL(node);
  const response = await fetch(new URL(path, origin), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(username !== '' && {
        authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 2000)}`);
  return JSON.parse(text);
}

/** OpenSearch has neither transforms of this kind, nor pipelines that may be missing, nor, as started here, places. */
async function put(
  ask: SearchEngine['ask'],
  { kind, method, path, query, body }: ElasticsearchResource,
): Promise<void> {
  const url = query === undefined ? path : `${path}?${new URLSearchParams(query)}`;
  try {
    await ask(method, url, body);
  } catch (error) {
    if (kind === 'transform' && /no handler found|: 405/.test(String(error))) return;
    if (kind !== 'ingest_pipeline' || !/geoip|ignore_missing_pipeline/.test(String(error))) throw error;
    const { description, processors, on_failure: onFailure } = body as Record<string, object[]>;
    const known = processors!.filter((one) => !('geoip' in one) && !('pipeline' in one));
    await ask(method, url, { description, processors: known, on_failure: onFailure });
  }
}
