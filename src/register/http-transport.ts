import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';
import { retryAfter } from '../otlp/retry-after.ts';
import {
  CHECK_HEADERS,
  type Delivery,
  MAX_ANSWER,
  type Transport,
  certificates,
  checkReachable,
  closedError,
  unrefSocket,
} from './transport.ts';

/** The answers after which OTLP/HTTP lets a client send the same again. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** OTLP over HTTP. */
export function httpTransport(endpoint: Endpoint, signal: Signal, contentType: string): Transport {
  const isTls = endpoint.url.startsWith('https:');
  const { origin } = new URL(endpoint.url);
  // Without a limit of sockets: for a request that waits for one, a connection would be made at any time.
  const agent = isTls
    ? new HttpsAgent({ keepAlive: true, ...certificates(signal) })
    : new HttpAgent({ keepAlive: true });
  const headers = new Headers(endpoint.headers);
  headers.set('content-type', contentType);
  if (endpoint.gzip) headers.set('content-encoding', 'gzip');
  return {
    send: (body, abort) =>
      new Promise((resolve, reject) => {
        checkReachable(origin);
        const request = (isTls ? httpsRequest : httpRequest)(endpoint.url, {
          method: 'POST',
          agent,
          signal: abort,
          headers: Object.fromEntries(headers),
        });
        request.on('error', reject).on('socket', (socket) => unrefSocket(socket, origin));
        request.on('close', () => reject(closedError()));
        request.on('response', (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            if (bytes < MAX_ANSWER) chunks.push(chunk);
            bytes += chunk.length;
          });
          response.on('error', reject).on('end', () => resolve(delivery(response, Buffer.concat(chunks))));
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function delivery({ statusCode: status = 0, headers }: IncomingMessage, body: Buffer): Delivery {
  if (status >= 200 && status < 300) return { body };
  const after = retryAfter(headers['retry-after']);
  const advice = status === 401 || status === 403 ? CHECK_HEADERS : '';
  return {
    reason: `HTTP ${status}${advice}`,
    retry: RETRYABLE.has(status),
    ...(after !== undefined && { after }),
  };
}
