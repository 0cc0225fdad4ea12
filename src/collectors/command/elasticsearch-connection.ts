import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { shownPath } from '../../cli/shown-value.ts';
import type { ElasticsearchConnection } from '../sinks/elasticsearch/options.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError, wrongSetting } from '../settings/settings-error.ts';

/**
 * How the settings reach Elasticsearch.
 *
 * @throws SettingsError if the file of certificates cannot be read, or has none
 */
export async function elasticsearchConnection(settings: Settings): Promise<ElasticsearchConnection> {
  const { elasticsearch_cloud_id: cloudId, elasticsearch_api_key: apiKey, elasticsearch_hosts: hosts } = settings;
  const { elasticsearch_username: username, elasticsearch_password: password } = settings;
  const ca = settings.elasticsearch_ca === undefined ? undefined : await certificates(settings.elasticsearch_ca);
  return {
    ...(cloudId === undefined ? { node: hosts } : { cloudId }),
    // As in Elastic's own tools, an API key goes before a user.
    ...(apiKey !== undefined
      ? { apiKey }
      : username !== undefined && password !== undefined
        ? { username, password }
        : {}),
    ...(ca !== undefined && { ca }),
  };
}

/** The data streams that the documents go to. */
export function dataStreamsOf({ namespace }: Pick<Settings, 'namespace'>): string[] {
  return [`logs-azure_openai.logs-${namespace}`, `metrics-azure.open_ai-${namespace}`];
}

async function certificates(path: string): Promise<string> {
  const wrong = (what: string): SettingsError => {
    return new SettingsError([wrongSetting('elasticsearch_ca', `${shownPath(path)} ${what}`)]);
  };
  // Not as the cause: its message has the path, and some put the certificate or a secret there.
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read: ${error.code}`);
  });
  // Node.js would trust nobody then, without a word.
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
