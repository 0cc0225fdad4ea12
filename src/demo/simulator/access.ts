import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns whether a request has access: with an `api-key`, or a bearer token from Entra ID (on `/openai/v1` also the key itself).
 *
 * @param apiKey the accepted key; `undefined` accepts any.
 */
export function hasAccess(headers: IncomingHttpHeaders, apiKey: string | undefined): boolean {
  const given = headers['api-key'] ?? /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given === undefined || given === '') return false;
  return apiKey === undefined || given === apiKey;
}
