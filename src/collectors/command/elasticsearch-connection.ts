import { readFile } from 'node:fs/promises';
import type { ElasticsearchConnection } from '../sinks/elasticsearch/options.ts';
import type { Settings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/**
 * How the settings reach Elasticsearch.
 *
 * @throws SettingsError if the file of certificates cannot be read
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
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError([{ setting: 'elasticsearch_ca', problem: `${path} cannot be read: ${code}` }], {
      cause: error,
    });
  }
}
