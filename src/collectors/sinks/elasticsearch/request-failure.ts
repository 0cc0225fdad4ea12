import type { Outcome } from '../../pipeline/sink.ts';
import { retryAfter } from '../../../otlp/retry-after.ts';
import type { ErrorCause } from './bulk-answer.ts';
import { errorText } from './bulk-answer.ts';

/** What a bulk request that failed as a whole means. */
export type RequestFailure =
  | Extract<Outcome, { status: 'retry' }>
  /** Too large, or one of its documents makes it invalid: nothing of it is stored. */
  | { readonly status: 'split'; readonly reason: string; readonly tooLarge: boolean }
  | { readonly status: 'refused'; readonly code: 401 | 403; readonly reason: string }
  /** No waiting mends it. */
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

/** Sorts out what the client threw. */
export function requestFailure(error: unknown): RequestFailure {
  const { name = 'Error', message = '', meta } = error as ClientError;
  if (name === 'ResponseError') return responseFailure(meta ?? {});
  if (name === 'ProductNotSupportedError') {
    return { status: 'unusable', reason: 'does not answer as Elasticsearch does. Check the URL of the node' };
  }
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

function responseFailure({ statusCode, headers, body }: NonNullable<ClientError['meta']>): RequestFailure {
  const code = statusCode ?? 0;
  const error = (body as { error?: ErrorCause | string } | null | undefined)?.error;
  const cause = typeof error === 'object' && error !== null ? error : {};
  const reason = cause.type === undefined ? `HTTP ${code}` : errorText(cause);
  if (code === 429 || code === 408 || code >= 500 || cause.type === 'cluster_block_exception') {
    const after = retryAfter(headers?.['retry-after']);
    return { status: 'retry', reason: `HTTP ${code}: ${reason}`, ...(after !== undefined && { after }) };
  }
  if (code === 401 || code === 403) return { status: 'refused', code, reason };
  if (code === 413) return { status: 'split', reason, tooLarge: true };
  if (cause.type === 'media_type_header_exception') {
    return {
      status: 'unusable',
      code,
      reason: `does not understand this major of its client. Run:\n  npm install @elastic/elasticsearch@8\n(${reason})`,
    };
  }
  if (code === 400) return { status: 'split', reason, tooLarge: false };
  return { status: 'unusable', code, reason: `takes no bulk requests: ${reason}. Check the URL of the node` };
}
