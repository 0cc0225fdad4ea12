import { importOptional } from '../../optional-package.ts';
import { authorityOf } from './authority.ts';
import { ElasticsearchSetupError } from './errors.ts';
import { nodeNames } from './node-names.ts';
import type { ElasticsearchClient, ElasticsearchClientClass, ElasticsearchConnection } from './options.ts';

/**
 * The client for a connection. With `caFingerprint`, it asks a node for its certificates first.
 *
 * @throws ElasticsearchSetupError if the options can't be used, or no certificate has the fingerprint; the error of the
 *   connection if no node can be asked
 * @throws MissingPackageError if `@elastic/elasticsearch` is not installed, unless the connection brings its own
 */
export async function connect(connection: ElasticsearchConnection): Promise<ElasticsearchClient> {
  if (connection.client !== undefined) return connection.client;
  const Client = connection.Client ?? (await installedClient());
  const tls = await trust(connection);
  try {
    return new Client({ ...clientOptions(connection), ...(tls && { tls }) });
  } catch (error) {
    // The client's own complaints name the option and no value.
    throw new ElasticsearchSetupError(
      nodeNames(connection),
      `can't be used as configured: ${(error as Error).message}`,
    );
  }
}

async function installedClient(): Promise<ElasticsearchClientClass> {
  const name = '@elastic/elasticsearch';
  const { Client } = await importOptional(name, () => import('@elastic/elasticsearch'));
  return Client as unknown as ElasticsearchClientClass;
}

/** What both majors of the client understand. The pipeline tries again, so the client does not. */
export function clientOptions(connection: ElasticsearchConnection): Record<string, unknown> {
  const { node, cloudId, compression, headers } = connection;
  return {
    ...(node !== undefined && { node }),
    ...(cloudId !== undefined && { cloud: { id: cloudId } }),
    ...auth(connection),
    ...(compression !== undefined && { compression }),
    ...(headers !== undefined && { headers }),
    maxRetries: 0,
  };
}

/** Whom the client trusts; undefined for those whom Node.js trusts. */
async function trust(connection: ElasticsearchConnection): Promise<object | undefined> {
  const { node = [], ca, caFingerprint } = connection;
  if (caFingerprint === undefined) return ca === undefined ? undefined : { ca };
  for (const url of [node].flat()) {
    const authority = await authorityOf(new URL(url), caFingerprint);
    // It signs for this cluster alone, whose nodes may be called by names that their certificates do not have.
    if (authority !== undefined) return { ca: authority, checkServerIdentity: () => undefined };
  }
  throw new ElasticsearchSetupError(
    nodeNames(connection),
    'shows no certificate with the SHA-256 fingerprint that is set',
  );
}

function auth({ apiKey, username, password }: ElasticsearchConnection): Record<string, unknown> {
  if (apiKey === undefined) return username === undefined ? {} : { auth: { username, password } };
  const [id, secret] = apiKey.split(':', 2);
  return { auth: { apiKey: secret === undefined ? apiKey : { id, api_key: secret } } };
}

/** @throws ElasticsearchSetupError if options are missing, contradict each other or can't be read */
export function checkConnection(connection: ElasticsearchConnection): void {
  const { client, node, cloudId, ca, caFingerprint, apiKey, username, password } = connection;
  if (client !== undefined) return;
  const fail = (what: string): never => {
    throw new ElasticsearchSetupError([], what);
  };
  if ((node === undefined) === (cloudId === undefined)) fail('needs either a node or a cloud id');
  if (apiKey !== undefined && username !== undefined) fail('takes either an API key or a user name, not both');
  if (caFingerprint !== undefined && [node ?? 'http:'].flat().some((url) => !url.startsWith('https:'))) {
    fail('needs a node with https for the fingerprint of its certificate authority');
  }
  if (caFingerprint !== undefined && ca !== undefined) fail('takes either a certificate authority or its fingerprint');
  if ((username === undefined) !== (password === undefined)) fail('needs a password with the user name');
  for (const url of [node ?? []].flat()) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      fail('needs a node that is a URL with http or https, such as https://localhost:9200');
    }
  }
}
