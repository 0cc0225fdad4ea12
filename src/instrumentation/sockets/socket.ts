import { asNumber, asText } from '../json.ts';
import { type Method, type OpenAIClient } from '../client/types.ts';
import { findMethodHolder, replaceMethod } from '../client/openai-package.ts';

/** A socket of `openai`, as far as we look at it. */
export interface Socket {
  /** Of Responses alone. */
  readonly _client?: OpenAIClient;
  /** The same, in the first versions that have it. */
  readonly client?: OpenAIClient;
  readonly url?: URL;
  /** The connection, or what adapts it; undefined while the constructor runs. */
  readonly socket?: Connection & { readonly platformSocket?: Connection };
}

/** A `WebSocket` of `ws`, or that of the platform. */
export interface Connection {
  readonly readyState: number;
  readonly _closeCode?: number;
  addEventListener?(event: 'close', listener: (event: { code?: unknown }) => void): void;
}

/** The state of a connection that is being closed; greater if it is closed. */
export const CLOSING = 2;

/** Undefined while there is none, or if a method is called without its object. */
export function readConnection(socket: Socket | undefined): Connection | undefined {
  return socket?.socket?.platformSocket ?? socket?.socket;
}

/** True for a socket of Realtime, which alone does not keep its client. */
export function isRealtime({ _client, client }: Socket): boolean {
  return (_client ?? client) === undefined;
}

/** The client of a socket; of one of Realtime what its URL states of it. */
export function readClient({ _client, client = _client, url }: Socket): OpenAIClient | undefined {
  if (client || !url) return client;
  const base = new URL(url);
  base.protocol = base.protocol === 'ws:' ? 'http:' : 'https:';
  base.pathname = base.pathname.replace(/\/realtime\/?$/, '');
  base.search = '';
  const query = url.searchParams;
  const deployment = asText(query.get('deployment')) ?? asText(query.get('model'));
  // The path that AzureOpenAI makes, whose clients alone have a version.
  const isAzure = /\/openai(?:\/v1)?$/.test(base.pathname);
  return {
    baseURL: base.href,
    ...(isAzure && { apiVersion: query.get('api-version') ?? '' }),
    ...(deployment && { deploymentName: deployment }),
  };
}

type Listener = (code: number | undefined) => void;

const listeners = new WeakMap<object, Listener>();
const patched = new WeakSet<object>();

/**
 * Calls `listener` when the connection is closed, after the application's own listeners. On those of `ws` no listener is
 * added, which the application could count: its method that emits the event is watched.
 */
export function onClose(connection: Connection, listener: Listener): void {
  const prototype = findMethodHolder(connection, 'emitClose');
  const emitClose = prototype?.['emitClose'];
  if (!prototype || typeof emitClose !== 'function') {
    connection.addEventListener?.('close', ({ code }) => listener(asNumber(code)));
    return;
  }
  listeners.set(connection, listener);
  if (patched.has(prototype)) return;
  patched.add(prototype);
  replaceMethod(prototype, 'emitClose', emitClose as Method, function (...args) {
    try {
      return (emitClose as Method).apply(this, args);
    } finally {
      listeners.get(this)?.(asNumber((this as unknown as Connection)._closeCode));
    }
  });
}
