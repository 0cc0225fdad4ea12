import { retryAfter } from '../../../otlp/retry-after.ts';
import { ACCEPTED, type Outcome, type Retry } from '../../contracts/sink.ts';
import { describeAnswer, type Mask } from '../safe-text.ts';

/** An error as Elasticsearch writes it. */
interface ErrorCause {
  readonly type?: string;
  readonly reason?: string | null;
  readonly caused_by?: ErrorCause;
}

/** The result of one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ErrorCause;
}

/** The parts of a bulk response that are read: the status of each item, and the errors of those that failed. */
export const FILTER_PATH = 'errors,items.*.status,items.*.error';

/**
 * Reads the items of the response to a bulk request of `count` documents, in their order.
 *
 * @returns undefined if it is not such a response
 */
export function readItems(response: unknown, count: number): readonly BulkItem[] | undefined {
  const items = (response as { items?: unknown } | null | undefined)?.items;
  if (!Array.isArray(items) || items.length !== count) return undefined;
  const created = items.map((item) => (item as { create?: BulkItem } | null)?.create);
  return created.every(isItem) ? created : undefined;
}

/** An item that succeeded has no error; an item that failed has one. */
function isItem(item: BulkItem | undefined): item is BulkItem {
  if (item === undefined || item === null || !Number.isInteger(item.status)) return false;
  return isSuccess(item.status) ? item.error === undefined : readCause(item.error) !== undefined;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** An error of an item that affects every document. It is permanent, and no document is at fault. */
export type Obstacle = { readonly status: 'forbidden' | 'missing'; readonly reason: string };

/** Reads the outcome of one document. A version conflict means that an earlier attempt or run has stored it. */
export function readOutcome({ status, error = {} }: BulkItem): Outcome | Obstacle {
  if (isSuccess(status)) return ACCEPTED;
  if (status === 409 && error.type === 'version_conflict_engine_exception') return ACCEPTED;
  const reason = describeCause(error);
  if (error.type === 'security_exception') return { status: 'forbidden', reason };
  if (error.type === 'index_not_found_exception') return { status: 'missing', reason };
  const mayPass = PASSING_STATUSES.has(status) || PASSING_TYPES.has(error.type ?? '');
  return { status: status >= 400 && status < 500 && !mayPass ? 'rejected' : 'retry', reason };
}

/** A timeout, a conflict that is not about the id, too many requests. */
const PASSING_STATUSES = new Set([408, 409, 429]);

/** Errors with a 4xx status that are not about the document and end when an administrator acts. */
const PASSING_TYPES = new Set(['cluster_block_exception', 'index_closed_exception']);

/** Outcome of all documents of a bulk request that failed as a whole. */
export type Failure =
  | Retry
  /** It is too large, or one of its documents makes it invalid. Nothing is stored. */
  | { readonly status: 'split'; readonly reason: string; readonly tooLarge: boolean }
  | { readonly status: 'refused'; readonly code: 401 | 403; readonly reason: string }
  /** A permanent failure of every document. `code` is the HTTP status of the answer, if there was one. */
  | { readonly status: 'unusable'; readonly reason: string; readonly code?: number };

/** The parts of a client's error that are read. Its own body and `meta` hold documents and credentials. */
interface ClientError {
  readonly name?: string;
  readonly message?: string;
  readonly meta?: {
    readonly statusCode?: number | null;
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
    readonly body?: unknown;
  };
}

/**
 * Reads an error of the client. An answer that does not come from Elasticsearch, such as a page of a proxy, never rejects
 * a document.
 *
 * @param mask applied to the text of such an answer
 */
export function readFailure(error: unknown, mask: Mask): Failure {
  const { name = 'Error', message = '', meta } = error as ClientError;
  if (name === 'ResponseError') return readResponse(meta ?? {}, mask);
  if (name === 'ProductNotSupportedError') {
    return { status: 'unusable', reason: 'does not answer as Elasticsearch does. Check the URL of the node' };
  }
  // Its message quotes the answer.
  if (name === 'DeserializationError') return { status: 'retry', reason: 'the answer cannot be read' };
  if (name === 'RequestAbortedError') return { status: 'retry', reason: 'no answer within the request timeout' };
  if (UNTRUSTED.test(message)) {
    const reason = `has a certificate that is not trusted: ${message}. Set the certificate authority`;
    return { status: 'unusable', reason };
  }
  return { status: 'retry', reason: message === '' ? name : `${name}: ${message}` };
}

/** Messages of Node.js and OpenSSL. An expired certificate is not among them, since it will be renewed. */
const UNTRUSTED = /^(?!.*(?:has expired|not yet valid)).*(?:certificate|altnames)/is;

function readResponse({ statusCode, headers, body }: NonNullable<ClientError['meta']>, mask: Mask): Failure {
  const code = statusCode ?? 0;
  const cause = readCause((body as { error?: unknown } | null | undefined)?.error);
  const reason = cause === undefined ? describeAnswer(code, body, mask) : describeCause(cause);
  if (code === 429 || code === 408 || code >= 500 || cause?.type === 'cluster_block_exception') {
    const after = retryAfter(headers?.['retry-after']);
    const text = cause === undefined ? reason : `HTTP ${code}: ${reason}`;
    return { status: 'retry', reason: text, ...(after !== undefined && { after }) };
  }
  if (code === 413) return { status: 'split', reason, tooLarge: true };
  if (cause === undefined && !WRONG_PATH.has(code) && code >= 400) {
    const subject = [401, 403, 407].includes(code) ? 'the credentials' : 'the URL of the node';
    const advice = `Check ${subject}, and any proxy in front of Elasticsearch`;
    return { status: 'retry', reason: `the answer does not come from Elasticsearch (${reason}). ${advice}` };
  }
  if (code === 401 || code === 403) return { status: 'refused', code, reason };
  if (cause?.type === 'media_type_header_exception') {
    const problem = 'does not understand this major of its client. Run:\n  npm install @elastic/elasticsearch@8';
    return { status: 'unusable', code, reason: `${problem}\n(${reason})` };
  }
  if (code === 400) return { status: 'split', reason, tooLarge: false };
  return { status: 'unusable', code, reason: `takes no bulk requests: ${reason}. Check the URL of the node` };
}

/** Statuses for an unknown path, from a proxy or from Elasticsearch, whose error is a text here. */
const WRONG_PATH = new Set([404, 405]);

/** Returns an error that has the shape of Elasticsearch's: `{"type", "reason", …}`, where the reason may be null. */
function readCause(error: unknown): ErrorCause | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // Errors of other services have a type and a message.
  return 'type' in error && typeof error.type === 'string' && 'reason' in error ? (error as ErrorCause) : undefined;
}

const MAX_REASON = 1000;

/**
 * Describes an error in a line: `type: reason (caused by type, type)`. Values of fields, which may be prompts, are left
 * out, since the dead letter has them. Reasons of causes quote values in many ways, so only known ones are kept.
 */
function describeCause({ type = 'error', reason, caused_by }: ErrorCause): string {
  const causes: string[] = [];
  for (let cause = caused_by; cause !== undefined; cause = cause.caused_by) {
    const text = WITHOUT_VALUES.test(cause.reason ?? '') ? `: ${cause.reason!.slice(0, MAX_REASON)}` : '';
    causes.push(`${cause.type ?? 'error'}${text}`);
  }
  const own = reason ? `${type}: ${reason.replace(VALUES, '').replaceAll(/\s+/g, ' ').slice(0, MAX_REASON)}` : type;
  return causes.length === 0 ? own : `${own} (caused by ${causes.join(', ')})`;
}

const WITHOUT_VALUES =
  /^(?:data stream timestamp field|field name cannot be|object field starting or ending|Limit of (?:total fields|mapping depth))/;

const VALUES = /\s*(?:Preview of field's value|The prefix of the first immense term is): .*$/s;
