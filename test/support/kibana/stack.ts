import { createServer, type IncomingMessage, type Server } from 'node:http';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { type ClusterOptions, type ClusterState, createClusterState, elasticsearchRoutes } from './elasticsearch.ts';
import { createSpace, type KibanaOptions, kibanaRoutes, type Space } from './kibana.ts';
import { badRequest, route, type Routes, type StackAnswer, type StackRequest } from './routes.ts';

/** Elasticsearch and Kibana that keep what they are sent. */
export interface Stack extends AsyncDisposable {
  readonly elasticsearchUrl: string;
  readonly kibanaUrl: string;
  readonly cluster: ClusterState;
  /** Spaces by id. */
  readonly spaces: ReadonlyMap<string, Space>;
  /** Requests that change something: `PUT /_index_template/…`. */
  readonly writes: string[];
  /** Answers before the routes do, if it returns something; `cut` breaks the connection. */
  intercept: (request: StackRequest) => StackAnswer | 'cut' | undefined;
}

export type StackOptions = Partial<KibanaOptions & ClusterOptions> & { readonly credentials?: string };

const DEFAULTS: KibanaOptions & ClusterOptions = {
  version: '9.5.0',
  isServerless: false,
  license: 'platinum',
  features: [
    'dashboard',
    'dashboard_v2',
    'discover_v2',
    'indexPatterns',
    'savedObjectsTagging',
    'savedObjectsManagement',
    'stackAlerts',
    'slo',
    'ml',
  ],
  traces: ['traces-apm-default'],
  dataStreams: [],
  hasIntegration: false,
  denied: [],
};

/** Starts both servers on loopback. */
export async function startStack(given: StackOptions = {}): Promise<Stack> {
  const options = { ...DEFAULTS, ...given };
  const cluster = createClusterState();
  const spaces = new Map<string, Space>();
  const writes: string[] = [];
  const spaceOf = (id: string): Space => {
    if (!spaces.has(id)) spaces.set(id, createSpace());
    return spaces.get(id)!;
  };
  const stack: Pick<Stack, 'intercept'> = { intercept: () => undefined };
  const serve = (choose: (request: StackRequest, space: string) => Routes | StackAnswer): Server =>
    createServer((message, response) => {
      void readRequest(message).then(({ request, space }) => {
        const intercepted = stack.intercept(request);
        if (intercepted === 'cut') return message.socket.destroy();
        const { status, body } = intercepted ?? answer(choose(request, space), request);
        if (isWrite(request) && status < 300) writes.push(`${request.method} ${request.path}`);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === undefined ? '' : JSON.stringify(body));
        return undefined;
      });
    });
  const isAuthorized = ({ headers }: StackRequest): boolean =>
    given.credentials === undefined || headers.authorization === given.credentials;
  const servers = [
    serve((request) => (isAuthorized(request) ? elasticsearchRoutes(cluster, options) : UNAUTHORIZED)),
    serve((request, space) => {
      if (!isAuthorized(request)) return UNAUTHORIZED;
      if (request.method !== 'GET' && request.headers['kbn-xsrf'] === undefined)
        return badRequest('kbn-xsrf is missing');
      return kibanaRoutes(spaceOf(space), options);
    }),
  ] as const;
  const ports = await Promise.all(servers.map((server) => listenOnLoopback(server, 0)));
  const [elasticsearchUrl, kibanaUrl] = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string];
  return Object.assign(stack, {
    elasticsearchUrl,
    kibanaUrl,
    cluster,
    spaces,
    writes,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(closeServer));
    },
  });
}

const UNAUTHORIZED: StackAnswer = { status: 401, body: { error: { reason: 'unable to authenticate' } } };

function answer(chosen: Routes | StackAnswer, request: StackRequest): StackAnswer {
  return 'status' in chosen ? (chosen as StackAnswer) : route(chosen as Routes, request);
}

/** Requests that only ask. */
const QUESTIONS = ['/_security/user/_has_privileges', '/api/saved_objects/_export'];

function isWrite({ method, path }: StackRequest): boolean {
  return method !== 'GET' && !QUESTIONS.includes(path);
}

async function readRequest(message: IncomingMessage): Promise<{ request: StackRequest; space: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(message.url ?? '/', 'http://localhost');
  const [, space = 'default', path = url.pathname] = /^\/s\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
  const { method = 'GET', headers } = message;
  return { request: { method, path, query: url.searchParams, headers, text, body: parse(text) }, space };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
