import { connectionStringParts, entityPathOf, namespaceOf } from './connection-string.ts';
import { SETTINGS } from './setting-definitions.ts';
import type { Settings } from './settings.ts';
import type { SettingProblem } from './settings-error.ts';

/** What a command collects. */
export type Collected = 'logs' | 'metrics';

/** Every setting that is missing, or does not fit the others, for what is to be collected. */
export function checkSettings(settings: Settings, collected: readonly Collected[]): SettingProblem[] {
  return [
    ...(collected.includes('logs') ? logsProblems(settings) : []),
    ...(collected.includes('metrics') ? metricsProblems(settings) : []),
    ...outputProblems(settings),
    ...documentProblems(settings),
  ].filter(({ setting }, index, all) => all.findIndex((other) => other.setting === setting) === index);
}

function logsProblems(settings: Settings): SettingProblem[] {
  const { auth_type, connection_string, eventhub } = settings;
  const entity = entityPathOf(connection_string);
  const problems: (SettingProblem | undefined)[] = [
    entity === undefined ? missing(settings, 'eventhub') : undefined,
    entity !== undefined && eventhub !== undefined && entity.toLowerCase() !== eventhub.toLowerCase()
      ? wrong('eventhub', `is ${eventhub}, but connection_string is of the event hub ${entity}`)
      : undefined,
    ...(auth_type === 'connection_string' ? sharedKeyProblems(settings) : identityProblems(settings)),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function sharedKeyProblems(settings: Settings): (SettingProblem | undefined)[] {
  const { connection_string, storage_account_connection_string } = settings;
  const problems = [missing(settings, 'connection_string')];
  if (connection_string !== undefined) problems.push(connectionStringProblem(connection_string));
  if (storage_account_connection_string === undefined) {
    problems.push(missing(settings, 'storage_account'), missing(settings, 'storage_account_key'));
  }
  return problems;
}

function identityProblems(settings: Settings): (SettingProblem | undefined)[] {
  const { auth_type } = settings;
  const why = `with auth_type: ${auth_type}`;
  return [
    missing(settings, 'eventhub_namespace', why),
    missing(settings, 'storage_account', why),
    ...(auth_type === 'client_secret' ? appProblems(settings, why) : []),
  ];
}

function appProblems(settings: Settings, why?: string): (SettingProblem | undefined)[] {
  return [
    missing(settings, 'tenant_id', why),
    missing(settings, 'client_id', why),
    missing(settings, 'client_secret', why),
  ];
}

function connectionStringProblem(text: string): SettingProblem | undefined {
  const parts = connectionStringParts(text);
  if (parts.get('usedevelopmentemulator') === 'true' && namespaceOf(text) !== undefined) return undefined;
  const hasKey = parts.has('sharedaccesskeyname') && parts.has('sharedaccesskey');
  if (namespaceOf(text) !== undefined && (hasKey || parts.has('sharedaccesssignature'))) return undefined;
  return wrong(
    'connection_string',
    'must be of the form Endpoint=sb://…/;SharedAccessKeyName=…;SharedAccessKey=…, of a namespace or an event hub',
  );
}

function metricsProblems(settings: Settings): SettingProblem[] {
  const { auth_type, resource_ids, period } = settings;
  const problems = [
    resource_ids.length === 0 ? missing(settings, 'subscription_id', 'for metrics') : undefined,
    ...resource_ids.filter((id) => !isAccountId(id)).map((id) => notAnAccount(id)),
    period % 60_000 === 0 ? undefined : wrong('period', `must be a multiple of 60s, not ${period / 1000}s`),
    ...(auth_type === 'connection_string' || auth_type === 'client_secret' ? appProblems(settings, 'for metrics') : []),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function isAccountId(id: string): boolean {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.cognitiveservices\/accounts\/[^/]+$/i.test(
    id,
  );
}

function notAnAccount(id: string): SettingProblem {
  return wrong('resource_ids', `holds ${JSON.stringify(id)}, which is no id of an Azure OpenAI account`);
}

function outputProblems(settings: Settings): SettingProblem[] {
  const { output, elasticsearch_hosts: hosts, elasticsearch_cloud_id, dead_letters } = settings;
  const needsElasticsearch = output === 'elasticsearch' || dead_letters === 'elasticsearch';
  const why = output === 'elasticsearch' ? 'with output: elasticsearch' : 'with dead_letters: elasticsearch';
  const problems: (SettingProblem | undefined)[] = [
    ...(needsElasticsearch && elasticsearch_cloud_id === undefined
      ? [missing(settings, 'elasticsearch_hosts', why)]
      : []),
    ...hosts.filter((host) => !isHttp(host)).map((host) => notAUrl('elasticsearch_hosts', host)),
    output === 'otlp' && settings.otlp_endpoint !== undefined && !isHttp(settings.otlp_endpoint)
      ? notAUrl('otlp_endpoint', settings.otlp_endpoint)
      : undefined,
    settings.elasticsearch_username !== undefined
      ? missing(settings, 'elasticsearch_password', 'with elasticsearch_username')
      : undefined,
  ];
  return problems.filter((problem) => problem !== undefined);
}

/** @see https://www.elastic.co/docs/reference/ecs/ecs-data_stream */
function documentProblems({ namespace }: Settings): SettingProblem[] {
  if (/^[^A-Z\\/*?"<>| ,#:-]{1,100}$/u.test(namespace)) return [];
  return [
    wrong('namespace', `must be at most 100 characters without capitals, "-" and \\/*?"<>| ,#: , not ${namespace}`),
  ];
}

function isHttp(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}

function notAUrl(setting: keyof Settings, text: string): SettingProblem {
  return wrong(setting, `must be a URL such as https://host:9200, not ${JSON.stringify(withoutPassword(text))}`);
}

/** Even a URL that does not parse may hold a password. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//***@');
}

function missing(settings: Settings, name: keyof Settings, why?: string): SettingProblem | undefined {
  const value = settings[name];
  if (value !== undefined && !(Array.isArray(value) && value.length === 0)) return undefined;
  return wrong(name, `is missing${why === undefined ? '' : `; it is needed ${why}`}`);
}

function wrong(setting: keyof Settings, problem: string): SettingProblem {
  const from = SETTINGS.find(({ name }) => name === setting)?.from;
  return { setting, problem, ...(from !== undefined && { from }) };
}
