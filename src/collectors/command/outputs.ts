import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CommandIo } from '../../cli/io.ts';
import { shownPath } from '../../cli/shown-value.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { Sink } from '../contracts/sink.ts';
import { settingProblem, SettingsError } from '../settings/error.ts';
import type { Settings } from '../settings/settings.ts';
import type { ElasticsearchConnection } from '../sinks/elasticsearch/options.ts';
import { elasticsearchDeadLetters, elasticsearchSink } from '../sinks/elasticsearch/sink.ts';
import { fileDeadLetters, ndjsonSink } from '../sinks/ndjson/sink.ts';
import { localSink } from '../sinks/local/sink.ts';
import { otlpSink } from '../sinks/otlp/sink.ts';

/** Opens the sink that the settings name, for costs too if they are collected. */
export async function openSink(settings: Settings, { env, stdout }: CommandIo, hasCosts = false): Promise<Sink> {
  const { output, elasticsearch_pipeline: pipeline, otlp_endpoint: endpoint, ndjson_path: path } = settings;
  switch (output) {
    case 'elasticsearch':
      return elasticsearchSink({
        ...(await elasticsearchConnection(settings)),
        pipeline,
        dataStreams: listDataStreams(settings, hasCosts),
      });
    case 'otlp':
      return otlpSink({ env, headers: settings.otlp_headers, ...(endpoint !== undefined && { endpoint }) });
    case 'local':
      return localSink({ path: settings.local_path });
    case 'ndjson':
      return ndjsonSink(path === '-' ? { stream: stdout as unknown as NodeJS.WritableStream } : { path });
  }
}

/** Opens the destination of dead letters that the settings name. */
export async function openDeadLetters(settings: Settings): Promise<DeadLetters> {
  if (settings.dead_letters === 'file') return fileDeadLetters(settings.dead_letter_path);
  const { namespace } = settings;
  return elasticsearchDeadLetters({ ...(await elasticsearchConnection(settings)), namespace });
}

/**
 * Returns how the settings connect to Elasticsearch.
 *
 * @throws SettingsError if the file of certificates cannot be read, or has none
 */
export async function elasticsearchConnection(settings: Settings): Promise<ElasticsearchConnection> {
  const { elasticsearch_cloud_id: cloudId, elasticsearch_api_key: apiKey, elasticsearch_hosts: hosts } = settings;
  const { elasticsearch_username: username, elasticsearch_password: password, elasticsearch_ca: ca } = settings;
  return {
    ...(cloudId === undefined ? { node: hosts } : { cloudId }),
    // As in Elastic's own tools, an API key takes precedence over a user.
    ...(apiKey !== undefined && { apiKey }),
    ...(apiKey === undefined && username !== undefined && password !== undefined && { username, password }),
    ...(ca !== undefined && { ca: await readCertificates(ca) }),
  };
}

/** Returns the names of the data streams of the documents, with that of costs if they are collected. */
export function listDataStreams({ namespace }: Pick<Settings, 'namespace'>, hasCosts = false): string[] {
  return [
    `logs-azure_openai.logs-${namespace}`,
    `metrics-azure.open_ai-${namespace}`,
    ...(hasCosts ? [`metrics-azure.open_ai_cost-${namespace}`] : []),
  ];
}

async function readCertificates(path: string): Promise<string> {
  const wrong = (problem: string): SettingsError =>
    new SettingsError([settingProblem('elasticsearch_ca', `${shownPath(path)} ${problem}`)]);
  // Without a cause: its message has the path, which may be a certificate or a secret by mistake.
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read: ${error.code}`);
  });
  // With an empty list, Node.js would trust no certificate, and report nothing.
  if (!isCertificate(text)) throw wrong('has no certificate in PEM (-----BEGIN CERTIFICATE-----)');
  return text;
}

function isCertificate(text: string): boolean {
  try {
    return Boolean(new X509Certificate(text));
  } catch {
    return false;
  }
}
