import type { ElasticsearchOptions } from './options.ts';
import type { Store } from './store.ts';

/** An answer of the server. */
export interface Reply {
  readonly status: number;
  /** JSON, or the text of one, with `_source` as it came: numbers keep their digits. */
  readonly body: unknown;
}

/** A JSON text that is sent as it is. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Answers all requests of `doctor`, `setup` and tests except bulk requests. */
export class Api {
  readonly #store: Store;
  readonly #options: ElasticsearchOptions;
  /** The objects that other requests put, such as index templates. */
  readonly #put = new Map<string, unknown>();

  constructor(store: Store, options: ElasticsearchOptions) {
    this.#store = store;
    this.#options = options;
  }

  answer(method: string, path: string, query: URLSearchParams, body: string): Reply {
    if (path === '/') return ok(this.#info());
    if (path === '/_security/_authenticate') return ok({ username: 'elastic', roles: ['superuser'], enabled: true });
    if (path === '/_security/user/_has_privileges') return ok(this.#hasPrivileges(JSON.parse(body)));
    if (path === '/_cluster/health') return ok({ cluster_name: 'stand-in', status: 'green', number_of_nodes: 1 });
    if (path.startsWith('/_data_stream')) return ok({ data_streams: this.#store.names().map((name) => ({ name })) });
    const [, index = '*', operation] = /^(?:\/([^/_][^/]*))?\/(_count|_search|_refresh)$/.exec(path) ?? [];
    if (operation === '_refresh') return ok({ _shards: { total: 1, successful: 1, failed: 0 } });
    if (operation === '_count') return ok({ count: this.#store.count(decodeURIComponent(index)) });
    if (operation === '_search') return ok(this.#search(decodeURIComponent(index), query, body));
    if (method === 'PUT' || method === 'POST') {
      this.#put.set(path, JSON.parse(body === '' ? '{}' : body));
      return ok({ acknowledged: true });
    }
    const known = this.#put.get(path);
    return known === undefined ? { status: 404, body: { error: `no handler found for uri [${path}]` } } : ok(known);
  }

  #info(): object {
    const { version = '9.1.0' } = this.#options;
    return {
      name: 'stand-in',
      cluster_name: 'stand-in',
      version: { number: version, build_flavor: 'default' },
      tagline: 'You Know, for Search',
    };
  }

  #hasPrivileges({ index = [], cluster = [] }: HasPrivileges): object {
    const { privileges } = this.#options;
    const has = (asked: readonly string[]): Record<string, boolean> =>
      Object.fromEntries(asked.map((name) => [name, privileges?.includes(name) ?? true]));
    const ofIndex = Object.fromEntries(
      index.flatMap(({ names, privileges }) => names.map((name) => [name, has(privileges)] as const)),
    );
    const ofCluster = has(cluster);
    const all = [ofCluster, ...Object.values(ofIndex)].every((asked) => Object.values(asked).every(Boolean));
    return { username: 'elastic', has_all_requested: all, cluster: ofCluster, index: ofIndex, application: {} };
  }

  /** All documents, or those of an `ids` query, in the order in which they were stored. */
  #search(index: string, query: URLSearchParams, body: string): JsonText {
    const asked = JSON.parse(body === '' ? '{}' : body) as Search;
    const ids = asked.query?.ids?.values;
    const all = this.#store.hits(index).filter(({ _id }) => ids?.includes(_id) ?? true);
    const from = asked.from ?? Number(query.get('from') ?? 0);
    const hits = all.slice(from, from + (asked.size ?? Number(query.get('size') ?? 10)));
    const texts = hits.map(
      ({ _index, _id, source }) =>
        `{"_index":${JSON.stringify(_index)},"_id":${JSON.stringify(_id)},"_source":${source === '' ? '{}' : source}}`,
    );
    const total = `{"value":${all.length},"relation":"eq"}`;
    return new JsonText(`{"took":1,"timed_out":false,"hits":{"total":${total},"hits":[${texts.join(',')}]}}`);
  }
}

interface HasPrivileges {
  readonly cluster?: readonly string[];
  readonly index?: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

interface Search {
  readonly from?: number;
  readonly size?: number;
  readonly query?: { readonly ids?: { readonly values: readonly string[] } };
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}
