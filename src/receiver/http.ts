import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { closeServer, listenOnLoopback } from '../cli/listen.ts';
import type { Signal } from '../otlp/endpoint.ts';
import { decodeBody, encodingOf, isProtobuf, type Refusal, undecodable } from './body.ts';
import { readLogRecords } from './logs.ts';
import { readMetrics } from './metrics.ts';
import { readSpans } from './spans.ts';
import type { ReceivedLogRecord, ReceivedMetric, ReceivedSpan } from './telemetry.ts';

const PATHS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};

/** Seconds that a sender is asked to wait after a 503. */
const RETRY_AFTER = 1;

/**
 * Consumes received telemetry. Each function is called once for each export request that could be decoded. The request is
 * answered when the function has settled: with 200, or with 503 if it rejects, so that the sender retries.
 */
export interface TelemetryConsumer {
  /** @default dropped */
  onSpans?(spans: readonly ReceivedSpan[]): void | Promise<void>;
  /** @default dropped */
  onMetrics?(metrics: readonly ReceivedMetric[]): void | Promise<void>;
  /** @default dropped */
  onLogs?(records: readonly ReceivedLogRecord[]): void | Promise<void>;
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
 * Makes a request handler that receives OTLP: JSON, protobuf and gzip. For requests to other paths it sends nothing and
 * resolves to false, so that a server can have other pages too.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
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
  const deliver = readTelemetry(decoded.request, signal, consumer);
  if (typeof deliver === 'object') return deliver.refusal;
  try {
    await deliver();
    return undefined;
  } catch (error) {
    return { status: 503, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads a request, and returns the call that hands it to the consumer. */
function readTelemetry(
  request: unknown,
  signal: Signal,
  consumer: TelemetryConsumer,
): (() => void | Promise<void>) | { refusal: Refusal } {
  try {
    switch (signal) {
      case 'traces': {
        const spans = readSpans(request);
        return () => consumer.onSpans?.(spans);
      }
      case 'metrics': {
        const metrics = readMetrics(request);
        return () => consumer.onMetrics?.(metrics);
      }
      case 'logs': {
        const records = readLogRecords(request);
        return () => consumer.onLogs?.(records);
      }
    }
  } catch (error) {
    return undecodable(error);
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
  response.end(protobuf ? encodeStatus(refusal) : JSON.stringify(body));
}

/** Encodes a `google.rpc.Status` with its field 2, the message; empty bytes are an empty export response. */
function encodeStatus(refusal: Refusal | undefined): Uint8Array {
  if (refusal === undefined) return new Uint8Array();
  return new BinaryWriter().tag(2, WireType.LengthDelimited).string(refusal.message).finish();
}
