import { findMethodHolder, replaceMethod } from '../client/openai-package.ts';
import type { Method, OpenAIClient } from '../client/types.ts';
import { asNumber, asText } from '../json.ts';

/** The part that we use of a socket of `openai`. */
export interface Socket {
  /** Only in sockets of Responses. */
  readonly _client?: OpenAIClient;
  /** The name of `_client` in the first versions. */
  readonly client?: OpenAIClient;
  readonly url?: URL;
  /** The connection, or its adapter; undefined while the constructor runs. */
  readonly socket?: Connection & { readonly platformSocket?: Connection };
}

/** A `WebSocket` of `ws` or of the platform. */
export interface Connection {
  readonly readyState: number;
  readonly _closeCode?: number;
  addEventListener?(event: 'close', listener: (event: { code?: unknown }) => void): void;
}

/** `readyState` of a connection that is being closed. A closed one has a greater value. */
export const CLOSING = 2;

/** Returns undefined if there is no connection, or if a method was called without its object. */
export function readConnection(socket: Socket | undefined): Connection | undefined {
  return socket?.socket?.platformSocket ?? socket?.socket;
}

/** True for a socket of Realtime, the only kind without its client. */
export function isRealtime({ _client, client }: Socket): boolean {
  return (_client ?? client) === undefined;
}

/** Returns the client of a socket. For Realtime, it is derived from the URL. */
export function readClient({ _client, client = _client, url }: Socket): OpenAIClient | undefined {
  if (client || !url) return client;
  const base = new URL(url);
  base.protocol = base.protocol === 'ws:' ? 'http:' : 'https:';
  base.pathname = base.pathname.replace(/\/realtime\/?$/, '');
  base.search = '';
  const query = url.searchParams;
  const deployment = asText(query.get('deployment')) ?? asText(query.get('model'));
  // The path of AzureOpenAI, the only class of clients with an API version.
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
 * Calls `listener` when the connection is closed, after the application's own listeners. For a connection of `ws`, the
 * method that emits the event is patched instead of adding a listener, which the application could count.
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
