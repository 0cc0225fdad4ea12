import { UsageError } from '../../cli/options.ts';
import { elasticsearchConnection } from '../../collectors/command/outputs.ts';
import { SettingsError } from '../../collectors/settings/error.ts';
import type { Settings } from '../../collectors/settings/settings.ts';
import type { FlagOption, Flags } from '../../collectors/settings/usage.ts';
import { DEFAULT_SETTINGS, type ElasticSettings } from '../kibana/settings.ts';
import type { TraceStorage } from '../streams.ts';
import type { Server } from '../../setup/http.ts';
import type { Action } from '../../setup/resource.ts';
import { readSettings } from '../../setup/settings.ts';

/** Parts of what setup makes; each can be left out. */
export interface Parts {
  readonly elasticsearch: boolean;
  readonly dashboards: boolean;
  readonly rules: boolean;
  readonly slos: boolean;
  readonly ml: boolean;
}

const PARTS = ['elasticsearch', 'dashboards', 'rules', 'slos', 'ml'] as const;

/** The flags of the command, apart from those of settings. */
export const FLAGS: Readonly<Record<string, FlagOption>> = {
  'kibana-url': { type: 'string' },
  space: { type: 'string' },
  settings: { type: 'string' },
  traces: { type: 'string' },
  check: { type: 'boolean' },
  remove: { type: 'boolean' },
  export: { type: 'string' },
  ...Object.fromEntries(PARTS.map((part) => [part, { type: 'boolean' }])),
};

export const USAGE: string = `Usage: azure-openai-otel setup elastic [options]

Makes everything that Elastic needs for the documents of "collect" and the spans of the instrumentation: templates, an
ingest pipeline and transforms in Elasticsearch; data views, searches, dashboards, alert rules, SLOs and anomaly detection
jobs in Kibana. What is there already and as it should be stays as it is, so the command can be repeated.

Where:
  --elasticsearch-hosts <url>     URL of Elasticsearch (or ELASTICSEARCH_URL)
  --kibana-url <url>              URL of Kibana (or KIBANA_URL)
  --elasticsearch-cloud-id <id>   Cloud ID, instead of both URLs (or ELASTIC_CLOUD_ID)
  --elasticsearch-api-key <key>, --elasticsearch-api-key-file <file>
                                  encoded API key (or ELASTICSEARCH_API_KEY). Alert rules run with it: it must not expire
  --elasticsearch-username <name>, --elasticsearch-password <password>, --elasticsearch-password-file <file>
                                  user, instead of an API key
  --elasticsearch-ca <file>       PEM file with the certificate authorities of both servers
  --space <id>                    space of Kibana (default: default)
  --config <file>                 file of the collectors' settings, which has the settings of Elasticsearch too

What:
  --no-elasticsearch, --no-dashboards, --no-rules, --no-slos, --no-ml
                                  leave a part out
  --settings <file>               JSON file with other thresholds than those of elastic/settings.json
  --traces <apm|otel|both>        how spans are stored: by Elastic APM or as OpenTelemetry has them (default: looks which
                                  there are; apm if there are none yet)

Instead of making it:
  --check                         compare with what is there, and change nothing
  --remove                        remove everything that this command makes
  --export <folder>               write all of it to files, without a connection
  -h, --help                      this text

Exit codes: 0 done, 1 something failed, is missing or differs, 2 wrong options or settings.
`;

/** The options of a run. */
export interface SetupOptions {
  readonly action: Action;
  readonly parts: Parts;
  /** undefined: look which there are */
  readonly traces: readonly TraceStorage[] | undefined;
  readonly elastic: ElasticSettings;
  readonly space: string;
}

