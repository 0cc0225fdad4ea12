import type { Outcome } from '../../contracts/sink.ts';
import { retryAfter } from '../../../otlp/retry-after.ts';
import { answerText } from '../answer-text.ts';
import type { Mask } from '../mask-secrets.ts';
import { errorText, ownCause } from './bulk-answer.ts';

/** What a bulk request that failed as a whole means. */
export type RequestFailure =
  | Extract<Outcome, { status: 'retry' }>
  /** Too large, or one of its documents makes it invalid: nothing of it is stored. */
  | { readonly status: 'split'; readonly reason: string; readonly tooLarge: boolean }
  | { readonly status: 'refused'; readonly code: 401 | 403; readonly reason: string }
  /** Waiting does not repair it. */
  | { readonly status: 'unusable'; readonly reason: string; readonly code?: number };

/** An error of the client's, as far as it is read. Its body and its `meta` hold documents and credentials. */
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
 * Sorts out what the client threw. An answer that is not that of Elasticsearch, such as a page of a proxy, is never a
 * verdict on a document.
 *
 * @param mask applied to what such an answer says
 */
export function requestFailure(error: unknown, mask: Mask): RequestFailure {
  const { name = 'Error', message = '', meta } = error as ClientError;
  if (name === 'ResponseError') return responseFailure(meta ?? {}, mask);
  if (name === 'ProductNotSupportedError') {
    return { status: 'unusable', reason: 'does not answer as Elasticsearch does. Check the URL of the node' };
  }
  // Its message quotes the answer.
  if (name === 'DeserializationError') return { status: 'retry', reason: 'the answer cannot be read' };
  if (name === 'RequestAbortedError') return { status: 'retry', reason: 'no answer within the request timeout' };
  if (CERTIFICATE.test(message)) {
    return {
      status: 'unusable',
      reason: `has a certificate that is not trusted: ${message}. Set the certificate authority, or its fingerprint`,
    };
  }
  return { status: 'retry', reason: message === '' ? name : `${name}: ${message}` };
}

/** In the words of Node.js and OpenSSL. A certificate that has expired will be renewed. */
const CERTIFICATE = /^(?!.*(?:has expired|not yet valid)).*(?:certificate|altnames)/is;

function responseFailure({ statusCode, headers, body }: NonNullable<ClientError['meta']>, mask: Mask): RequestFailure {
  const code = statusCode ?? 0;
  const cause = ownCause((body as { error?: unknown } | null | undefined)?.error);
  const reason = cause === undefined ? foreignReason(code, body, mask) : errorText(cause);
  if (code === 429 || code === 408 || code >= 500 || cause?.type === 'cluster_block_exception') {
    const after = retryAfter(headers?.['retry-after']);
    const text = cause === undefined ? reason : `HTTP ${code}: ${reason}`;
    return { status: 'retry', reason: text, ...(after !== undefined && { after }) };
  }
  if (code === 413) return { status: 'split', reason, tooLarge: true };
  if (cause === undefined && !WRONG_PATH.has(code) && code >= 400) {
    const advice = ADVICE.get(code) ?? 'Check the URL of the node, and what stands before it';
    return { status: 'retry', reason: `an answer that is not that of Elasticsearch (${reason}). ${advice}` };
  }
  if (code === 401 || code === 403) return { status: 'refused', code, reason };
  if (cause?.type === 'media_type_header_exception') {
    return {
      status: 'unusable',
      code,
      reason: `does not understand this major of its client. Run:\n  npm install @elastic/elasticsearch@8\n(${reason})`,
    };
  }
  if (code === 400) return { status: 'split', reason, tooLarge: false };
  return { status: 'unusable', code, reason: `takes no bulk requests: ${reason}. Check the URL of the node` };
}

/** A proxy answers so for a path that it does not know, and Elasticsearch with an error that is a text. */
const WRONG_PATH = new Set([404, 405]);

const CREDENTIALS = 'Check the credentials, and what stands before Elasticsearch';
const ADVICE: ReadonlyMap<number, string> = new Map([401, 403, 407].map((code) => [code, CREDENTIALS]));

/** Such as `HTTP 400: The plain HTTP request was sent to HTTPS port`. */
function foreignReason(code: number, body: unknown, mask: Mask): string {
  const said = answerText(body, mask);
  return said === '' ? `HTTP ${code}` : `HTTP ${code}: ${said}`;
}
