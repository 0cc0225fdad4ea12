import { dataStreamsOf, elasticsearchConnection } from '../../command/elasticsearch-connection.ts';
import type { Settings } from '../../settings/settings.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { endpointOf } from '../../../otlp/endpoint.ts';
import { connect } from '../../sinks/elasticsearch/client.ts';
import { withoutSecrets } from '../../sinks/elasticsearch/node-names.ts';
import { post } from '../../sinks/otlp/post.ts';
import { EMPTY } from '../../sinks/otlp/request.ts';
import { exportResult } from '../../sinks/otlp/response-body.ts';
import type { ElasticsearchConnection } from '../../sinks/elasticsearch/options.ts';
import { type Finding, fail, ok, skip } from '../check.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

const TIMEOUT = 20_000;

/** What was asked of Elasticsearch. */
export interface ElasticsearchFindings {
  readonly reachable: Finding;
  readonly privileges: Finding;
}

/** The part of the client that is used here. */
interface Requests {
  readonly transport: {
    request(
      params: { method: string; path: string; body?: unknown },
      options: { meta: true; maxRetries: number; signal: AbortSignal },
    ): Promise<{ body: unknown }>;
  };
  close(): Promise<void>;
}

/** Asks who we are and what we may do; writes nothing. */
export async function checkElasticsearch({ settings }: DoctorContext): Promise<ElasticsearchFindings> {
  const { elasticsearch_hosts: hosts, elasticsearch_cloud_id: cloudId, output } = settings;
  const privileges = skip('Elasticsearch could not be asked');
  if (hosts.length === 0 && cloudId === undefined) {
    const detail = 'elasticsearch_hosts or elasticsearch_cloud_id is missing';
    return {
      reachable: output === 'elasticsearch' ? fail(detail, 'Set one of them.') : skip(`output is ${output}`),
      privileges: skip(detail),
    };
  }
  let client: Requests | undefined;
  let connection: ElasticsearchConnection = {};
  try {
    connection = await elasticsearchConnection(settings);
    client = (await connect(connection)) as unknown as Requests;
    const { body } = await ask(client, 'GET', '/');
    const version = (body as { version?: { number?: string } }).version?.number ?? 'unknown';
    return { reachable: ok(`Elasticsearch ${version}`), privileges: await privilegesOf(client, settings, connection) };
  } catch (error) {
    return { reachable: unreachable(error, connection), privileges };
  } finally {
    await client?.close().catch(() => {});
  }
}

function ask(client: Requests, method: string, path: string, body?: unknown): Promise<{ body: unknown }> {
  const options = { meta: true, maxRetries: 0, signal: AbortSignal.timeout(TIMEOUT) } as const;
  return client.transport.request({ method, path, ...(body !== undefined && { body }) }, options);
}

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges */
async function privilegesOf(
  client: Requests,
  settings: Settings,
  connection: ElasticsearchConnection,
): Promise<Finding> {
  const names = dataStreamsOf(settings);
  const needed = ['auto_configure', 'create_doc'];
  try {
    const { body } = await ask(client, 'POST', '/_security/user/_has_privileges', {
      index: [{ names, privileges: needed }],
    });
    const { index = {} } = body as { index?: Record<string, Record<string, boolean>> };
    const lacking = names.flatMap((name) =>
      needed.filter((one) => !index[name]?.[one]).map((one) => `${one} on ${name}`),
    );
    if (lacking.length === 0) return ok(`may write to ${names.join(' and ')}`);
    const role = { index: [{ names, privileges: needed }] };
    return fail(`may not ${lacking.join(', ')}`, `Give the API key or the role ${JSON.stringify(role)}.`);
  } catch (error) {
    if (statusOf(error) === 400 || statusOf(error) === 404 || statusOf(error) === 405) {
      return ok('security is switched off: everything is allowed');
    }
    const reason = withoutSecrets(describeError(error), connection);
    return fail(reason, 'See elasticsearch_api_key, or elasticsearch_username and elasticsearch_password.');
  }
}

function unreachable(error: unknown, connection: ElasticsearchConnection): Finding {
  if (error instanceof SettingsError) {
    const problems = error.problems.map(({ setting, problem }) => `${setting}: ${problem}`);
    return fail(
      problems.join('; '),
      'Name a file with the certificate of the authority (http_ca.crt of Elasticsearch).',
    );
  }
  // A server may repeat the credentials that it was sent.
  const reason = withoutSecrets(describeError(error), connection);
  if (statusOf(error) === 401) {
    return fail(
      reason,
      'The credentials are refused: see elasticsearch_api_key, or elasticsearch_username and _password.',
    );
  }
  if (/certificate|self[- ]signed/i.test(reason)) {
    return fail(reason, 'Set elasticsearch_ca to the certificate of the authority (http_ca.crt of Elasticsearch).');
  }
  return fail(reason, 'See elasticsearch_hosts: https://<host>:9200, or the endpoint in the Elastic Cloud console.');
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Sends an export without records, which every receiver takes and nobody stores. */
export async function checkOtlp({ settings }: DoctorContext, isAsked: boolean): Promise<Finding> {
  const { output, otlp_endpoint: endpoint = 'http://localhost:4318', otlp_headers: headers } = settings;
  const shown = /^https?:/i.test(endpoint) ? (URL.parse(endpoint)?.origin ?? 'otlp_endpoint') : 'otlp_endpoint';
  if (output !== 'otlp' && !isAsked) return skip(`output is ${output}, and OTEL_EXPORTER_OTLP_ENDPOINT is not set`);
  try {
    const response = await post(endpointOf('logs', { endpoint, headers, timeout: TIMEOUT, env: {} }), EMPTY.logs);
    const isSuccess = response.status >= 200 && response.status < 300;
    if (isSuccess && exportResult(response) !== undefined) return ok(`${shown} takes OTLP/HTTP`);
    const isRefused = response.status === 401 || response.status === 403;
    return fail(
      `${shown} answers ${response.status}${isSuccess ? ', but not as an OTLP receiver does' : ''}`,
      isRefused
        ? 'See OTEL_EXPORTER_OTLP_HEADERS.'
        : 'See OTEL_EXPORTER_OTLP_ENDPOINT: it is the one for HTTP, mostly port 4318.',
    );
  } catch (error) {
    return fail(
      `${shown}: ${describeError(error)}`,
      'See OTEL_EXPORTER_OTLP_ENDPOINT: it is the one for HTTP, mostly port 4318.',
    );
  }
}
