import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { closeServer, listenOn } from '../cli/listen.ts';
import { otlpHandler } from '../receiver/http.ts';
import { SlowQueryError, StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { type AccessOptions, refuseAccess, SECURITY_HEADERS, TOKEN_COOKIE } from './access.ts';
import { ApiError, answerApi, readCallsQuery } from './api.ts';
import { Changes } from './changes.ts';
import { exportCalls } from './export-calls.ts';

/** Options of {@link startDashboard}. */
export interface DashboardOptions extends AccessOptions {
  readonly store: Store;
  /** 0 takes a free one. @default 4318 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Milliseconds in which a client must have sent the headers of a request. @default 10000 */
  readonly headersTimeout?: number;
  /** The folder with the built page. */
  readonly pageFolder: URL;
}

/** A dashboard that is listening. */
export interface Dashboard extends AsyncDisposable {
  /** The base URL of the page, and of OTLP. */
  readonly url: string;
  readonly port: number;
  /** Notifies open pages that something was stored. */
  notify(): void;
  close(): Promise<void>;
}

/** The files of the page, by path. Every other path without an extension is a view of the page. */
const FILES: Readonly<Record<string, string>> = {
  '/app.js': 'text/javascript',
  '/chunk.js': 'text/javascript',
  '/more-views.js': 'text/javascript',
  '/app.css': 'text/css',
};

/** Smaller answers are not compressed. */
const LEAST_GZIP = 1400;

/** Levels of gzip: answers of the API are compressed at each refresh of a page, the page once. */
const API_LEVEL = 1;
const PAGE_LEVEL = 9;

/**
 * Starts a server that receives OTLP over HTTP, and serves the page and its API.
 *
 * @throws the server's error if the port is taken (`EADDRINUSE`)
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { store, port = 4318, host = '127.0.0.1', token, headersTimeout = 10_000 } = options;
  const changes = new Changes();
  const receive = otlpHandler((request) => store.accept(request));
  const server = createServer({ connectionsCheckingInterval: headersTimeout / 2 }, (message, response) => {
    void handle(message, response).catch((error: unknown) => fail(response, error));
  });
  // A client that sends slowly does not hold a connection for long.
  server.headersTimeout = headersTimeout;
  server.requestTimeout = 60_000;
  server.maxConnections = 1000;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const url = URL.parse(message.url ?? '/', 'http://localhost');
    if (!url) return sendJson(message, response, 400, { error: 'the URL cannot be read' });
    const refusal = refuseAccess(message, url, { token });
    if (refusal) return sendJson(message, response, refusal.status, { error: refusal.message });
    if (await receive(message, response)) return undefined;
    if (message.method !== 'GET' && message.method !== 'HEAD') {
      return sendJson(message, response, 405, { error: `${message.method} is not supported here` });
    }
    if (url.pathname === '/api/changes') return changes.add(message, response);
    if (url.pathname === '/api/calls.csv' || url.pathname === '/api/calls.ndjson') {
      return sendExport(store, url, response);
    }
    if (url.pathname.startsWith('/api/')) {
      const result = await answerApi(store, url.pathname, url.searchParams);
      if (result === undefined) throw new ApiError(404, 'the API has no such path: see docs/dashboard.md');
      return sendJson(message, response, 200, result);
    }
    return sendPage(message, response, url, options);
  }

  const taken = await listenOn(server, port, host);
  const close = async (): Promise<void> => {
    changes.end();
    await closeServer(server);
  };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    notify: () => changes.notify(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function sendPage(
  message: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { token, pageFolder }: DashboardOptions,
): Promise<void> {
  const type = FILES[url.pathname];
  if (type === undefined && /\.\w+$/.test(url.pathname)) {
    return sendJson(message, response, 404, { error: 'there is no such file' });
  }
  if (token !== undefined && url.searchParams.has('token')) {
    // The token leaves the address bar, and is in the cookie from now on. A link in a mail opens the page too, which it
    // would not with SameSite=Strict; no GET changes anything.
    url.searchParams.delete('token');
    response.writeHead(303, {
      location: `${url.pathname}${url.search}`,
      'set-cookie': `${TOKEN_COOKIE}=${token}; HttpOnly; SameSite=Lax; Path=/`,
    });
    response.end();
    return undefined;
  }
  const file = type === undefined ? 'index.html' : url.pathname.slice(1);
  const body = await readFile(new URL(file, pageFolder));
  return send(message, response, 200, `${type ?? 'text/html'}; charset=utf-8`, body, PAGE_LEVEL);
}

async function sendExport(store: Store, url: URL, response: ServerResponse): Promise<void> {
  const format = url.pathname.endsWith('.csv') ? 'csv' : 'ndjson';
  // What arrives during the export neither moves nor repeats a call.
  const ids = await store.query('findCalls', readCallsQuery(url.searchParams));
  response.writeHead(200, {
    'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    'content-disposition': `attachment; filename="calls.${format}"`,
  });
  await pipeline(exportCalls(store, ids, format), response);
}

async function sendJson(
  message: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
): Promise<void> {
  return send(message, response, status, 'application/json', Buffer.from(JSON.stringify(body)));
}

async function send(
  message: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: Buffer,
  level = API_LEVEL,
): Promise<void> {
  const isGzip = body.length >= LEAST_GZIP && /\bgzip\b/.test(String(message.headers['accept-encoding']));
  const sent = isGzip ? await promisify(gzip)(body, { level }) : body;
  response.writeHead(status, {
    'content-type': type,
    'content-length': sent.length,
    vary: 'accept-encoding',
    ...(isGzip && { 'content-encoding': 'gzip' }),
  });
  response.end(message.method === 'HEAD' ? undefined : sent);
}

function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof SlowQueryError) return 504;
  return error instanceof StoreError && error.isPassing ? 503 : 500;
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 503 && { 'retry-after': '1' }) });
  response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
}
