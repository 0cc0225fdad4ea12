import type { TokenCredential } from '@azure/identity';
import { azureCloud } from '../azure/clouds.ts';
import { parseAccountId } from '../azure/resource-id.ts';
import { ACCOUNT_KINDS, type AccountSelection } from './accounts.ts';
import type { CursorStore } from './cursor-stores.ts';
import { METRIC_GROUPS } from './metric-groups.ts';
import type { MetricGroup } from './types.ts';
import type { WindowOptions } from './schedule.ts';
import { MINUTE, RETENTION } from './schedule.ts';

/** Thrown at once when an option of {@link azureMonitorMetrics} can't be used. */
export class InvalidMetricsOptionError extends Error {
  override readonly name = 'InvalidMetricsOptionError';
  /** Name of the option, such as `subscriptionIds`. */
  readonly option: string;
  readonly problem: string;

  constructor(option: string, problem: string, errorOptions?: ErrorOptions) {
    super(`Option ${option} of the metrics can't be used: ${problem}`, errorOptions);
    this.option = option;
    this.problem = problem;
  }
}

/** Options of {@link azureMonitorMetrics}. Durations are in seconds. */
export interface AzureMonitorMetricsOptions {
  /**
   * The identity needs the role Monitoring Reader on the subscriptions. On single accounts it is enough too, but then the
   * batch API can't be used.
   */
  readonly credential: TokenCredential;
  /** Not needed with `resourceIds`. */
  readonly subscriptionIds?: readonly string[] | undefined;
  /** Names of resource groups in these subscriptions. @default all */
  readonly resourceGroups?: readonly string[] | undefined;
  /** Ids of accounts of any kind in any subscription. They are collected in addition to `resourceGroups`. */
  readonly resourceIds?: readonly string[] | undefined;
  /**
   * Kinds of accounts that are collected without an id. Others, such as `SpeechServices`, have no metrics of Azure OpenAI.
   * @default ['OpenAI', 'AIServices']
   */
  readonly kinds?: readonly string[] | undefined;
  /** Names from {@link METRIC_GROUPS}, or your own groups. @default all of METRIC_GROUPS */
  readonly groups?: readonly (string | MetricGroup)[] | undefined;
  /** The interval of the collection: a multiple of 60. @default 300 */
  readonly period?: number | undefined;
  /**
   * How old a minute is before it is read. Azure Monitor has most values within three minutes.
   * @default 180
   */
  readonly latency?: number | undefined;
  /**
   * The time before each window that is read again, to find values that came later than `latency`. Values that were
   * handed out before are not handed out again. With `cursors` it includes the time before a restart; without, only the
   * time since the start of the process. 0 turns it off.
   * @default 300
   */
  readonly overlap?: number | undefined;
  /** The longest time that is collected after a stop; Azure Monitor keeps 93 days. @default 86400 */
  readonly maxBackfill?: number | undefined;
  /** The interval of the search for accounts. @default 600 */
  readonly refreshInterval?: number | undefined;
  /** Keeps cursors across a restart. @default none: every start begins with the newest period */
  readonly cursors?: CursorStore | undefined;
  /**
   * Whether to use the batch API, which reads 50 accounts of a region with one request. 'auto' uses it if it is
   * available, and Azure Resource Manager otherwise.
   * @default 'auto'
   */
  readonly batchApi?: 'auto' | 'always' | 'never' | undefined;
  /**
   * The most time series of one metric of one account. Azure Monitor omits the others without notice, so a response that
   * reaches this number is logged.
   * @default 10000
   */
  readonly top?: number | undefined;
  /** The most concurrent requests. @default 16 */
  readonly maxConcurrency?: number | undefined;
  /** Selects the cloud. If absent, `resourceManagerEndpoint` selects it. @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** @default that of the cloud of `authorityHost`, 'https://management.azure.com' */
  readonly resourceManagerEndpoint?: string | undefined;
  /** The batch API, with `{region}` in it. @default that of the cloud, 'https://{region}.metrics.monitor.azure.com' */
  readonly metricsEndpoint?: string | undefined;
  /** Certificates in PEM to trust in addition to those of Node.js. */
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
}

/** The options with defaults, and durations in milliseconds. */
export interface Settings {
  readonly selections: readonly AccountSelection[];
  readonly groups: readonly MetricGroup[];
  readonly windows: WindowOptions;
  readonly overlap: number;
  readonly refreshInterval: number;
  readonly batchApi: 'auto' | 'always' | 'never';
  readonly top: number;
  readonly maxConcurrency: number;
  readonly resourceManagerEndpoint: string;
  readonly metricsEndpoint: string;
  readonly metricsAudience: string;
}

