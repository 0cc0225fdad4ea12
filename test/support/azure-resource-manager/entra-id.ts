import { errorReply } from './types.ts';
import type { Reply, StandInRequest } from './types.ts';

/** The only app registration. */
export const APP = { tenantId: '11111111-1111-4111-8111-111111111111', clientId: 'an-app', clientSecret: 'a-secret' };

/** Microsoft Entra ID: issues tokens, and knows the valid ones. */
export class EntraId {
  /** Lifetime of tokens, in seconds. */
  expiresIn = 3600;
  /** Tokens that were requested. */
  tokenRequests = 0;
  readonly #scopes = new Map<string, string>();

  /** Revokes all tokens that were issued before. */
  expireTokens(): void {
    this.#scopes.clear();
  }

  reply({ method, path, body }: StandInRequest, origin: string): Reply | undefined {
    const [, tenant, ...rest] = path.split('/');
    const tail = rest.join('/');
    const base = `${origin}/${tenant}`;
    if (tail === 'v2.0/.well-known/openid-configuration') {
      return {
        status: 200,
        body: {
          issuer: `${base}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      };
    }
    return method === 'POST' && tail === 'oauth2/v2.0/token' ? this.#token(new URLSearchParams(body)) : undefined;
  }

  /** @returns the answer of a service to a request without a valid token for it */
  refusal({ headers }: StandInRequest, audiences: readonly string[]): Reply | undefined {
    const token = String(headers['authorization'] ?? '').replace(/^Bearer /, '');
    const scope = this.#scopes.get(token);
    if (scope === undefined) return errorReply(401, 'ExpiredAuthenticationToken', 'The access token has expired.');
    if (audiences.some((audience) => scope === `${audience}/.default`)) return undefined;
    return errorReply(401, 'InvalidAuthenticationTokenAudience', `The access token is for ${scope}.`);
  }

  #token(form: URLSearchParams): Reply {
    this.tokenRequests += 1;
    if (form.get('client_id') !== APP.clientId || form.get('client_secret') !== APP.clientSecret) {
      const description = 'AADSTS7000215: Invalid client secret provided.';
      return { status: 401, body: { error: 'invalid_client', error_description: description, error_codes: [7000215] } };
    }
    const access_token = `token-${this.tokenRequests}`;
    const scope = (form.get('scope') ?? '').split(' ').find((one) => one.endsWith('/.default')) ?? '';
    this.#scopes.set(access_token, scope);
    return { status: 200, body: { token_type: 'Bearer', expires_in: this.expiresIn, access_token } };
  }
}