/** @throws UsageError for options that contradict each other; SettingsError for a file of settings that is wrong */
export async function readOptions({ values }: Flags): Promise<SetupOptions> {
  const { check, remove, export: folder, space = 'default', traces } = values;
  const actions = [check === true, remove === true, folder !== undefined].filter(Boolean);
  if (actions.length > 1) throw new UsageError('--check, --remove and --export exclude one another.');
  if (!/^[a-z0-9_-]+$/.test(String(space))) {
    throw new UsageError('--space must be the id of a space: lower case letters, digits, _ and -.');
  }
  const storages = { apm: ['apm'], otel: ['otel'], both: ['apm', 'otel'] } as const;
  if (traces !== undefined && !Object.hasOwn(storages, String(traces))) {
    throw new UsageError('--traces must be apm, otel or both.');
  }
  return {
    action: check === true ? 'check' : remove === true ? 'remove' : 'apply',
    parts: Object.fromEntries(PARTS.map((part) => [part, values[part] !== false])) as unknown as Parts,
    traces: traces === undefined ? undefined : storages[traces as keyof typeof storages],
    elastic: await readSettings(DEFAULT_SETTINGS, values['settings'] as string | undefined),
    space: String(space),
  };
}

/** The two servers. */
export interface Servers {
  readonly elasticsearch: Server;
  /** In the space. */
  readonly kibana: Server;
}

/** @throws SettingsError if a URL or the credentials are missing or wrong */
export async function readServers(
  { values }: Flags,
  env: Readonly<Record<string, string | undefined>>,
  settings: Settings,
  space: string,
): Promise<Servers> {
  const { node, cloudId, apiKey, username, password, ca } = await elasticsearchConnection(settings);
  const kibanaUrl = values['kibana-url'] ?? (env['KIBANA_URL'] || undefined);
  const cloud = cloudId === undefined ? undefined : readCloudId(cloudId);
  const elasticsearchUrl = cloud?.elasticsearch ?? [node ?? []].flat()[0];
  const url = kibanaUrl ?? cloud?.kibana;
  if (elasticsearchUrl === undefined) throw missing('elasticsearch_hosts or elasticsearch_cloud_id is missing');
  if (url === undefined) throw missing('--kibana-url is missing; it is the address of Kibana in the browser');
  for (const one of [elasticsearchUrl, String(url)]) {
    if (!/^https?:$/.test(URL.parse(one)?.protocol ?? ''))
      throw missing('the URLs must start with http:// or https://');
  }
  if (apiKey === undefined && username === undefined && settings.elasticsearch_username !== undefined) {
    throw missing('elasticsearch_password is missing');
  }
  const credentials = authorization(apiKey, username, password);
  const base = String(url).replace(/\/+$/, '');
  return {
    elasticsearch: { url: elasticsearchUrl, headers: credentials, ca },
    kibana: {
      url: space === 'default' ? base : `${base}/s/${space}`,
      headers: { ...credentials, 'kbn-xsrf': 'true', 'elastic-api-version': '2023-10-31' },
      ca,
    },
  };
}

function missing(problem: string): SettingsError {
  return new SettingsError([{ problem }]);
}

/** An API key is `id:api_key` or the Base64 of it. */
function authorization(apiKey?: string, username?: string, password?: string): Record<string, string> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  if (apiKey !== undefined) return { authorization: `ApiKey ${apiKey.includes(':') ? base64(apiKey) : apiKey}` };
  return username === undefined ? {} : { authorization: `Basic ${base64(`${username}:${password ?? ''}`)}` };
}

/** A Cloud ID is a name and the Base64 of `host[:port]$elasticsearch$kibana`. */
function readCloudId(cloudId: string): { elasticsearch: string; kibana: string | undefined } {
  const parts = Buffer.from(cloudId.slice(cloudId.lastIndexOf(':') + 1), 'base64')
    .toString()
    .split('$');
  const [host, elasticsearch, kibana] = parts;
  if (!host || !elasticsearch) throw missing('elasticsearch_cloud_id is no Cloud ID');
  const [domain, port] = host.split(':', 2);
  const toUrl = (id: string): string => `https://${id}.${domain}${port === undefined ? '' : `:${port}`}`;
  return { elasticsearch: toUrl(elasticsearch), kibana: kibana ? toUrl(kibana) : undefined };
}
