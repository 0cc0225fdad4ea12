import { fromBinary } from '@bufbuild/protobuf';
import { StatusSchema } from '../../../otlp/generated/google/rpc/status_pb.js';
import { ExportLogsServiceResponseSchema } from '../../../otlp/generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import type { OtlpResponse } from './post.ts';

/** What a success says of single items. */
export interface PartialSuccess {
  /** How many were refused; OTLP does not say which. */
  readonly rejected: number;
  readonly message: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What an `Export…ServiceResponse` says; its empty form says that everything was stored.
 *
 * @returns undefined if it is none, such as a page of HTML or other JSON
 */
export function exportResult({ type, body }: Pick<OtlpResponse, 'type' | 'body'>): PartialSuccess | undefined {
  if (body.length === 0) return isJson(type) || isProtobuf(type) ? NOTHING_REJECTED : undefined;
  const response = decode(type, body, decodeExportResponse);
  if (response === undefined) return undefined;
  const { partialSuccess = response['partial_success'] ?? {}, ...others } = response;
  if (!isObject(partialSuccess)) return undefined;
  if (Object.keys(others).some((name) => name !== 'partial_success')) return undefined;
  const { rejected, rejectedLogRecords, rejectedDataPoints, errorMessage } = partialSuccess;
  const count = Number(rejected ?? rejectedLogRecords ?? rejectedDataPoints ?? 0);
  if (!Number.isSafeInteger(count) || count < 0) return undefined;
  return { rejected: count, message: typeof errorMessage === 'string' ? errorMessage : '' };
}

const NOTHING_REJECTED: PartialSuccess = { rejected: 0, message: '' };

/** Where a refusal comes from, by its shape. */
export interface Refusal {
  /**
   * `otlp`: it is a `google.rpc.Status`; `page`: HTML, which no OTLP receiver sends; `other`: what receivers, and
   * proxies too, send in place of a status.
   */
  readonly from: 'otlp' | 'page' | 'other';
  /** What it says: a text, or JSON. */
  readonly said: unknown;
}

/** Reads the body of an answer that is no success. */
export function readRefusal({ type, body }: OtlpResponse): Refusal {
  const text = body.toString();
  if (/html/.test(type) || /^\s*<(?:!doctype|html)/i.test(text)) return { from: 'page', said: text };
  const status = decode(type, body, decodeStatus);
  if (status === undefined) return { from: 'other', said: isText(type) ? text : '' };
  const { code, message, details: _, ...others } = status;
  const isStatus = Object.keys(others).length === 0 && (isRpcCode(code) || (isProtobuf(type) && message));
  return { from: isStatus ? 'otlp' : 'other', said: withoutRequest(status) };
}

/** The codes of gRPC, 0 to 16: other services have the status of HTTP there. */
function isRpcCode(code: unknown): boolean {
  return Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 16;
}

/** Collectors quote the place of the request that they could not read. */
function withoutRequest(status: Members): Members {
  const { message } = status;
  return typeof message === 'string' ? { ...status, message: message.replace(/,? error found in #.*$/s, '') } : status;
}

function decode(type: string, body: Buffer, decodeProtobuf: (body: Buffer) => Members): Members | undefined {
  try {
    const value: unknown = isProtobuf(type) ? decodeProtobuf(body) : isJson(type) ? parse(body) : undefined;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The responses for logs and for metrics have the same fields. */
function decodeExportResponse(body: Buffer): Members {
  const { partialSuccess } = fromBinary(ExportLogsServiceResponseSchema, body);
  return { partialSuccess };
}

function decodeStatus(body: Buffer): Members {
  const { code, message } = fromBinary(StatusSchema, body);
  return { ...(code !== 0 && { code }), ...(message !== '' && { message }) };
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString());
}

function isJson(type: string): boolean {
  return type === 'application/json' || type === '';
}

function isProtobuf(type: string): boolean {
  return type === 'application/x-protobuf' || type === 'application/protobuf';
}

function isText(type: string): boolean {
  return type.startsWith('text/');
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
