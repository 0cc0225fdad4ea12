import { fromBinary } from '@bufbuild/protobuf';
import { StatusSchema } from '../../../otlp/generated/google/rpc/status_pb.js';
import { ExportLogsServiceResponseSchema } from '../../../otlp/generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import { retryAfter } from '../../../otlp/retry-after.ts';
import { isJsonObject, type JsonObject } from '../../contracts/document.ts';
import type { Retry } from '../../contracts/sink.ts';
import { describeAnswer, type Mask } from '../safe-text.ts';

/** The answer to an export request. */
export interface OtlpResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Media type without parameters; empty if there is none. */
  readonly type: string;
  readonly body: Buffer;
}

/** Outcome of all documents of a request that failed. */
export type Failure =
  | Retry
  /**
   * Nothing is stored, because of one document or of the size. With `isFinal`, the receiver rejects the document of a
   * request that has only one; otherwise it may refuse every request at present.
   */
  | { readonly status: 'split'; readonly reason: string; readonly tooLarge: boolean; readonly isFinal: boolean }
  /** A permanent failure of every document. `code` is the HTTP status of the answer, if there was one. */
  | { readonly status: 'unusable'; readonly reason: string; readonly code?: number };

/** The statuses after which OTLP/HTTP lets a client send the same again. */
const RETRYABLE = new Set([408, 429, 502, 503, 504]);

/**
 * Reads an answer that is not a success. One that does not come from an OTLP receiver, such as a page of a proxy, never
 * rejects a document.
 *
 * @param mask applied to the text of the answer
 */
export function readFailure(response: OtlpResponse, mask: Mask): Failure {
  const { status: code } = response;
  const { from, content } = readRefusal(response);
  const reason = describeAnswer(code, content, mask);
  if (RETRYABLE.has(code)) {
    const after = retryAfter(response.retryAfter);
    return { status: 'retry', reason, ...(after !== undefined && { after }) };
  }
  if (code === 413) return { status: 'split', reason, tooLarge: true, isFinal: false };
  const [problem, advice] = (code < 400 ? REDIRECT : PROBLEMS.get(code)) ?? [];
  if (from === 'page') return { status: 'retry', reason: describeForeignAnswer(reason, advice) };
  if (problem !== undefined) return { status: 'unusable', reason: `${problem}. ${advice} (${reason})`, code };
  if (from === 'otlp' && code === 500) return { status: 'retry', reason, refused: true };
  return { status: 'split', reason, tooLarge: false, isFinal: from === 'otlp' };
}

/** Describes an answer that does not come from an OTLP receiver. */
export function describeForeignAnswer(
  answer: string,
  advice = 'Check the URL, and any proxy in front of the receiver',
): string {
  return `the answer does not come from an OTLP receiver (${answer}). ${advice}`;
}

const CREDENTIALS = ['refuses the credentials', 'Check its headers, OTEL_EXPORTER_OTLP_HEADERS'] as const;
const PATH = [
  'does not take this signal there',
  'Check the URL, and that the Collector has a pipeline for the signal',
] as const;
const REDIRECT = ['is redirected, which is not followed', 'Set its new URL'] as const;
const PROBLEMS = new Map<number, readonly [problem: string, advice: string]>([
  [401, CREDENTIALS],
  [403, CREDENTIALS],
  [404, PATH],
  [405, PATH],
  [415, ['does not take OTLP in JSON', 'Enable it there, or send through an OpenTelemetry Collector']],
]);

/** Codes of certificates that are not trusted. Not among them: an expired certificate, since it will be renewed. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Reads the error of a `fetch` that got no answer. */
export function readConnectionFailure(error: unknown): Failure {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return { status: 'retry', reason: 'no answer within the timeout' };
  const reason = cause?.code || cause?.message || message || 'no answer';
  if (cause?.code === undefined || !UNTRUSTED.has(cause.code)) return { status: 'retry', reason };
  const advice = 'Set NODE_EXTRA_CA_CERTS to the file of its certificate authority';
  return { status: 'unusable', reason: `has a certificate that is not trusted (${reason}). ${advice}` };
}

/** The part of a success that is about single items. */
export interface PartialSuccess {
  /** How many items were refused; OTLP does not say which. */
  readonly rejected: number;
  readonly message: string;
}

const NOTHING_REJECTED: PartialSuccess = { rejected: 0, message: '' };

/**
 * Reads an `Export…ServiceResponse`. An empty one says that everything was stored.
 *
 * @returns undefined if it is something else, such as a page of HTML or other JSON
 */
export function readExportResponse({ type, body }: Pick<OtlpResponse, 'type' | 'body'>): PartialSuccess | undefined {
  if (body.length === 0) return JSON_TYPES.has(type) || PROTOBUF_TYPES.has(type) ? NOTHING_REJECTED : undefined;
  const response = decode(type, body, decodeExportResponse);
  if (response === undefined) return undefined;
  const { partial_success, partialSuccess = partial_success ?? {}, ...others } = response;
  if (!isJsonObject(partialSuccess) || Object.keys(others).length > 0) return undefined;
  const { rejectedLogRecords, rejectedDataPoints, errorMessage } = partialSuccess;
  const count = Number(rejectedLogRecords ?? rejectedDataPoints ?? 0);
  if (!Number.isSafeInteger(count) || count < 0) return undefined;
  return { rejected: count, message: typeof errorMessage === 'string' ? errorMessage : '' };
}

/**
 * Reads the body of an answer that is not a success. It comes `from` a receiver if it is a `google.rpc.Status`, and from
 * elsewhere if it is a page of HTML. Receivers and proxies both send `other` bodies.
 */
function readRefusal({ type, body }: OtlpResponse): { from: 'otlp' | 'page' | 'other'; content: unknown } {
  const text = body.toString();
  if (/html/.test(type) || /^\s*<(?:!doctype|html)/i.test(text)) return { from: 'page', content: text };
  const content = decode(type, body, decodeStatus);
  if (content === undefined) return { from: 'other', content: type.startsWith('text/') ? text : '' };
  const { code, message, details: _, ...others } = content;
  // The codes of gRPC are 0 to 16. Other services put the HTTP status there.
  const isRpcCode = Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 16;
  const isStatus = Object.keys(others).length === 0 && (isRpcCode || (PROTOBUF_TYPES.has(type) && Boolean(message)));
  const from = isStatus ? 'otlp' : 'other';
  if (typeof message !== 'string') return { from, content };
  // Collectors quote the part of the request that they could not read.
  return { from, content: { ...content, message: message.replace(/,? error found in #.*$/s, '') } };
}

const JSON_TYPES = new Set(['application/json', '']);
const PROTOBUF_TYPES = new Set(['application/x-protobuf', 'application/protobuf']);

function decode(type: string, body: Buffer, decodeProtobuf: (body: Buffer) => unknown): JsonObject | undefined {
  try {
    const isProtobuf = PROTOBUF_TYPES.has(type);
    const value: unknown = isProtobuf ? decodeProtobuf(body) : JSON_TYPES.has(type) && JSON.parse(body.toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The responses for logs and for metrics have the same fields. */
function decodeExportResponse(body: Buffer): unknown {
  const { partialSuccess } = fromBinary(ExportLogsServiceResponseSchema, body);
  return { partialSuccess };
}

function decodeStatus(body: Buffer): unknown {
  const { code, message } = fromBinary(StatusSchema, body);
  return { ...(code !== 0 && { code }), ...(message !== '' && { message }) };
}
