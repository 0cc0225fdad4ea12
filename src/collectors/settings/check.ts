import { didYouMean } from '../../cli/nearest-names.ts';
import { parseAccountId } from '../azure/resource-id.ts';
import {
  eventHubConnectionProblem,
  isAccessKey,
  readEntityPath,
  storageConnectionProblem,
} from '../azure/connection-string.ts';
import { KNOWN_CATEGORIES } from '../logs/record-options.ts';
import { containerName, containerProblem } from '../logs/checkpoints/blob.ts';
import { type SettingProblem, settingProblem } from './error.ts';
import { findEventHub, type SettingName, type Settings } from './settings.ts';

/** A kind of records that a command collects. */
export type Collected = 'logs' | 'metrics' | 'costs';

type Purpose = Readonly<Record<Collected, boolean>>;

/** The form of a text. */
interface Form {
  matches(text: string): boolean;
  /** Continues "must be". */
  readonly expected: string;
}

/** Checks of a setting besides its type. */
interface Rule<V> {
  /** Of each text of the value. */
  readonly form?: Form;
  /** Whether the setting is required, or for what it is. */
  needed?(settings: Settings, purpose: Purpose): boolean | string;
  /** Returns another problem of the value, as a predicate. */
  problem?(value: V, settings: Settings, purpose: Purpose): string | undefined;
}

const isHttp = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

const NAME: Form = {
  matches: (name) => /^[a-z0-9](?:[a-z0-9._-]{0,254}[a-z0-9])?$/i.test(name),
  expected: 'a name of letters, digits, ".", "_" and "-", which begins and ends with a letter or digit',
};

const HTTP: Form = { matches: isHttp, expected: 'a URL such as https://host:9200, with https:// or http://' };

/** A host alone means HTTPS. */
const AUTHORITY: Form = {
  matches: (text) => isHttp(text.includes('://') ? text : `https://${text}`) && !/[\s@]/.test(text),
  expected: 'a URL such as https://login.microsoftonline.com',
};

const STORAGE_ACCOUNT: Form = {
  matches: (name) => /^[a-z0-9]{3,24}$/.test(name),
  expected: 'the name of a storage account alone: 3 to 24 lower-case letters and digits',
};

const COST_TYPES: readonly string[] = ['actual', 'amortized'];

const HEADER: Form = {
  matches: (text) => /^[ -~\u00a0-\u00ff]*$/.test(text),
  expected: 'of characters that a header can hold: a copy may have others, such as "…" or an invisible space',
};

const usesKeys = ({ auth_type }: Settings): boolean => auth_type === 'connection_string';

const usesIdentity = (settings: Settings): string | false =>
  !usesKeys(settings) && `with auth_type: ${settings.auth_type}`;

const usesElasticsearch = ({ output, dead_letters }: Settings): string | false =>
  output === 'elasticsearch'
    ? 'with output: elasticsearch'
    : dead_letters === 'elasticsearch' && 'with dead_letters: elasticsearch';

/** The default of `maxBackfill`: how far back metrics are read after a stop. */
const DAY = 86_400_000;

