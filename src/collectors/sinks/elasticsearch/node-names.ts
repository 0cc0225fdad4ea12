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

/** Takes out of a message of the client's what must not be seen: the credentials of URLs, and the connection's own. */
export function withoutSecrets(text: string, { apiKey, password }: ElasticsearchConnection): string {
  const secrets = [apiKey, password].filter((secret) => secret !== undefined && secret !== '');
  const clean = text.replaceAll(/\/\/[^/@\s]*@/g, '//');
  return secrets.reduce<string>((rest, secret) => rest.replaceAll(secret as string, '…'), clean);
}
