import { basicSecrets, headerSecrets, secretMask, urlSecrets } from '../safe-text.ts';
import type { ElasticsearchConnection } from './options.ts';

/** What a message may call the nodes: without credentials, which a URL can hold. */
export function nodeNames({ node, cloudId, client }: ElasticsearchConnection): readonly string[] {
  if (client !== undefined) return [];
  // A cloud id is a name, a colon, and the hosts.
  if (cloudId !== undefined) return [`cloud ${cloudId.split(':', 1)[0]}`];
  return [node ?? []].flat().map((url) => {
    const { origin, pathname } = new URL(url);
    return pathname === '/' ? origin : `${origin}${pathname}`;
  });
}

/** Masks in a text the secrets of a connection, which an answer may repeat, and whatever else looks like one. */
export function withoutSecrets(text: string, connection: ElasticsearchConnection): string {
  const { apiKey = '', username = '', password = '', node = [], headers = {} } = connection;
  const secrets = [
    ...apiKeySecrets(apiKey),
    ...basicSecrets(username, password),
    ...[node].flat().flatMap(urlSecrets),
    ...headerSecrets(Object.entries(headers)),
  ];
  return secretMask(secrets)(text);
}

/** A key is `id:secret`, or the Base64 of it. */
function apiKeySecrets(apiKey: string): string[] {
  const decoded = Buffer.from(apiKey, 'base64').toString();
  const pair = apiKey.includes(':') ? apiKey : /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
  if (pair === undefined) return [apiKey];
  return [apiKey, pair, pair.slice(pair.indexOf(':') + 1), Buffer.from(pair).toString('base64')];
}
