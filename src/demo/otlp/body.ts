import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { exportTraceServiceRequest } from './trace-messages.ts';
import { decodeMessage } from '../../otlp/protobuf.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** The largest body that is read, before and after gzip, in bytes. Exporters send batches of about one MB at most. */
const MAX_BODY = 64 * 1024 * 1024;

/** The three kinds of telemetry, by their path. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** A refusal of a request, with the HTTP status that OTLP has for it. */
export interface Refusal {
  status: number;
  message: string;
}

/** A decoded body, or why there is none. */
export type DecodedBody = { request: unknown } | { refusal: Refusal };

/** The encoding of a request, which its answer must have too. */
export function encodingOf(message: IncomingMessage): string {
  return (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Whether a body has the protobuf encoding. */
export function isProtobuf(encoding: string): boolean {
  return encoding === PROTOBUF_TYPE;
}

/** Reads and decodes the body of an export request. Rejects only if the client leaves in the middle of it. */
export async function decodeBody(message: IncomingMessage, signal: Signal): Promise<DecodedBody> {
  const encoding = encodingOf(message);
  if (encoding !== JSON_TYPE && !(encoding === PROTOBUF_TYPE && signal === 'traces'))
    return unsupported(encoding, signal);
  const bytes = await readBody(message);
  if (bytes === undefined) return refused(413, `a body may have ${MAX_BODY} bytes`);
  const compression = message.headers['content-encoding'] ?? 'identity';
  if (compression !== 'gzip' && compression !== 'identity') {
    return refused(
      415,
      `content-encoding ${compression} is not supported: set OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none`,
    );
  }
  try {
    const plain = compression === 'gzip' ? await promisify(gunzip)(bytes, { maxOutputLength: MAX_BODY }) : bytes;
    const isJson = encoding === JSON_TYPE;
    return { request: isJson ? JSON.parse(plain.toString('utf8')) : decodeMessage(plain, exportTraceServiceRequest) };
  } catch (error) {
    return refused(400, `the body cannot be decoded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unsupported(encoding: string, signal: Signal): DecodedBody {
  const type = encoding === '' ? 'a body without content-type' : encoding;
  return refused(415, `${type} is not supported for ${signal}: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json`);
}

function refused(status: number, message: string): DecodedBody {
  return { refusal: { status, message } };
}

/** The bytes, or `undefined` if they are too many. */
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
