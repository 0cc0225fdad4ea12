import { type Clients, resourceManagerQuota } from './clients.ts';
import type { ServiceFailure } from './errors.ts';
import { METRIC_NAMESPACE, TIME_GRAIN } from './metric-groups.ts';
import { MAX_TASK_SIZE, type Window } from './schedule.ts';
import type { Account, Aggregation, Metric, MetricPoint, MetricSeries } from './types.ts';

/**
 * Reads values of accounts from Azure Monitor. There are two readers, with the same values: {@link batchReader} needs few
 * requests, {@link resourceManagerReader} works with every role and network. A Region chooses between them.
 */
export interface MetricsReader {
  /** The most accounts of one query. */
  readonly maxAccounts: number;
  /** @throws the client's error, for all accounts of the query */
  read(query: MetricsQuery, signal: AbortSignal): Promise<MetricsResponse>;
}

/** Metrics that all have all of these dimensions. */
export interface MetricSelection {
  readonly metrics: readonly Metric[];
  readonly dimensions: readonly string[];
}

/** One request: accounts of one subscription and region, over one window. */
export interface MetricsQuery extends MetricSelection {
  readonly accounts: readonly Account[];
  readonly window: Window;
  /** The most time series of one metric and account. */
  readonly top: number;
}

/** The values of one query. */
export interface MetricsResponse {
  /** By the id of the account in lower case. */
  readonly accounts: ReadonlyMap<string, AccountValues>;
  /** Duration of the successful request, in nanoseconds. */
  readonly duration: number;
}

/** The values of one account. */
export interface AccountValues {
  readonly series: readonly MetricSeries[];
  /** The most time series of one metric, which the query limits by `top`. */
  readonly seriesPerMetric: number;
  /** Present if Azure could not read a metric, although the request succeeded. */
  readonly failure?: ServiceFailure | undefined;
}

/** Reads from the batch API of a region. */
export function batchReader(clients: Clients, { location, subscriptionId }: Account): MetricsReader {
  return {
    maxAccounts: MAX_TASK_SIZE,
    read: (query, signal) =>
      send(clients, `batch API ${location} ${subscriptionId}`, query, signal, async (abortSignal) => {
        const client = await clients.metrics(location);
        const results = await client.queryResources(
          query.accounts.map(({ id }) => id),
          query.metrics.map(({ name }) => name),
          METRIC_NAMESPACE,
          {
            startTime: new Date(query.window.from),
            endTime: new Date(query.window.to),
            interval: TIME_GRAIN,
            ...aggregateAndSplit(query),
            // The type of the client's options lacks the signal, but its requests use it.
            ...({ abortSignal } as object),
          },
        );
        return results.map(({ resourceId = '', metrics }) => [resourceId.replace(/^(?!\/)/, '/'), metrics]);
      }),
  };
}

/** Reads from Azure Resource Manager, one account with each request. */
export function resourceManagerReader(clients: Clients, { subscriptionId }: Account): MetricsReader {
  return {
    maxAccounts: 1,
    read: (query, signal) =>
      send(clients, resourceManagerQuota(subscriptionId), query, signal, async (abortSignal) => {
        const { id } = query.accounts[0]!;
        const client = await clients.monitor(subscriptionId);
        // The client adds the slash.
        const { value } = await client.metrics.list(id.replace(/^\//, ''), {
          timespan: `${new Date(query.window.from).toISOString()}/${new Date(query.window.to).toISOString()}`,
          interval: TIME_GRAIN,
          metricnames: query.metrics.map(({ name }) => name).join(),
          metricnamespace: METRIC_NAMESPACE,
          ...aggregateAndSplit(query),
          abortSignal,
        });
        return [[id, value]];
      }),
  };
}

async function send(
  clients: Clients,
  quota: string,
  query: MetricsQuery,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<[id: string, metrics: readonly ResponseMetric[]][]>,
): Promise<MetricsResponse> {
  let duration = 0;
  const results = await clients.send(quota, signal, async (abortSignal) => {
    const start = process.hrtime.bigint();
    const response = await request(abortSignal);
    duration = Number(process.hrtime.bigint() - start);
    return response;
  });
  const accounts = new Map(results.map(([id, metrics]) => [id.toLowerCase(), readValues(metrics, query)]));
  return { accounts, duration };
}

/** Splits by each dimension. Azure refuses `top` without a filter. */
function aggregateAndSplit({ metrics, dimensions, top }: MetricsQuery): {
  aggregation: string;
  filter?: string;
  top?: number;
} {
  const aggregation = [...new Set(metrics.map((metric) => metric.aggregation))].join();
  if (dimensions.length === 0) return { aggregation };
  return { aggregation, filter: dimensions.map((dimension) => `${dimension} eq '*'`).join(' and '), top };
}

/** A metric as both Azure clients return it; they treat names differently. */
interface ResponseMetric {
  /** Ends in the metric's name. `name` may be the display name. */
  readonly id?: string;
  readonly name?: Name;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly timeseries?: readonly {
    readonly metadatavalues?: readonly { readonly name?: Name; readonly value?: string }[];
    readonly data?: readonly ResponsePoint[];
  }[];
}

type Name = string | { readonly value?: string };

type ResponsePoint = { readonly timeStamp: Date } & { readonly [A in Aggregation as Lowercase<A>]?: number };

function readValues(metrics: readonly ResponseMetric[], query: MetricSelection): AccountValues {
  const failed = metrics.find(({ errorCode }) => (errorCode ?? 'Success') !== 'Success');
  return {
    series: metrics.flatMap((metric) => readSeries(metric, query)),
    seriesPerMetric: Math.max(0, ...metrics.map(({ timeseries }) => timeseries?.length ?? 0)),
    failure: failed && {
      code: failed.errorCode,
      message: failed.errorMessage || `Azure Monitor could not read ${failed.id}`,
    },
  };
}

/** Omits minutes without a value. Azure writes names of dimensions in lower case, so the query's names are restored. */
function readSeries(response: ResponseMetric, { metrics, dimensions }: MetricSelection): MetricSeries[] {
  const { id = '' } = response;
  const names = [id.slice(id.lastIndexOf('/') + 1), readName(response.name)].map((name) => name.toLowerCase());
  const metric = metrics.find(({ name }) => names.includes(name.toLowerCase()));
  if (!metric) return [];
  const { name, aggregation } = metric;
  const dimensionNames = new Map(dimensions.map((dimension) => [dimension.toLowerCase(), dimension]));
  return (response.timeseries ?? []).flatMap(({ metadatavalues = [], data = [] }): MetricSeries[] => {
    const points = data.flatMap((point) => readPoint(point, aggregation));
    if (points.length === 0) return [];
    const values = metadatavalues.flatMap(({ name, value }): [string, string][] => {
      const key = readName(name);
      return value === undefined ? [] : [[dimensionNames.get(key.toLowerCase()) ?? key, value]];
    });
    return [{ metric: name, aggregation, dimensions: Object.fromEntries(values), points }];
  });
}

function readPoint(point: ResponsePoint, aggregation: Aggregation): MetricPoint[] {
  const value = point[aggregation.toLowerCase() as Lowercase<Aggregation>];
  const time = point.timeStamp.getTime();
  return Number.isFinite(value) && Number.isFinite(time) ? [{ time, value: value as number }] : [];
}

function readName(name: Name | undefined): string {
  return (typeof name === 'string' ? name : name?.value) ?? '';
}
