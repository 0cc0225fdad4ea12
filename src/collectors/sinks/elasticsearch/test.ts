import { type CheckResult, fail, failToCheck, type Finding, ok, skip } from '../../contracts/finding.ts';
import { MissingPackageError } from '../../optional-package.ts';
import { ElasticsearchSetupError } from './errors.ts';
import { connectionMask, nodeNames } from './client.ts';
import type { ElasticsearchClient, ElasticsearchConnection, ElasticsearchSinkOptions } from './options.ts';
import { readFailure } from './outcome.ts';

const TIMEOUT = 20_000;

/** The data streams of the collectors' mappers in the namespace `default`. */
const DATA_STREAMS = ['logs-azure_openai.logs-default', 'metrics-azure.open_ai-default'];

type Connect = () => Promise<ElasticsearchClient>;

/** Checks that Elasticsearch answers, and that the credentials may write to the data streams. */
export async function* testSink(
  connect: Connect,
  options: ElasticsearchSinkOptions,
): AsyncGenerator<Finding, void, void> {
  const reachable = await checkVersion(connect, options);
  yield { id: 'elasticsearch', title: 'Elasticsearch', ...reachable };
  const privileges =
    reachable.status === 'ok'
      ? await checkPrivileges(connect, options, options.dataStreams ?? DATA_STREAMS)
      : skip('Elasticsearch could not be asked');
  yield { id: 'elasticsearch.privileges', title: 'Privileges', ...privileges };
}

/** Checks that the credentials may write dead letters. */
export async function* testDeadLetters(
  connect: Connect,
  options: ElasticsearchConnection,
  index: string,
): AsyncGenerator<Finding, void, void> {
  const reachable = await checkVersion(connect, options);
  const result = reachable.status === 'ok' ? await checkPrivileges(connect, options, [index]) : reachable;
  yield { id: 'elasticsearch.dead-letters', title: 'Privileges for dead letters', ...result };
}

async function checkVersion(connect: Connect, options: ElasticsearchConnection): Promise<CheckResult> {
  try {
    const body = await ask(connect, { method: 'GET', path: '/' });
    return ok(`Elasticsearch ${(body as { version?: { number?: string } }).version?.number ?? 'unknown'}`);
  } catch (error) {
    return failure(error, options);
  }
}

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges */
async function checkPrivileges(
  connect: Connect,
  options: ElasticsearchConnection,
  names: readonly string[],
): Promise<CheckResult> {
  const needed = ['auto_configure', 'create_doc'];
  const role = { index: [{ names, privileges: needed }] };
  try {
    const body = await ask(connect, { method: 'POST', path: '/_security/user/_has_privileges', body: role });
    const { index = {} } = body as { index?: Record<string, Record<string, boolean>> };
    const lacking = names.flatMap((name) =>
      needed.filter((privilege) => !index[name]?.[privilege]).map((privilege) => `${privilege} on ${name}`),
    );
    if (lacking.length === 0) return ok(`may write to ${names.join(' and ')}`);
    return fail(`may not ${lacking.join(', ')}`, `Give the API key or the role ${JSON.stringify(role)}.`);
  } catch (error) {
    const { statusCode = 0 } = (error as { meta?: { statusCode?: number } }).meta ?? {};
    if ([400, 404, 405].includes(statusCode)) return ok('security is switched off: everything is allowed');
    return failure(error, options);
  }
}

type Request = Parameters<ElasticsearchClient['transport']['request']>[0];

async function ask(connect: Connect, request: Request): Promise<unknown> {
  const { transport } = await connect();
  const options = { meta: true, maxRetries: 0, signal: AbortSignal.timeout(TIMEOUT) } as const;
  return (await transport.request(request, options)).body;
}

function failure(error: unknown, options: ElasticsearchConnection): CheckResult {
  if (error instanceof MissingPackageError) return failToCheck(error);
  if (error instanceof ElasticsearchSetupError) return fail(error.message, NODE);
  const mask = connectionMask(options);
  const { status, reason } = readFailure(error, mask);
  const detail = `${nodeNames(options).join(', ') || 'Elasticsearch'}: ${mask(reason)}`;
  if (status === 'refused') return fail(detail, CREDENTIALS);
  return fail(detail, /certificate|self[- ]signed/i.test(reason) ? AUTHORITY : NODE);
}

const NODE = 'See elasticsearch_hosts: https://<host>:9200, or the endpoint in the Elastic Cloud console.';
const AUTHORITY = 'Set elasticsearch_ca to the certificate of the authority (http_ca.crt of Elasticsearch).';
const CREDENTIALS =
  'The credentials are refused: see elasticsearch_api_key, or elasticsearch_username and elasticsearch_password.';
