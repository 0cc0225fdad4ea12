import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';
import { retryAfter } from '../otlp/retry-after.ts';
import {
  CHECK_HEADERS,
  type Delivery,
  MAX_ANSWER,
  type Transport,
  checkReachable,
  closedError,
  readCertificates,
  unrefSocket,
} from './transport.ts';

/** The statuses that a client may retry, according to OTLP/HTTP. */
const RETRYABLE = new Set([429, 502, 503, 504]);

export function createHttpTransport(endpoint: Endpoint, signal: Signal, contentType: string): Transport {
  const isTls = endpoint.url.startsWith('https:');
  const { origin } = new URL(endpoint.url);
  // Without a limit of sockets: a request that waits for one would open a connection at an unknown time.
  const agent = isTls
    ? new HttpsAgent({ keepAlive: true, ...readCertificates(signal) })
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
          response.on('error', reject).on('end', () => resolve(readDelivery(response, Buffer.concat(chunks))));
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function readDelivery({ statusCode: status = 0, headers }: IncomingMessage, body: Buffer): Delivery {
  if (status >= 200 && status < 300) return { body };
  const after = retryAfter(headers['retry-after']);
  const advice = status === 401 || status === 403 ? CHECK_HEADERS : '';
  return {
    reason: `HTTP ${status}${advice}`,
    retry: RETRYABLE.has(status),
    ...(after !== undefined && { after }),
  };
}
