import { importOptional } from '../../optional-package.ts';
import { basicSecrets, createMask, headerSecrets, type Mask, urlSecrets } from '../safe-text.ts';
import { ElasticsearchSetupError } from './errors.ts';
import type { ElasticsearchClient, ElasticsearchClientClass, ElasticsearchConnection } from './options.ts';

/**
 * Creates the client for a connection.
 *
 * @throws ElasticsearchSetupError if the client refuses the options
 * @throws MissingPackageError if `@elastic/elasticsearch` is not installed, unless the connection brings its own
 */
export async function connect(connection: ElasticsearchConnection): Promise<ElasticsearchClient> {
  if (connection.client !== undefined) return connection.client;
  const Client = connection.Client ?? (await importClient());
  try {
    return new Client(clientOptions(connection));
  } catch (error) {
    // Messages of the client name the option, but not its value.
    const problem = `can't be used as configured: ${(error as Error).message}`;
    throw new ElasticsearchSetupError(nodeNames(connection), problem);
  }
}

async function importClient(): Promise<ElasticsearchClientClass> {
  const { Client } = await importOptional('@elastic/elasticsearch', () => import('@elastic/elasticsearch'));
  return Client as unknown as ElasticsearchClientClass;
}

/** Returns the options of a client, 8 or 9. The client does not retry, since the pipeline does. */
export function clientOptions(connection: ElasticsearchConnection): Record<string, unknown> {
  const { node, cloudId, ca, compression, headers } = connection;
  return {
    ...(node !== undefined && { node }),
    ...(cloudId !== undefined && { cloud: { id: cloudId } }),
    ...authOptions(connection),
    ...(ca !== undefined && { tls: { ca } }),
    ...(compression !== undefined && { compression }),
    ...(headers !== undefined && { headers }),
    maxRetries: 0,
  };
}

function authOptions({ apiKey, username, password }: ElasticsearchConnection): Record<string, unknown> {
  if (apiKey === undefined) return username === undefined ? {} : { auth: { username, password } };
  const [id, secret] = apiKey.split(':', 2);
  return { auth: { apiKey: secret === undefined ? apiKey : { id, api_key: secret } } };
}

/** @throws ElasticsearchSetupError if options are missing, contradictory or malformed */
export function checkConnection(connection: ElasticsearchConnection): void {
  const { client, node, cloudId, apiKey, username, password } = connection;
  if (client !== undefined) return;
  const fail = (problem: string): never => {
    throw new ElasticsearchSetupError([], problem);
  };
  if ((node === undefined) === (cloudId === undefined)) fail('needs either a node or a cloud id');
  if (apiKey !== undefined && username !== undefined) fail('takes either an API key or a user name, not both');
  if ((username === undefined) !== (password === undefined)) fail('needs a password with the user name');
  for (const url of [node ?? []].flat()) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      fail('needs a node that is a URL with http or https, such as https://localhost:9200');
    }
  }
}

/** Returns the names of the nodes for messages: URLs without their credentials. */
export function nodeNames({ node, cloudId, client }: ElasticsearchConnection): readonly string[] {
  if (client !== undefined) return [];
  // A cloud id is a name, a colon and the hosts.
  if (cloudId !== undefined) return [`cloud ${cloudId.split(':', 1)[0]}`];
  return [node ?? []].flat().map((url) => {
    const { origin, pathname } = new URL(url);
    return pathname === '/' ? origin : `${origin}${pathname}`;
  });
}

/** Creates the mask for the secrets of a connection, which an answer may repeat. */
export function connectionMask(connection: ElasticsearchConnection): Mask {
  const { apiKey = '', username = '', password = '', node = [], headers = {} } = connection;
  return createMask([
    ...apiKeySecrets(apiKey),
    ...basicSecrets(username, password),
    ...[node].flat().flatMap(urlSecrets),
    ...headerSecrets(Object.entries(headers)),
  ]);
}

/** An API key is `id:secret`, or the Base64 of it. */
function apiKeySecrets(apiKey: string): string[] {
  const decoded = Buffer.from(apiKey, 'base64').toString();
  const pair = apiKey.includes(':') ? apiKey : /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
  if (pair === undefined) return [apiKey];
  return [apiKey, pair, pair.slice(pair.indexOf(':') + 1), Buffer.from(pair).toString('base64')];
}
