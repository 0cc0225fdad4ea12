import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fromBinary } from '@bufbuild/protobuf';
import { ExportLogsServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import { ExportMetricsServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import { ExportTraceServiceRequestSchema } from '../otlp/generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.js';
import type { Signal } from '../otlp/endpoint.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** The largest body that is read, before and after gzip, in bytes. Exporters send batches of about one MB at most. */
const MAX_BODY = 64 * 1024 * 1024;

/** A refusal of a request, with the HTTP status that OTLP has for it. */
export interface Refusal {
  status: number;
  message: string;
}

/** A decoded body, or the reason why there is none. */
export type DecodedBody = { request: unknown } | { refusal: Refusal };

/** Returns the encoding of a request, which its answer must have too. */
export function encodingOf(message: IncomingMessage): string {
  return (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Reports whether an encoding is protobuf. */
export function isProtobuf(encoding: string): boolean {
  return encoding === PROTOBUF_TYPE;
}

/** Reads and decodes the body of an export request. Rejects only if the client disconnects before its end. */
export async function decodeBody(message: IncomingMessage, signal: Signal): Promise<DecodedBody> {
  const encoding = encodingOf(message);
  if (encoding !== JSON_TYPE && encoding !== PROTOBUF_TYPE) return unsupported(encoding);
  const bytes = await readBody(message);
  if (bytes === undefined) return tooLarge();
  const compression = message.headers['content-encoding'] ?? 'identity';
  if (compression !== 'gzip' && compression !== 'identity') {
    return refused(
      415,
      `content-encoding ${compression} is not supported: set OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none`,
    );
  }
  try {
    const plain = compression === 'gzip' ? await promisify(gunzip)(bytes, { maxOutputLength: MAX_BODY }) : bytes;
    return { request: encoding === JSON_TYPE ? JSON.parse(plain.toString('utf8')) : fromProtobuf(plain, signal) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    return undecodable(error);
  }
}

/** Refuses a body that is not what its content type says. */
export function undecodable(error: unknown): { refusal: Refusal } {
  return refused(400, `the body cannot be decoded: ${error instanceof Error ? error.message : String(error)}`);
}

function fromProtobuf(bytes: Uint8Array, signal: Signal): unknown {
  switch (signal) {
    case 'traces':
      return fromBinary(ExportTraceServiceRequestSchema, bytes);
    case 'metrics':
      return fromBinary(ExportMetricsServiceRequestSchema, bytes);
    case 'logs':
      return fromBinary(ExportLogsServiceRequestSchema, bytes);
  }
}

function unsupported(encoding: string): DecodedBody {
  const type = encoding === '' ? 'a body without content-type' : encoding;
  return refused(415, `${type} is not supported: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or http/json`);
}

function tooLarge(): DecodedBody {
  return refused(413, `a body may have ${MAX_BODY} bytes`);
}

function refused(status: number, message: string): { refusal: Refusal } {
  return { refusal: { status, message } };
}

/** Reads the bytes; undefined if they are too many. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
