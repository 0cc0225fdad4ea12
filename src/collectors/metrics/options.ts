import type { TokenCredential } from '@azure/identity';
import { azureCloud } from '../azure/clouds.ts';
import type { AccountSelection } from './discover-accounts.ts';
import { METRIC_GROUPS } from './metric-groups.ts';
import type { CursorStore } from './cursor-store.ts';
import { InvalidMetricsOptionError } from './invalid-metrics-option-error.ts';
import { parseAccountId } from '../azure/account-id.ts';
import type { MetricGroup } from './types.ts';
import type { WindowOptions } from './windows.ts';
import { MINUTE, RETENTION } from './windows.ts';

/** Options of {@link azureMonitorMetrics}. Durations are in seconds. */
export interface AzureMonitorMetricsOptions {
  /**
   * Of an identity with the role Monitoring Reader on the subscriptions; on single accounts it is enough too, but then
   * the batch API can't be used.
   */
  readonly credential: TokenCredential;
  /** May be left out where `resourceIds` say it all. */
  readonly subscriptionIds?: readonly string[] | undefined;
  /** Names of resource groups in these subscriptions. @default all */
  readonly resourceGroups?: readonly string[] | undefined;
  /** Ids of accounts, of whatever kind, in whatever subscription; together with `resourceGroups`, both are collected. */
  readonly resourceIds?: readonly string[] | undefined;
  /**
   * Kinds of accounts that are found. Others, such as `SpeechServices`, have no metrics of Azure OpenAI.
   * @default ['OpenAI', 'AIServices']
   */
  readonly kinds?: readonly string[] | undefined;
  /** Names out of {@link METRIC_GROUPS}, or groups of one's own. @default all of METRIC_GROUPS */
  readonly groups?: readonly (string | MetricGroup)[] | undefined;
  /** How often is asked: a multiple of 60. @default 300 */
  readonly period?: number | undefined;
  /**
   * How old a minute is before it is read. Azure Monitor has most values within three minutes.
   * @default 180
   */
  readonly latency?: number | undefined;
  /**
   * How much before each window is read again, to find values that came later than `latency`. What was handed out
   * before is not handed out again. With `cursors` it reaches back across a restart; without, not before the start of
   * the process. 0 turns it off.
   * @default 300
   */
  readonly overlap?: number | undefined;
  /** How much is collected after a stop; Azure Monitor keeps 93 days. @default 86400 */
  readonly maxBackfill?: number | undefined;
  /** How often accounts are looked for. @default 600 */
  readonly refreshInterval?: number | undefined;
  /** Where cursors survive a stop. @default none: every start begins with the newest period */
  readonly cursors?: CursorStore | undefined;
  /**
   * Whether the batch API is used, which reads 50 accounts of a region with one request: 'auto' uses it where it
   * answers, and Azure Resource Manager elsewhere; 'always' and 'never' leave no choice.
   * @default 'auto'
   */
  readonly batchApi?: 'auto' | 'always' | 'never' | undefined;
  /**
   * The most time series of one metric of one account. Azure Monitor says nothing when it leaves out the rest, so a
   * response that reaches it is told.
   * @default 10000
   */
  readonly top?: number | undefined;
  /** Requests on their way at once. @default 16 */
  readonly maxConcurrency?: number | undefined;
  /** Names the cloud where `resourceManagerEndpoint` does not. @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** @default 'https://management.azure.com', or that of the cloud of `authorityHost` */
  readonly resourceManagerEndpoint?: string | undefined;
  /** Of the batch API, with `{region}` in it. @default that of the cloud, 'https://{region}.metrics.monitor.azure.com' */
  readonly metricsEndpoint?: string | undefined;
  /** Certificates to trust beyond those of Node.js, in PEM. */
  readonly tlsOptions?: { readonly ca?: string | Buffer } | undefined;
}

/** The options with their defaults, durations in milliseconds. */
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

/** Back-filling asks for no more than an hour at once. */
const MAX_WINDOW = 60 * MINUTE;

/** @throws InvalidMetricsOptionError */
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
    selections: selectionsOf(options),
    groups: groupsOf(options.groups ?? METRIC_GROUPS),
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

function selectionsOf(options: AzureMonitorMetricsOptions): AccountSelection[] {
  const { subscriptionIds = [], resourceGroups = [], resourceIds = [], kinds = ['OpenAI', 'AIServices'] } = options;
  if (resourceGroups.length > 0 && subscriptionIds.length === 0) {
    throw new InvalidMetricsOptionError('subscriptionIds', 'resourceGroups need the subscriptions that they are in');
  }
  const idsOf = new Map(subscriptionIds.map((id): [string, string[]] => [id.toLowerCase(), []]));
  for (const id of resourceIds) {
    const subscriptionId = parseAccountId(id)?.subscriptionId.toLowerCase();
    if (!subscriptionId) {
      throw new InvalidMetricsOptionError(
        'resourceIds',
        `"${id}" is not the id of an account: it is in the Azure portal under Properties of the resource, as ` +
          '/subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…',
      );
    }
    idsOf.set(subscriptionId, [...(idsOf.get(subscriptionId) ?? []), id]);
  }
  if (idsOf.size === 0) {
    throw new InvalidMetricsOptionError('subscriptionIds', 'name a subscription, or resourceIds: there is no default');
  }
  const wanted = new Set(subscriptionIds.map((id) => id.toLowerCase()));
  return [...idsOf]
    .map(([subscriptionId, ids]) => ({
      subscriptionId,
      resourceGroups: wanted.has(subscriptionId) ? resourceGroups : [],
      resourceIds: ids,
      kinds,
    }))
    .filter((one) => resourceIds.length === 0 || one.resourceIds.length > 0 || one.resourceGroups.length > 0);
}

function groupsOf(groups: readonly (string | MetricGroup)[]): MetricGroup[] {
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
