import type { IncomingMessage, ServerResponse } from 'node:http';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Signal } from '../otlp/endpoint.ts';
import {
  encodingOf,
  type ExportRequest,
  isProtobuf,
  readExportRequest,
  type PartialSuccess,
  type Refusal,
  type Reserve,
} from './body.ts';

const PATHS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};

/** Accepts an export request, or refuses it. If it rejects, the sender is asked to retry. */
export type AcceptRequest = (request: ExportRequest) => Promise<Refusal | PartialSuccess | undefined>;

/**
 * Makes a request handler that receives OTLP: JSON, protobuf and gzip. For requests to other paths it sends nothing and
 * resolves to false, so that a server can have other pages too.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function otlpHandler(
  accept: AcceptRequest,
): (message: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  let waiting = 0;
  return async (message, response) => {
    const signal = PATHS[(message.url ?? '').split('?', 1)[0] ?? ''];
    if (signal === undefined) return false;
    let reserved = 0;
    const reserve: Reserve = (bytes) => {
      if (waiting + bytes > MAX_WAITING) return false;
      waiting += bytes;
      reserved += bytes;
      return true;
    };
    const result = await receive(message, signal, reserve, accept);
    waiting -= reserved;
    if (response.destroyed) return true;
    if (result === undefined || 'status' in result) answer(message, response, result);
    else answerPartially(message, response, signal, result);
    return true;
  };
}

/** Bytes of requests that are read or wait to be stored. Beyond that, senders are asked to retry. */
const MAX_WAITING = 128 * 1024 * 1024;

async function receive(
  message: IncomingMessage,
  signal: Signal,
  reserve: Reserve,
  accept: AcceptRequest,
): ReturnType<AcceptRequest> {
  if (message.method !== 'POST') return { status: 405, message: 'telemetry is sent with POST' };
  const request = await readExportRequest(message, signal, reserve).catch(() => undefined);
  if (request === undefined) return { status: 400, message: 'the body was not sent to its end' };
  if ('status' in request) return request;
  try {
    return await accept(request);
  } catch (error) {
    return { status: 503, message: error instanceof Error ? error.message : String(error), retryAfter: 1 };
  }
}

/** Sends an empty export response, or a `google.rpc.Status`, in the encoding of the request. */
function answer(message: IncomingMessage, response: ServerResponse, refusal: Refusal | undefined): void {
  const protobuf = isProtobuf(encodingOf(message));
  const body = refusal === undefined ? {} : { code: 0, message: refusal.message };
  response.writeHead(refusal?.status ?? 200, {
    'content-type': protobuf ? 'application/x-protobuf' : 'application/json',
    ...(refusal?.retryAfter !== undefined && { 'retry-after': String(refusal.retryAfter) }),
    // The rest of a body that was refused halfway is not read.
    ...(!message.complete && { connection: 'close' }),
  });
  response.end(protobuf ? encodeStatus(refusal) : JSON.stringify(body));
}

/** The field of each signal's partial success with the number of rejected records, which is field 1 in protobuf. */
const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
};

/**
 * Sends an export response with its `partial_success`, after which a sender does not retry.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
function answerPartially(
  incoming: IncomingMessage,
  response: ServerResponse,
  signal: Signal,
  { rejected, message }: PartialSuccess,
): void {
  if (isProtobuf(encodingOf(incoming))) {
    const partial = new BinaryWriter().tag(1, WireType.Varint).int64(rejected);
    partial.tag(2, WireType.LengthDelimited).string(message);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' });
    response.end(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(partial.finish()).finish());
    return;
  }
  const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage: message };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ partialSuccess }));
}

/** Encodes a `google.rpc.Status` with its field 2, the message; empty bytes are an empty export response. */
function encodeStatus(refusal: Refusal | undefined): Uint8Array {
  if (refusal === undefined) return new Uint8Array();
  return new BinaryWriter().tag(2, WireType.LengthDelimited).string(refusal.message).finish();
}
