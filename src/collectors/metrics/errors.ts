/** What a failed request of the Azure clients tells, in one shape. */
export interface ServiceFailure {
  readonly status?: number;
  /** Azure's code, such as `AuthorizationFailed`, or that of the socket, such as `ENOTFOUND`. */
  readonly code?: string;
  readonly message: string;
  /** What Retry-After asks for, in milliseconds. */
  readonly retryAfter?: number;
}

interface ErrorLike {
  readonly name?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly cause?: unknown;
  readonly response?: { readonly status?: number; readonly headers?: { get(name: string): string | undefined } };
}

/** @param now milliseconds since 1970, for a Retry-After that is a date */
export function serviceFailure(error: unknown, now: number): ServiceFailure {
  const { message, statusCode, response } = error as ErrorLike;
  const isTokenFailure = TOKEN_ERRORS.has((error as ErrorLike).name ?? '');
  const code = isTokenFailure && !isRefusedCredential(error) ? 'TOKEN_UNAVAILABLE' : (error as ErrorLike).code;
  const status = isTokenFailure ? undefined : (statusCode ?? response?.status);
  const retryAfter = retryAfterOf((name) => response?.headers?.get(name), now);
  return {
    message: oneLine(message ?? String(error)),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** For a message that is told once: without the ids that differ from request to request. */
export function describeFailure({ status, code, message }: ServiceFailure): string {
  const text = message.replaceAll(/,? *(?:TraceId|Trace ID|Correlation ID|Timestamp|traceid)[:=] *\S+(?: \S+Z)?/gi, '');
  return `${[status, code].filter((part) => part !== undefined).join(' ')} ${text}`.trim();
}

/** Whether the same request may succeed later without anyone doing anything. */
export function isTransient({ status, code }: ServiceFailure): boolean {
  if (status === undefined) return code !== 'ENOTFOUND' && code !== undefined && CONNECTION_CODES.has(code);
  // 401: the token ran out on its way; the next request brings a new one.
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
]);

/** Names of what `@azure/identity` throws. */
const TOKEN_ERRORS = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/** In messages of errors that wear the name of an unavailable credential when it is the network that is. */
const NETWORK_TROUBLE = /endpoints_resolution_error|network|timed? ?out|ECONN|ENOTFOUND|EAI_AGAIN|unreachable/i;

/** Whether Entra ID refused the credentials, or there are none: no waiting mends a wrong secret. */
export function isRefusedCredential(error: unknown): boolean {
  const { name = '', message = '', statusCode, cause } = error as ErrorLike;
  if (!TOKEN_ERRORS.has(name)) return false;
  if (name === 'AggregateAuthenticationError' || name === 'CredentialUnavailableError') {
    return !NETWORK_TROUBLE.test(message);
  }
  const status = statusCode ?? (cause as { status?: number } | undefined)?.status;
  return status === 400 || status === 401;
}

function retryAfterOf(header: (name: string) => string | undefined, now: number): number | undefined {
  const milliseconds = header('retry-after-ms') ?? header('x-ms-retry-after-ms');
  if (milliseconds && Number.isFinite(Number(milliseconds))) return Number(milliseconds);
  const value = header('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
