import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { fromBinary } from '@bufbuild/protobuf';
import { ExportLogsServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import { ExportMetricsServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import { ExportTraceServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.js';
import { isObject, type JsonObject, objectsOf } from '../json.ts';
import type { Signal } from '../otlp/endpoint.ts';
import { readLogRecords } from './logs.ts';
import { readMetrics } from './metrics.ts';
import { readSpans } from './spans.ts';
import type { ReceivedLogRecord, ReceivedMetric, ReceivedSpan } from './telemetry.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** The largest body that is read, before and after gzip, in bytes. Exporters send batches of about one MB at most. */
const MAX_BODY = 64 * 1024 * 1024;

/** An export request as it arrived, so that another thread can decode it. */
export interface ExportRequest {
  readonly signal: Signal;
  readonly isProtobuf: boolean;
  readonly isGzip: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The telemetry of an export request. */
export interface Telemetry {
  readonly spans?: readonly ReceivedSpan[];
  readonly metrics?: readonly ReceivedMetric[];
  readonly logs?: readonly ReceivedLogRecord[];
}

/** A refusal of a request, with the HTTP status that OTLP has for it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** Seconds after which the sender may retry. */
  readonly retryAfter?: number;
}

/** The records of a request that cannot be stored; its others are. */
export interface PartialSuccess {
  readonly rejected: number;
  /** Why. */
  readonly message: string;
}

/** Returns the encoding of a request, which its answer must have too. */
export function encodingOf(message: IncomingMessage): string {
  return (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Reports whether an encoding is protobuf. */
export function isProtobuf(encoding: string): boolean {
  return encoding === PROTOBUF_TYPE;
}

/** Reserves memory for bytes that are read. Returns false if too many are waiting already. */
export type Reserve = (bytes: number) => boolean;

/** Reads the body of an export request. Rejects only if the client disconnects before its end. */
export async function readExportRequest(
  message: IncomingMessage,
  signal: Signal,
  reserve: Reserve,
): Promise<ExportRequest | Refusal> {
  const encoding = encodingOf(message);
  if (encoding !== JSON_TYPE && encoding !== PROTOBUF_TYPE) {
    const type = encoding === '' ? 'a body without content-type' : encoding;
    const hint = 'set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or http/json';
    return { status: 415, message: `${type} is not supported: ${hint}` };
  }
  const compression = (message.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (compression !== 'gzip' && compression !== 'identity') {
    const hint = 'set OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none';
    return { status: 415, message: `content-encoding ${compression} is not supported: ${hint}` };
  }
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY) return TOO_LARGE;
  const bytes = await readBody(message, reserve);
  if ('status' in bytes) return bytes;
  return { signal, isProtobuf: isProtobuf(encoding), isGzip: compression === 'gzip', bytes };
}

const TOO_LARGE: Refusal = { status: 413, message: `a body may have ${MAX_BODY} bytes` };
const TOO_MANY: Refusal = { status: 503, message: 'too much telemetry waits to be stored', retryAfter: 1 };

async function readBody(message: IncomingMessage, reserve: Reserve): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY) return TOO_LARGE;
    if (!reserve(piece.length)) return TOO_MANY;
    pieces.push(piece);
  }
  // A buffer of its own, which can be transferred to another thread.
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Unpacks the body of a request. */
export function unpack(request: ExportRequest): ExportRequest | Refusal {
  if (!request.isGzip) return request;
  try {
    const bytes = new Uint8Array(gunzipSync(request.bytes, { maxOutputLength: MAX_BODY }));
    return { ...request, isGzip: false, bytes };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : cannotDecode(error);
  }
}

/** Decodes an export request. */
export function decodeTelemetry(request: ExportRequest): Telemetry | Refusal {
  const unpacked = unpack(request);
  if ('status' in unpacked) return unpacked;
  try {
    const decoded = decode(unpacked);
    switch (request.signal) {
      case 'traces':
        return { spans: readSpans(decoded) };
      case 'metrics':
        return { metrics: readMetrics(decoded) };
      case 'logs':
        return { logs: readLogRecords(decoded) };
    }
  } catch (error) {
    return cannotDecode(error);
  }
}

function cannotDecode(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  return { status: 400, message: `the body cannot be decoded: ${reason}` };
}

/** The lists of a request, each within the objects of the one before it. */
const LISTS = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;

/** Throws if the lists of a request in JSON are something else, which would be acknowledged without being stored. */
function requireLists(parent: JsonObject, [name, ...inner]: readonly string[]): void {
  if (name === undefined) return;
  const list = parent[name] ?? [];
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array`);
  for (const item of objectsOf(list)) requireLists(item, inner);
}

function decode({ signal, isProtobuf, bytes }: ExportRequest): object {
  if (!isProtobuf) {
    const json: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    if (!isObject(json)) throw new TypeError('an export request is a JSON object');
    requireLists(json, LISTS[signal]);
    return json;
  }
  switch (signal) {
    case 'traces':
      return fromBinary(ExportTraceServiceRequestSchema, bytes);
    case 'metrics':
      return fromBinary(ExportMetricsServiceRequestSchema, bytes);
    case 'logs':
      return fromBinary(ExportLogsServiceRequestSchema, bytes);
  }
}
