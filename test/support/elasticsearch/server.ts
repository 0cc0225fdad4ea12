import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { sendForeign } from '../foreign-answers.ts';
import { Api, JsonText, type Reply } from './api.ts';
import { bulk, type BulkResult, type EsError } from './bulk.ts';
import { Faults } from './faults.ts';
import { filterPath } from './filter-path.ts';
import type { ElasticsearchOptions } from './options.ts';
import { Store } from './store.ts';

/** A server that is listening. */
export interface ElasticsearchStandIn extends AsyncDisposable {
  /** Base URL, with the prefix of the options. */
  readonly url: string;
  readonly store: Store;
  readonly faults: Faults;
  /** Bulk requests that were received whole, in their order. */
  readonly requests: readonly BulkRequest[];
  /** The number of requests that were refused with 413, as larger than `maxContentLength`. */
  readonly tooLarge: number;
  /** The most bulk requests in progress at the same time. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

/** A bulk request as it was received. */
export interface BulkRequest {
  /** The size of its body after gzip is undone. */
  readonly bytes: number;
  readonly documents: number;
  readonly compressed: boolean;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

/**
 * Starts a server in the place of Elasticsearch on loopback: bulk requests of `create` into data streams, and the requests
 * around them. It keeps everything in memory. Faults are switched on through `faults`.
 */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<ElasticsearchStandIn> {
  const { tls, port = 0, prefix = '' } = options;
  const standIn = new StandIn(options);
  const listener = (message: IncomingMessage, response: ServerResponse): void => void standIn.handle(message, response);
  const server = (tls === undefined ? createServer(listener) : createTlsServer(tls, listener)) as Server;
  const taken = await listenOnLoopback(server, port);
  const close = (): Promise<void> => closeServer(server);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${taken}${prefix}`,
    store: standIn.store,
    faults: standIn.faults,
    requests: standIn.requests,
    get tooLarge() {
      return standIn.tooLarge;
    },
    get mostAtOnce() {
      return standIn.mostAtOnce;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

class StandIn {
  readonly store: Store;
  readonly faults = new Faults();
  readonly requests: BulkRequest[] = [];
  mostAtOnce = 0;
  tooLarge = 0;
  #atOnce = 0;
  readonly #options: ElasticsearchOptions;
  readonly #api: Api;

  constructor(options: ElasticsearchOptions) {
    this.#options = options;
    this.store = new Store(options.keep ?? 'documents');
    this.#api = new Api(this.store, options);
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBody(message).catch(() => undefined);
    if (bytes === undefined) return;
    const { prefix = '', maxContentLength = 104_857_600 } = this.#options;
    const { pathname, searchParams } = new URL(message.url ?? '/', 'http://localhost');
    if (!pathname.startsWith(prefix)) return this.#send(response, { status: 404, body: { error: 'not here' } });
    const refusal = this.#refusal(message);
    if (refusal !== undefined) return this.#send(response, refusal);
    const compressed = message.headers['content-encoding'] === 'gzip';
    const plain = compressed ? gunzipSync(bytes) : bytes;
    if (plain.length > maxContentLength) {
      this.tooLarge += 1;
      return this.#send(response, { status: 413, body: '' });
    }
    const text = plain.toString();
    const path = pathname.slice(prefix.length);
    const isBulk = path === '/_bulk';
    if (isBulk) {
      this.#atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
      response.once('close', () => (this.#atOnce -= 1));
      const { authorization } = message.headers;
      const documents = text.split('\n').length >> 1;
      this.requests.push({ bytes: plain.length, documents, compressed, query: searchParams, authorization });
    }
    const foreign = this.faults.take(['foreign']);
    if (foreign !== undefined) return sendForeign(foreign.answer, message, response);
    if (!isBulk) return this.#send(response, this.#api.answer(message.method ?? 'GET', path, searchParams, text));
    await this.#bulk(text, searchParams, response);
  }

  #refusal({ headers }: IncomingMessage): Reply | undefined {
    const { apiKey, basic, version = '9.1.0' } = this.#options;
    const allowed = [apiKey && `ApiKey ${apiKey}`, basic && `Basic ${btoa(basic)}`].filter(Boolean);
    if (allowed.length > 0 && !allowed.includes(headers.authorization)) {
      const reason =
        'unable to authenticate with provided credentials and anonymous access is not allowed for this request';
      return failure(401, { type: 'security_exception', reason });
    }
    const major = Number.parseInt(version, 10);
    const asked = /compatible-with=(\d+)/.exec(headers.accept ?? '')?.[1];
    if (asked !== undefined && ![major, major - 1].includes(Number(asked))) {
      const reason = `A compatible version is required on both Content-Type and Accept headers: ${asked} is not ${major} or ${major - 1}`;
      return failure(400, { type: 'media_type_header_exception', reason });
    }
    return undefined;
  }

  async #bulk(text: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const slow = this.faults.take(['slow']);
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.delay));
    const before = this.faults.take(
      ['status', 'drop', 'hang'],
      (fault) => !('moment' in fault) || fault.moment === 'before',
    );
    if (before?.kind === 'drop') return void response.destroy();
    if (before?.kind === 'hang') return;
    if (before?.kind === 'status') {
      const { status, type = 'switched_on_exception', reason = 'switched on', retryAfter } = before;
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      return this.#send(response, failure(status, { type, reason }));
    }
    const reply = replyTo(bulk(text, this.store, this.faults), query);
    const after = this.faults.take(
      ['drop', 'hang', 'answer'],
      (fault) => fault.kind === 'answer' || fault.moment !== 'before',
    );
    if (after === undefined) return this.#send(response, reply);
    if (after.kind === 'hang') return;
    if (after.kind === 'answer') {
      return this.#send(response, { status: 200, body: new JsonText(after.body) }, after.product);
    }
    if (after.moment === 'mid-answer') {
      const answer = JSON.stringify(reply.body);
      response.writeHead(200, this.#headers({ 'content-length': String(Buffer.byteLength(answer)) }));
      await new Promise<void>((resolve) => response.write(answer.slice(0, answer.length >> 1), () => resolve()));
    }
    response.destroy();
  }

  #send(response: ServerResponse, { status, body }: Reply, product?: boolean): void {
    const text = body instanceof JsonText ? body.text : JSON.stringify(body);
    response.writeHead(status, this.#headers({}, product));
    response.end(text);
  }

  #headers(more: Record<string, string>, product = this.#options.product ?? true): Record<string, string> {
    return { 'content-type': 'application/json', ...(product && { 'x-elastic-product': 'Elasticsearch' }), ...more };
  }
}

function replyTo(result: BulkResult, query: URLSearchParams): Reply {
  if (result.status !== 200) return failure(result.status, result.error);
  const filter = query.get('filter_path');
  return { status: 200, body: filter === null ? result.body : filterPath(result.body, filter) };
}

function failure(status: number, error: EsError): Reply {
  return { status, body: { error: { ...error, root_cause: [error] }, status } };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
