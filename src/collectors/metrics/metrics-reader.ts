import type { Clients } from './clients.ts';
import { splitFilter } from './supported-metrics.ts';
import type { MetricQuery } from './supported-metrics.ts';
import { METRIC_NAMESPACE, TIME_GRAIN } from './metric-groups.ts';
import type { ResponseMetric } from './read-response.ts';
import type { Account } from './types.ts';
import type { Window } from './schedule.ts';

/** One request: accounts of one subscription and region, one query, one window. */
export interface MetricsRequest {
  readonly accounts: readonly Account[];
  readonly query: MetricQuery;
  readonly window: Window;
  /** The most time series of one metric and account. */
  readonly top: number;
}

/** What Azure has of each account, by its id in lower case. */
export type MetricsResponse = ReadonlyMap<string, readonly ResponseMetric[]>;

/** As many as the batch API takes. */
export const MAX_BATCH_SIZE = 50;

/** Asks the batch API of the region for all accounts at once. */
export async function queryBatch(
  clients: Clients,
  { accounts, query, window, top }: MetricsRequest,
  signal: AbortSignal,
): Promise<MetricsResponse> {
  const client = await clients.metrics(accounts[0]!.location);
  const results = await client.queryResources(
    accounts.map(({ id }) => id),
    query.metrics.map(({ name }) => name),
    METRIC_NAMESPACE,
    {
      startTime: new Date(window.from),
      endTime: new Date(window.to),
      interval: TIME_GRAIN,
      aggregation: aggregationsOf(query),
      ...splitBy(query, top),
      // The client's options lack it, but its requests take it.
      ...({ abortSignal: signal } as object),
    },
  );
  return new Map(results.map(({ resourceId = '', metrics }) => [withSlash(resourceId.toLowerCase()), metrics]));
}

/** Asks Azure Resource Manager for one account. */
export async function queryResource(
  clients: Clients,
  { accounts, query, window, top }: MetricsRequest,
  signal: AbortSignal,
): Promise<MetricsResponse> {
  const account = accounts[0]!;
  const client = await clients.monitor(account.subscriptionId);
  // The client puts the slash before it.
  const { value } = await client.metrics.list(account.id.replace(/^\//, ''), {
    timespan: `${new Date(window.from).toISOString()}/${new Date(window.to).toISOString()}`,
    interval: TIME_GRAIN,
    metricnames: query.metrics.map(({ name }) => name).join(),
    metricnamespace: METRIC_NAMESPACE,
    aggregation: aggregationsOf(query),
    ...splitBy(query, top),
    abortSignal: signal,
  });
  return new Map([[account.id.toLowerCase(), value]]);
}

function aggregationsOf({ metrics }: MetricQuery): string {
  return [...new Set(metrics.map(({ aggregation }) => aggregation))].join();
}

/** `top` is refused without a filter. */
function splitBy({ dimensions }: MetricQuery, top: number): { filter?: string; top?: number } {
  return dimensions.length > 0 ? { filter: splitFilter(dimensions), top } : {};
}

function withSlash(id: string): string {
  return id.startsWith('/') ? id : `/${id}`;
}
