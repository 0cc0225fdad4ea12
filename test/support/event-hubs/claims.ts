import { createHmac } from 'node:crypto';

/** A shared access policy of the namespace. */
export interface AccessPolicy {
  readonly name: string;
  readonly key: string;
}

/** Describes, in the words of the service, why a token is refused; undefined if it is accepted. */
export function findTokenProblem(type: string, token: string, policy: AccessPolicy): string | undefined {
  if (type === 'jwt') return token.split('.').length === 3 || token !== '' ? undefined : 'MalformedToken: no token';
  return findSignatureProblem(token, policy);
}

/**
 * Checks a shared access signature, which is the HMAC of the resource and its expiry.
 *
 * @see https://learn.microsoft.com/azure/event-hubs/authenticate-shared-access-signature
 */
function findSignatureProblem(token: string, policy: AccessPolicy): string | undefined {
  const fields = new URLSearchParams(token.replace(/^SharedAccessSignature /, ''));
  const [resource, signature, expiry] = [fields.get('sr'), fields.get('sig'), fields.get('se')];
  if (!resource || !signature || !expiry) return 'MalformedToken: The token has missing or malformed fields.';
  if (fields.get('skn') !== policy.name) return 'InvalidSignature: The specified SAS policy does not exist.';
  const expected = createHmac('sha256', policy.key)
    .update(`${encodeURIComponent(resource)}\n${expiry}`)
    .digest('base64');
  if (signature !== expected) return 'InvalidSignature: The token has an invalid signature.';
  return Number(expiry) * 1000 < Date.now() ? 'ExpiredToken: The token is expired.' : undefined;
}
