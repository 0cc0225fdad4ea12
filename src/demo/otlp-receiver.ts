import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeBody, encodingOf, isProtobuf, type Refusal, type Signal } from './otlp/body.ts';
import { spansOf } from './otlp/spans.ts';
import type { ReceivedSpan } from './otlp/types.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';

const PATHS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};

/** How long a sender is to wait after a 503, in seconds. */
const RETRY_AFTER = 1;

/**
 * Where received telemetry goes. Each function is called once for each export request that could be decoded, and the
 * request is answered when it has settled: with 200, or, if it rejects, with 503, so that the sender tries again.
 */
export interface TelemetryConsumer {
  /** @default dropped */
  onSpans?(spans: readonly ReceivedSpan[]): void | Promise<void>;
  /** `request` is an `ExportMetricsServiceRequest`, as JSON. @default dropped */
  onMetrics?(request: unknown): void | Promise<void>;
  /** `request` is an `ExportLogsServiceRequest`, as JSON. @default dropped */
  onLogs?(request: unknown): void | Promise<void>;
}

/** A receiver that is listening. */
export interface OtlpReceiver extends AsyncDisposable {
  /** The base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` wants it. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts an OTLP/HTTP receiver on loopback.
 *
 * @param port 0 takes a free one.
 * @throws the server's error if the port is taken (`EADDRINUSE`).
 */
export async function startOtlpReceiver(
  consumer: TelemetryConsumer,
  { port = 0 }: { port?: number } = {},
): Promise<OtlpReceiver> {
  const handle = otlpHandler(consumer);
  const server = createServer((message, response) => {
    void handle(message, response).then((handled) => {
      if (!handled)
        answer(message, response, { status: 404, message: `only ${Object.keys(PATHS).join(', ')} are here` });
    });
  });
  const taken = await listenOnLoopback(server, port);
  const close = (): Promise<void> => closeServer(server);
  return { url: `http://127.0.0.1:${taken}`, port: taken, close, [Symbol.asyncDispose]: close };
}

/**
 * A request handler that receives OTLP, to be put in front of a server's other pages: it resolves to false, with nothing
 * sent, for requests to other paths. Takes JSON, protobuf for traces, and gzip. Source: OTLP specification 1.x, OTLP/HTTP.
 */
export function otlpHandler(
  consumer: TelemetryConsumer,
): (message: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (message, response) => {
    const signal = PATHS[(message.url ?? '').split('?', 1)[0] ?? ''];
    if (signal === undefined) return false;
    const refusal = await receive(message, signal, consumer);
    if (!response.destroyed) answer(message, response, refusal);
    return true;
  };
}

async function receive(
  message: IncomingMessage,
  signal: Signal,
  consumer: TelemetryConsumer,
): Promise<Refusal | undefined> {
  if (message.method !== 'POST') return { status: 405, message: 'telemetry is sent with POST' };
  const decoded = await decodeBody(message, signal).catch(() => undefined);
  if (decoded === undefined) return { status: 400, message: 'the body was not sent to its end' };
  if ('refusal' in decoded) return decoded.refusal;
  try {
    if (signal === 'traces') await consumer.onSpans?.(spansOf(decoded.request));
    else if (signal === 'metrics') await consumer.onMetrics?.(decoded.request);
    else await consumer.onLogs?.(decoded.request);
    return undefined;
  } catch (error) {
    return { status: 503, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends an empty export response, or a `google.rpc.Status`, in the encoding of the request. */
function answer(message: IncomingMessage, response: ServerResponse, refusal: Refusal | undefined): void {
  const protobuf = isProtobuf(encodingOf(message));
  const body = refusal === undefined ? {} : { code: 0, message: refusal.message };
  response.writeHead(refusal?.status ?? 200, {
    'content-type': protobuf ? 'application/x-protobuf' : 'application/json',
    ...(refusal?.status === 503 && { 'retry-after': String(RETRY_AFTER) }),
    // The rest of a body that was refused halfway is not read.
    ...(!message.complete && { connection: 'close' }),
  });
  response.end(protobuf ? statusMessage(refusal) : JSON.stringify(body));
}

/** `google.rpc.Status` with its field 2, the message; empty bytes are an empty export response. */
function statusMessage(refusal: Refusal | undefined): Buffer {
  if (refusal === undefined) return Buffer.alloc(0);
  // Kept to what one length byte can count, in ASCII.
  const text = Buffer.from(refusal.message.replaceAll(/[^ -~]/g, '?').slice(0, 0x7f));
  return Buffer.concat([Buffer.from([0x12, text.length]), text]);
}
