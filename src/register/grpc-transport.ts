import { type ClientHttp2Session, connect } from 'node:http2';
import { type Socket, connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';
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

const SERVICES: Readonly<Record<Signal, string>> = { traces: 'Trace', metrics: 'Metrics', logs: 'Logs' };

/** The status codes that a client may retry, according to OTLP/gRPC. */
const RETRYABLE: ReadonlySet<string> = new Set(['1', '4', '8', '10', '11', '14', '15']);

/** The names of status codes that suggest what to do. */
const CODES: Readonly<Record<string, string>> = {
  '7': `PERMISSION_DENIED${CHECK_HEADERS}`,
  '12': 'UNIMPLEMENTED',
  '14': 'UNAVAILABLE',
  '16': `UNAUTHENTICATED${CHECK_HEADERS}`,
};

/**
 * Creates a transport for OTLP over gRPC: each request is one unary call on HTTP/2. The client of `@grpc/grpc-js` is not
 * used: it keeps the event loop alive for each call, so that a process could not end while an endpoint hangs.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function createGrpcTransport(endpoint: Endpoint, signal: Signal): Transport {
  const { origin } = new URL(endpoint.url);
  const service = `opentelemetry.proto.collector.${signal === 'traces' ? 'trace' : signal}.v1.${SERVICES[signal]}Service`;
  const headers = {
    ...Object.fromEntries(endpoint.headers),
    ':method': 'POST',
    ':path': `/${service}/Export`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(endpoint.gzip && { 'grpc-encoding': 'gzip' }),
  };
  let socket: Socket | undefined;
  let session: ClientHttp2Session | undefined;
  const open = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    checkReachable(origin);
    // A session that is still connecting does not destroy its socket, so the socket is kept here.
    const connection = (socket = openSocket(origin, signal));
    unrefSocket(connection, origin);
    session = connect(origin, { createConnection: () => connection });
    // Each request gets the error too.
    session.on('error', () => undefined);
    return session;
  };
  return {
    send: (body, abort) =>
      new Promise((resolve, reject) => {
        const request = open().request(headers, { signal: abort });
        const chunks: Buffer[] = [];
        let bytes = 0;
        let status: unknown;
        let trailers: Record<string, unknown> = {};
        request.on('response', (head) => {
          status = head[':status'];
          trailers = head;
        });
        request.on('trailers', (tail) => (trailers = tail));
        request.on('data', (chunk: Buffer) => {
          if (bytes < MAX_ANSWER) chunks.push(chunk);
          bytes += chunk.length;
        });
        // The error of the connection is the cause of the request's error.
        request.on('error', (error) => reject(explain(error.cause ?? error)));
        request.on('end', () => resolve(readDelivery(status, trailers, Buffer.concat(chunks))));
        request.on('close', () => reject(closedError()));
        request.end(frameMessage(body, endpoint.gzip));
      }),
    close() {
      session?.destroy();
      socket?.destroy();
    },
  };
}

function openSocket(origin: string, signal: Signal): Socket {
  const { protocol, hostname, port } = new URL(origin);
  // In a URL, an IPv6 address is in brackets.
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'http:') return connectTcp({ host, port: Number(port || 80) });
  // TLS does not allow an IP address as the server name.
  const servername = isIP(host) ? '' : host;
  return connectTls({
    host,
    port: Number(port || 443),
    servername,
    ALPNProtocols: ['h2'],
    ...readCertificates(signal),
  });
}

const NO_GRPC = 'it does not speak gRPC; its port for gRPC is often 4317';

/** An endpoint that speaks HTTP/1 causes a protocol error. */
function explain(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_HTTP2_ERROR' ? new Error(NO_GRPC, { cause: error }) : error;
}

/** Frames a gRPC message: a byte that shows whether it is compressed, its length, and its bytes. */
function frameMessage(body: Uint8Array, compressed: boolean): Buffer {
  const head = Buffer.alloc(HEAD_LENGTH);
  head.writeUInt8(compressed ? 1 : 0, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const HEAD_LENGTH = 5;

function readDelivery(status: unknown, trailers: Record<string, unknown>, answer: Buffer): Delivery {
  const code = trailers['grpc-status'];
  if (status === undefined) return { reason: closedError().message, retry: true };
  if (code === undefined) return { reason: `HTTP ${String(status)}: ${NO_GRPC}`, retry: status === 503 };
  if (code === '0') return { body: answer.subarray(HEAD_LENGTH) };
  return { reason: `gRPC ${CODES[String(code)] ?? String(code)}`, retry: RETRYABLE.has(String(code)) };
}
