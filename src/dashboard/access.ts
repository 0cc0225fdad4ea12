import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Headers of every answer: nothing is loaded from elsewhere, framed or kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The name of the cookie that holds the token. */
export const TOKEN_COOKIE = 'azure_openai_otel_token';

/** Access to the server. */
export interface AccessOptions {
  /** Needed by every request. @default none, for servers that listen on loopback alone */
  readonly token?: string | undefined;
}

/**
 * Decides whether a request may be answered.
 *
 * - Without a token, its `Host` must be of this machine: a name that a stranger lets point here (DNS rebinding) is refused.
 * - A request that another site lets a browser send is refused, but for a link to a view of the page.
 * - With a token, it must be in the cookie, in `?token=` or in `Authorization: Bearer`.
 *
 * @returns a refusal, or undefined
 */
export function refuseAccess(
  { method, headers }: IncomingMessage,
  url: URL,
  { token }: AccessOptions,
): { status: number; message: string } | undefined {
  const { host = '', origin } = headers;
  if (token === undefined && !isLoopbackHost(host)) {
    return { status: 403, message: 'the Host of a request must be localhost or 127.0.0.1' };
  }
  const isForeign = origin !== undefined && URL.parse(origin)?.host !== host;
  const site = headers['sec-fetch-site'] ?? 'none';
  const isLink = method === 'GET' && headers['sec-fetch-dest'] === 'document' && !url.pathname.startsWith('/api/');
  // Another port of this machine is the same site, but another origin.
  if (isForeign || (site !== 'same-origin' && site !== 'none' && !isLink)) {
    return { status: 403, message: 'requests of other sites are refused' };
  }
  if (token === undefined) return undefined;
  const given = [url.searchParams.get('token'), cookieOf(headers.cookie), bearerOf(headers.authorization)];
  if (given.some((one) => typeof one === 'string' && isEqual(one, token))) return undefined;
  return { status: 401, message: 'a token is needed: open the link that the command printed' };
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function cookieOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === TOKEN_COOKIE)?.[1];
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
}

/** Compares in the same time, whatever the texts. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
