import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const TOKEN = 'glsa_a1b2c3d4e5f6g7h8';

/** A Grafana as its HTTP API is documented, as far as setup uses it. */
export interface FakeGrafana extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly folders: Map<string, Record<string, unknown>>;
  /** Dashboards by uid, with the uid of their folder. */
  readonly dashboards: Map<string, { dashboard: Record<string, unknown>; folderUid: string }>;
  /** Requests that change something. */
  readonly writes: string[];
}

export interface FakeGrafanaOptions {
  /** undefined: the administrator hides it */
  readonly version?: string | undefined;
  /** undefined: everything */
  readonly permissions?: readonly string[];
  /** The path that Grafana is served under. */
  readonly base?: string;
}

interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
const refuse = (status: number, message: string): FakeAnswer => ({ status, body: { message } });

export async function startGrafana(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const { base = '' } = options;
  const state = { folders: new Map(), dashboards: new Map(), writes: [] as string[] };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url!, 'http://localhost');
      const inBase = url.pathname.startsWith(`${base}/api/`);
      const answer = inBase
        ? route(request, url, url.pathname.slice(base.length), body, state, options)
        : refuse(404, 'Not found');
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    token: TOKEN,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

type State = Pick<FakeGrafana, 'folders' | 'dashboards' | 'writes'>;

function route(
  { method = '', headers }: IncomingMessage,
  { searchParams }: URL,
  path: string,
  body: any,
  state: State,
  { version, permissions }: FakeGrafanaOptions,
): FakeAnswer {
  if (path === '/api/health') return ok({ database: 'ok', ...(version !== undefined && { version }) });
  if (headers.authorization !== `Bearer ${TOKEN}`) {
    return refuse(401, `Invalid API key ${String(headers.authorization)}`);
  }
  if (method !== 'GET') state.writes.push(`${method} ${path}`);
  const uid = path.split('/').at(-1)!;
  if (path === '/api/org') return ok({ id: 1, name: 'Main Org.' });
  if (path === '/api/access-control/user/permissions') {
    return permissions ? ok(Object.fromEntries(permissions.map((name) => [name, ['*']]))) : refuse(404, 'Not found');
  }
  if (path === '/api/search') {
    const wanted = searchParams.get('folderUIDs');
    const found = [...state.dashboards].filter(([, { folderUid }]) => folderUid === wanted);
    return ok(found.map(([uid]) => ({ uid, type: 'dash-db' })));
  }
  if (path.startsWith('/api/folders')) return folderRoute(method, uid, body, state);
  if (path === '/api/dashboards/db') return storeDashboard(body, state);
  const found = state.dashboards.get(uid);
  if (!path.startsWith('/api/dashboards/uid/') || !found) return refuse(404, 'Dashboard not found');
  if (method === 'DELETE') state.dashboards.delete(uid);
  return ok({ dashboard: found.dashboard, meta: { folderUid: found.folderUid, version: found.dashboard['version'] } });
}

function folderRoute(method: string, uid: string, body: any, { folders, dashboards }: State): FakeAnswer {
  if (method === 'POST') {
    if (folders.has(body.uid)) return refuse(412, 'a folder with the same name already exists');
    folders.set(body.uid, { id: 7, version: 1, ...body });
    return ok(folders.get(body.uid));
  }
  const found = folders.get(uid);
  if (!found) return refuse(404, 'folder not found');
  if (method === 'PUT') Object.assign(found, { title: body.title });
  if (method === 'DELETE') {
    folders.delete(uid);
    for (const [name, { folderUid }] of dashboards) if (folderUid === uid) dashboards.delete(name);
  }
  return ok(found);
}

/** Grafana gives an id and a version, and migrates to its own version of the schema. */
function storeDashboard({ dashboard, folderUid, overwrite }: any, { folders, dashboards }: State): FakeAnswer {
  if (!folders.has(folderUid)) return refuse(400, 'folder not found');
  const existing = dashboards.get(dashboard.uid)?.dashboard;
  if (existing && overwrite !== true) return refuse(412, 'The dashboard has been changed by someone else');
  const version = Number(existing?.['version'] ?? 0) + 1;
  dashboards.set(dashboard.uid, { dashboard: { ...dashboard, id: 21, version, schemaVersion: 99 }, folderUid });
  return ok({ uid: dashboard.uid, status: 'success', version });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
