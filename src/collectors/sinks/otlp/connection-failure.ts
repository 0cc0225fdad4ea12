import type { Refused } from './outcome.ts';

/** What `fetch` throws, as far as it is read. */
interface FetchError {
  readonly name?: string;
  readonly message?: string;
  readonly cause?: { readonly code?: string; readonly message?: string };
}

/** Those that say whom to trust. A certificate that has expired will be renewed. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What it means that no answer came. */
export function connectionFailure(error: unknown): Refused {
  const { name, message, cause } = error as FetchError;
  if (name === 'TimeoutError') return { status: 'retry', reason: 'no answer within the timeout' };
  const reason = cause?.code || cause?.message || message || 'no answer';
  if (cause?.code !== undefined && UNTRUSTED.has(cause.code)) {
    const advice = 'Set NODE_EXTRA_CA_CERTS to the file of its certificate authority';
    return { status: 'unusable', reason: `has a certificate that is not trusted (${reason}). ${advice}` };
  }
  return { status: 'retry', reason };
}
