import { entityPathOf } from '../azure/connection-string.ts';
import type { Settings } from './settings.ts';
import { type SettingProblem, wrongSetting } from './settings-error.ts';

/** What a command collects. */
export type Collected = 'logs' | 'metrics';

/** Every setting that is missing, or does not fit the others, for what is to be collected. */
export function checkSettings(settings: Settings, collected: readonly Collected[]): SettingProblem[] {
  return [
    ...(collected.includes('logs') ? logsProblems(settings) : []),
    ...(collected.includes('metrics') ? metricsProblems(settings) : []),
    ...outputProblems(settings),
  ];
}

function logsProblems(settings: Settings): SettingProblem[] {
  const { auth_type, connection_string, eventhub } = settings;
  const entity = entityPathOf(connection_string);
  const problems: (SettingProblem | undefined)[] = [
    entity === undefined ? missing(settings, 'eventhub') : undefined,
    entity !== undefined && eventhub !== undefined && entity.toLowerCase() !== eventhub.toLowerCase()
      ? wrongSetting('eventhub', 'is not the event hub that connection_string is of (its EntityPath)')
      : undefined,
    ...(auth_type === 'connection_string' ? sharedKeyProblems(settings) : identityProblems(settings)),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function sharedKeyProblems(settings: Settings): (SettingProblem | undefined)[] {
  const { storage_account_connection_string } = settings;
  const problems = [missing(settings, 'connection_string')];
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

function metricsProblems(settings: Settings): SettingProblem[] {
  const { auth_type, resource_ids, period } = settings;
  const problems = [
    resource_ids.length === 0 ? missing(settings, 'subscription_id', 'for metrics') : undefined,
    resource_ids.every(isAccountId) ? undefined : notAnAccount(),
    period % 60_000 === 0 ? undefined : wrongSetting('period', `must be a multiple of 60s, not ${period / 1000}s`),
    ...(auth_type === 'connection_string' || auth_type === 'client_secret' ? appProblems(settings, 'for metrics') : []),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function isAccountId(id: string): boolean {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.cognitiveservices\/accounts\/[^/]+$/i.test(
    id,
  );
}

function notAnAccount(): SettingProblem {
  return wrongSetting(
    'resource_ids',
    'must be ids of Azure OpenAI accounts: /subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…',
  );
}

function outputProblems(settings: Settings): SettingProblem[] {
  const { output, elasticsearch_cloud_id, dead_letters } = settings;
  const needsElasticsearch = output === 'elasticsearch' || dead_letters === 'elasticsearch';
  const why = output === 'elasticsearch' ? 'with output: elasticsearch' : 'with dead_letters: elasticsearch';
  const problems: (SettingProblem | undefined)[] = [
    ...(needsElasticsearch && elasticsearch_cloud_id === undefined
      ? [missing(settings, 'elasticsearch_hosts', why)]
      : []),
    settings.elasticsearch_username !== undefined
      ? missing(settings, 'elasticsearch_password', 'with elasticsearch_username')
      : undefined,
    needsElasticsearch && settings.elasticsearch_password !== undefined && settings.elasticsearch_api_key === undefined
      ? missing(settings, 'elasticsearch_username', 'with elasticsearch_password')
      : undefined,
  ];
  return problems.filter((problem) => problem !== undefined);
}

function missing(settings: Settings, name: keyof Settings, why?: string): SettingProblem | undefined {
  const value = settings[name];
  if (value !== undefined && !(Array.isArray(value) && value.length === 0)) return undefined;
  return wrongSetting(name, `is missing${why === undefined ? '' : `; it is needed ${why}`}`);
}
