import { retryAfter } from '../../otlp/retry-after.ts';
import { MissingPackageError } from '../optional-package.ts';

/** A failed request of the Azure clients, in one form. */
export interface ServiceFailure {
  readonly status?: number | undefined;
  /** Azure's code, such as `AuthorizationFailed`, or that of the socket, such as `ENOTFOUND`. */
  readonly code?: string | undefined;
  readonly message: string;
}

interface ErrorLike {
  readonly name?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly cause?: unknown;
  readonly response?: { readonly status?: number; readonly headers?: { get(name: string): string | undefined } };
}

/** Reads the error of an Azure client. */
export function serviceFailure(error: unknown): ServiceFailure {
  const { name = '', message, statusCode, code: ownCode, response } = error as ErrorLike;
  const isTokenFailure = TOKEN_ERRORS.has(name);
  const code = isTokenFailure && !isRefusedCredential(error) ? 'TOKEN_UNAVAILABLE' : ownCode;
  const status = isTokenFailure ? undefined : (statusCode ?? response?.status);
  return { status, code, message: toOneLine(message ?? String(error)) };
}

/** Describes a failure without the ids that differ between requests, so that equal failures have equal texts. */
export function describeFailure({ status, code, message }: ServiceFailure): string {
  const text = message.replaceAll(/,? *(?:TraceId|Trace ID|Correlation ID|Timestamp|traceid)[:=] *\S+(?: \S+Z)?/gi, '');
  return `${[status, code].filter((part) => part !== undefined).join(' ')} ${text}`.trim();
}

/** Reports whether the same request may succeed later, without any change by a person. */
export function isTransient({ status, code }: ServiceFailure): boolean {
  if (status === undefined) return code !== undefined && CONNECTION_CODES.has(code);
  // 401: the token expired on its way; the next request has a new one.
  return status === 401 || status === 408 || status === 429 || (status >= 500 && status !== 501);
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'REQUEST_SEND_ERROR',
  'PARSE_ERROR',
  'TOKEN_UNAVAILABLE',
  // Those of `fetch`: a connection that the server has closed, and one that cannot be opened in time.
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Returns how long a throttled or busy service asks to wait, in milliseconds.
 *
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function readRetryAfter(error: unknown, now: number): number | undefined {
  const { status } = serviceFailure(error);
  if (status !== 429 && status !== 503) return undefined;
  const { headers } = (error as ErrorLike).response ?? {};
  const milliseconds = headers?.get('retry-after-ms') ?? headers?.get('x-ms-retry-after-ms');
  if (milliseconds && Number.isFinite(Number(milliseconds))) return Number(milliseconds);
  return retryAfter(headers?.get('retry-after'), now);
}

/** Names of the errors of `@azure/identity`. */
const TOKEN_ERRORS = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/** Messages of network failures that `@azure/identity` reports as an unavailable credential. */
const NETWORK_TROUBLE = /endpoints_resolution_error|network|timed? ?out|ECONN|ENOTFOUND|EAI_AGAIN|unreachable/i;

/** Reports whether Entra ID refused the credentials, or there are none: to retry does not help. */
export function isRefusedCredential(error: unknown): boolean {
  const { name = '', message = '', statusCode, cause } = error as ErrorLike;
  if (!TOKEN_ERRORS.has(name)) return false;
  if (name === 'AggregateAuthenticationError' || name === 'CredentialUnavailableError') {
    return !NETWORK_TROUBLE.test(message);
  }
  const status = statusCode ?? (cause as { status?: number } | undefined)?.status;
  return status === 400 || status === 401;
}

/** Thrown when Microsoft Entra ID issues no token. It is a permanent failure. */
export class RefusedCredentialError extends Error {
  override readonly name = 'RefusedCredentialError';

  constructor(problem: string, options?: ErrorOptions) {
    super(
      `Microsoft Entra ID gives no token to read metrics with: ${problem}. Check tenant_id, client_id and ` +
        `client_secret (the secret's value, not its id; it may have expired), or the managed identity`,
      options,
    );
  }
}

/** @throws if `error` is permanent and concerns all requests: refused credentials, or a package that is not installed */
export function rethrowFatal(error: unknown): void {
  if (error instanceof MissingPackageError) throw error;
  if (!isRefusedCredential(error)) return;
  throw new RefusedCredentialError(serviceFailure(error).message, { cause: error });
}

function toOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