/** An app registration also reads metrics and costs beside shared keys. */
const usesApp = (settings: Settings, { logs, metrics, costs }: Purpose): string | false => {
  const signsIn = usesKeys(settings) || settings.auth_type === 'client_secret';
  if (metrics && signsIn) return 'for metrics';
  if (costs && signsIn && settings.cost_export_container === undefined) return 'for costs';
  return logs && settings.auth_type === 'client_secret' && 'with auth_type: client_secret';
};

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const RULES: { readonly [N in SettingName]?: Rule<Settings[N]> } = {
  eventhub: {
    form: NAME,
    needed: (settings, { logs }) => logs && findEventHub(settings) === undefined,
    problem: (name, { connection_string }, { logs }) => {
      const entity = readEntityPath(connection_string) ?? name;
      const differs = logs && entity?.toLowerCase() !== name?.toLowerCase() && name !== undefined;
      return differs ? 'is not the event hub that connection_string is of (its EntityPath)' : undefined;
    },
  },
  connection_string: {
    needed: (settings, { logs }) => logs && usesKeys(settings),
    problem: (text, settings) => (text && usesKeys(settings) ? eventHubConnectionProblem(text) : undefined),
  },
  eventhub_namespace: {
    form: { matches: NAME.matches, expected: 'a host name such as contoso.servicebus.windows.net' },
    needed: (settings, { logs }) => logs && usesIdentity(settings),
  },
  consumer_group: {
    form: {
      matches: (name) => name.toLowerCase() === '$default' || NAME.matches(name),
      expected: `$Default, or ${NAME.expected}`,
    },
  },
  storage_account: {
    form: STORAGE_ACCOUNT,
    needed: (settings, { logs }) =>
      logs && (usesIdentity(settings) || settings.storage_account_connection_string === undefined),
  },
  storage_account_key: {
    form: { matches: isAccessKey, expected: 'an access key of the storage account, in base64' },
    needed: (settings, { logs }) =>
      logs && usesKeys(settings) && settings.storage_account_connection_string === undefined,
  },
  storage_account_connection_string: { problem: (text) => (text ? storageConnectionProblem(text) : undefined) },
  storage_account_container: { problem: findContainerProblem },
  authority_host: { form: AUTHORITY },
  resource_manager_endpoint: { form: AUTHORITY },
  subscription_id: {
    needed: ({ resource_ids, resource_groups, cost_export_container }, { metrics, costs }) =>
      (metrics && (resource_ids.length === 0 ? 'for metrics' : resource_groups.length > 0 && 'with resource_groups')) ||
      (costs && cost_export_container === undefined && resource_ids.length === 0 && 'for costs'),
  },
  tenant_id: { needed: usesApp },
  client_id: { needed: usesApp },
  client_secret: { needed: usesApp },
  resource_ids: {
    problem: (ids, _settings, { metrics }) =>
      metrics && !ids.every(parseAccountId)
        ? 'must be ids of Azure OpenAI accounts: /subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…'
        : undefined,
  },
  period: {
    problem: (period, _settings, { metrics }) => {
      if (metrics && period % 60_000 !== 0) return `must be a multiple of 60s, not ${period / 1000}s`;
      return metrics && period > DAY
        ? `must be 1d, which is read after a stop, or less; not ${period / 1000}s`
        : undefined;
    },
  },
  cost_types: {
    problem: (types) =>
      types.length === 0 || !types.every((type) => COST_TYPES.includes(type))
        ? `must be ${COST_TYPES.join(', ')} or both`
        : undefined,
  },
  cost_export_container: { problem: (name) => (name === undefined ? undefined : containerProblem(name)) },
  cost_export_account: {
    form: STORAGE_ACCOUNT,
    needed: (settings, { costs }) =>
      costs &&
      settings.cost_export_container !== undefined &&
      settings.storage_account === undefined &&
      settings.storage_account_connection_string === undefined,
  },
  metrics_endpoint: { form: { ...HTTP, matches: (text) => isHttp(text.replaceAll('{region}', 'region')) } },
  // https://www.elastic.co/docs/reference/ecs/ecs-data_stream
  namespace: {
    form: {
      matches: (name) => /^[^A-Z\\/*?"<>| ,#:-]{1,100}$/u.test(name),
      expected: 'at most 100 characters without capitals, "-" and \\/*?"<>| ,#: ',
    },
  },
  categories: { problem: findCategoryProblem },
  elasticsearch_hosts: {
    form: HTTP,
    needed: (settings) => settings.elasticsearch_cloud_id === undefined && usesElasticsearch(settings),
  },
  elasticsearch_api_key: { form: HEADER },
  elasticsearch_username: {
    needed: (settings) =>
      usesElasticsearch(settings) &&
      settings.elasticsearch_password !== undefined &&
      settings.elasticsearch_api_key === undefined &&
      'with elasticsearch_password',
  },
  elasticsearch_password: {
    needed: ({ elasticsearch_username }) => elasticsearch_username !== undefined && 'with elasticsearch_username',
  },
  otlp_endpoint: {
    problem: (url, { output }) =>
      url && output === 'otlp' && !isHttp(url)
        ? 'must be a URL such as http://localhost:4318, with https:// or http://'
        : undefined,
  },
  otlp_headers: { form: HEADER },
  azure_openai_api_key: { form: HEADER },
};

/**
 * Returns a problem for each setting that is missing or wrong. No problem shows the value, which may be a secret.
 *
 * @param collected what the settings must suffice for; `nothing` accepts missing settings
 */
export function checkSettings(settings: Settings, collected: readonly Collected[] | 'nothing'): SettingProblem[] {
  const purposes = collected === 'nothing' ? [] : collected;
  const has = (one: Collected): boolean => purposes.includes(one);
  const purpose = { logs: has('logs'), metrics: has('metrics'), costs: has('costs') };
  return Object.entries(RULES as Readonly<Record<string, Rule<unknown>>>).flatMap(([key, rule]) => {
    const name = key as SettingName;
    const value = settings[name];
    const needed = collected !== 'nothing' && isMissing(value) && rule.needed?.(settings, purpose);
    const problem = needed
      ? `is missing${needed === true ? '' : `; it is needed ${needed}`}`
      : (formProblem(rule, value) ?? rule.problem?.(value, settings, purpose));
    return problem === undefined ? [] : [settingProblem(name, problem)];
  });
}

function isMissing(value: Settings[SettingName]): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function formProblem({ form }: Rule<unknown>, value: Settings[SettingName]): string | undefined {
  const texts = typeof value === 'object' ? Object.values(value) : typeof value === 'string' ? [value] : [];
  return form === undefined || texts.every((text) => form.matches(text)) ? undefined : `must be ${form.expected}`;
}

/** Azure accepts fewer names for containers than for event hubs; the default is made of the event hub's name. */
function findContainerProblem(own: string | undefined, settings: Settings): string | undefined {
  const eventHub = findEventHub(settings);
  if (own === undefined && (eventHub === undefined || !NAME.matches(eventHub))) return undefined;
  const problem = containerProblem(containerName(eventHub ?? '', own));
  if (problem === undefined || own !== undefined) return problem;
  return `is needed: its default, made of the name of the event hub, ${problem}`;
}

function findCategoryProblem(categories: readonly string[]): string | undefined {
  // Every record would be filtered and acknowledged.
  if (categories.length === 0) return 'must name a category; leave it out for all of them';
  const unknown = categories.find((category) => !KNOWN_CATEGORIES.includes(category));
  if (unknown === undefined) return undefined;
  const place = categories.length === 1 ? '' : `, at place ${categories.indexOf(unknown) + 1} of ${categories.length}`;
  const hint = didYouMean(unknown, KNOWN_CATEGORIES) || ` Known are ${KNOWN_CATEGORIES.join(', ')}.`;
  return `has an unknown category${place}.${hint}`;
}