/** The longest window of back-filling, unless a period is longer. */
const MAX_WINDOW = 60 * MINUTE;

/**
 * Checks the options of {@link azureMonitorMetrics} and adds their defaults.
 *
 * @throws InvalidMetricsOptionError
 */
export function readSettings(options: AzureMonitorMetricsOptions): Settings {
  const { period = 300, latency = 180, overlap = 300, maxBackfill = 86_400, refreshInterval = 600 } = options;
  const { batchApi = 'auto', top = 10_000, maxConcurrency = 16 } = options;
  const cloud = azureCloud(options);
  check('period', period, period >= 60 && period % 60 === 0, 'a multiple of 60 seconds');
  for (const [name, value] of Object.entries({ latency, overlap }))
    check(name, value, value >= 0, 'seconds, 0 or more');
  const isBackfill = maxBackfill >= period && maxBackfill * 1000 <= RETENTION;
  check('maxBackfill', maxBackfill, isBackfill, 'seconds, no less than period, and no more than 93 days');
  check('refreshInterval', refreshInterval, refreshInterval > 0, 'seconds, more than 0');
  check('top', top, Number.isInteger(top) && top > 0 && top < 2 ** 31, 'a whole number from 1 to 2147483647');
  check(
    'maxConcurrency',
    maxConcurrency,
    Number.isInteger(maxConcurrency) && maxConcurrency > 0,
    'a whole number from 1',
  );
  return {
    selections: selectAccounts(options),
    groups: findGroups(options.groups ?? METRIC_GROUPS),
    windows: {
      period: period * 1000,
      latency: latency * 1000,
      maxBackfill: maxBackfill * 1000,
      maxWindow: Math.max(MAX_WINDOW, period * 1000),
    },
    overlap: Math.ceil(overlap / 60) * MINUTE,
    refreshInterval: refreshInterval * 1000,
    batchApi,
    top,
    maxConcurrency,
    resourceManagerEndpoint: cloud.resourceManagerEndpoint,
    metricsEndpoint: options.metricsEndpoint ?? `https://{region}.${cloud.metricsSuffix}`,
    metricsAudience: cloud.metricsAudience,
  };
}

function selectAccounts(options: AzureMonitorMetricsOptions): AccountSelection[] {
  const { subscriptionIds = [], resourceGroups = [], resourceIds = [], kinds = ACCOUNT_KINDS } = options;
  if (resourceGroups.length > 0 && subscriptionIds.length === 0) {
    throw new InvalidMetricsOptionError('subscriptionIds', 'resourceGroups need the subscriptions that they are in');
  }
  const idsBySubscription = new Map(subscriptionIds.map((id): [string, string[]] => [id.toLowerCase(), []]));
  for (const id of resourceIds) {
    const subscriptionId = parseAccountId(id)?.subscriptionId.toLowerCase();
    if (!subscriptionId) {
      throw new InvalidMetricsOptionError(
        'resourceIds',
        `"${id}" is not the id of an account. The Azure portal shows it under Properties of the resource: ` +
          '/subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…',
      );
    }
    idsBySubscription.set(subscriptionId, [...(idsBySubscription.get(subscriptionId) ?? []), id]);
  }
  if (idsBySubscription.size === 0) {
    throw new InvalidMetricsOptionError('subscriptionIds', 'name a subscription, or resourceIds: there is no default');
  }
  const wanted = new Set(subscriptionIds.map((id) => id.toLowerCase()));
  return [...idsBySubscription]
    .map(([subscriptionId, ids]) => ({
      subscriptionId,
      resourceGroups: wanted.has(subscriptionId) ? resourceGroups : [],
      resourceIds: ids,
      kinds,
    }))
    .filter((one) => resourceIds.length === 0 || one.resourceIds.length > 0 || one.resourceGroups.length > 0);
}

function findGroups(groups: readonly (string | MetricGroup)[]): MetricGroup[] {
  const found = groups.map((group) => {
    const named = typeof group === 'string' ? METRIC_GROUPS.find(({ name }) => name === group) : group;
    if (named) return named;
    const names = METRIC_GROUPS.map(({ name }) => name).join(', ');
    throw new InvalidMetricsOptionError('groups', `there is no group "${String(group)}", but ${names}`);
  });
  if (found.length === 0) throw new InvalidMetricsOptionError('groups', 'at least one is needed');
  return [...new Map(found.map((group) => [group.name, group])).values()];
}

function check(option: string, value: unknown, isValid: boolean, expected: string): void {
  if (!isValid) throw new InvalidMetricsOptionError(option, `it is ${String(value)}, but must be ${expected}`);
}
