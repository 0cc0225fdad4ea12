import type { MetricDefinition } from '@azure/arm-monitor';
import { type Clients, resourceManagerQuota } from './clients.ts';
import type { Clock } from './clock.ts';
import { describeFailure, type ServiceFailure, serviceFailure } from './errors.ts';
import type { Log } from './log.ts';
import { METRIC_NAMESPACE } from './metric-groups.ts';
import type { MetricSelection } from './metrics-reader.ts';
import type { Settings } from './options.ts';
import type { Account, Aggregation, Metric, MetricGroup } from './types.ts';

/** The objects that all regions of a source share. */
export interface RegionContext {
  readonly settings: Settings;
  readonly clients: Clients;
  readonly log: Log;
  /** The clock of this machine, for times of waiting. */
  readonly clock: Clock;
}

/** Metrics and dimensions that Azure does not have, with the names of the query. */
export interface Unsupported {
  readonly metrics: readonly string[];
  readonly dimensions: readonly MetricDimension[];
}

interface MetricDimension {
  readonly metric: string;
  readonly dimension: string;
}

/** Definitions are read again after this, in milliseconds: Azure adds metrics occasionally. */
const REFRESH_INTERVAL = 86_400_000;

const AGGREGATIONS: readonly string[] = ['Average', 'Count', 'Maximum', 'Minimum', 'Total'] satisfies Aggregation[];

/**
 * The metrics and dimensions that Azure has for accounts of one kind in one region: according to their definitions, and
 * without those that it refused since. If the definitions are unknown, everything counts as supported until it is
 * refused. Names are compared without regard to case, as Azure does.
 */
export class SupportedMetrics {
  readonly #account: Account;
  readonly #context: RegionContext;
  #read: { readonly startedAt: number; readonly done: Promise<void> } | undefined;
  #definitions: ReadonlyMap<string, MetricDefinition> | undefined;
  /** Metrics, and pairs of metric and dimension, that were refused. */
  readonly #refused = new Set<string>();

  /** @param account any account of this kind in this region */
  constructor(account: Account, context: RegionContext) {
    this.#account = account;
    this.#context = context;
  }

  /** Reads the definitions if they are unknown or a day old, and logs what they do not have. */
  async refresh(signal: AbortSignal): Promise<void> {
    const now = this.#context.clock.now();
    if (!this.#read || now - this.#read.startedAt >= REFRESH_INTERVAL) {
      this.#read = { startedAt: now, done: this.#readDefinitions(signal) };
    }
    try {
      await this.#read.done;
    } catch (error) {
      this.#read = undefined;
      throw error;
    }
  }

  /** Returns the selections that read a group: one, unless its metrics have different dimensions. */
  select({ metrics, dimensions }: MetricGroup): MetricSelection[] {
    const selections = new Map<string, { metrics: Metric[]; dimensions: string[] }>();
    for (const metric of metrics.filter(({ name }) => this.#hasMetric(name))) {
      const supported = dimensions.filter((dimension) => this.#hasDimension({ metric: metric.name, dimension }));
      const key = supported.join();
      const selection = selections.get(key) ?? { metrics: [], dimensions: supported };
      selection.metrics.push({ ...metric, aggregation: this.#aggregation(metric) });
      selections.set(key, selection);
    }
    return [...selections.values()];
  }

  /** Excludes metrics and dimensions of the group that the failure of a request shows to be unsupported. */
  onFailure({ status, message }: ServiceFailure, group: MetricGroup): void {
    const refusal = status === 400 ? parseRefusal(message, group) : undefined;
    if (!refusal) return;
    for (const metric of refusal.metrics) this.#refused.add(lower(metric));
    for (const one of refusal.dimensions) this.#refused.add(dimensionKey(one));
    this.#logUnsupported([group]);
  }

  async #readDefinitions(signal: AbortSignal): Promise<void> {
    const { id, subscriptionId } = this.#account;
    const { clients, log, settings } = this.#context;
    let definitions: MetricDefinition[];
    try {
      const client = await clients.monitor(subscriptionId);
      definitions = await clients.send(resourceManagerQuota(subscriptionId), signal, async (abortSignal) => {
        const all: MetricDefinition[] = [];
        const options = { metricnamespace: METRIC_NAMESPACE, abortSignal };
        for await (const one of client.metricDefinitions.list(id.replace(/^\//, ''), options)) all.push(one);
        return all;
      });
    } catch (error) {
      const failure = serviceFailure(error);
      // Without definitions, everything is read, and refusals show what is unsupported.
      if (failure.status === undefined || failure.status === 429 || failure.status >= 500) throw error;
      const region = describeRegion(this.#account);
      log.warnOnce(
        `definitions ${region}`,
        `the definitions of metrics in ${region} can't be read: ${describeFailure(failure)}`,
      );
      return;
    }
    if (definitions.length > 0) {
      this.#refused.clear();
      this.#definitions = new Map(definitions.map((one) => [lower(one.name?.value), one]));
    }
    this.#logUnsupported(settings.groups);
  }

  #hasMetric(metric: string): boolean {
    return !this.#refused.has(lower(metric)) && (this.#definitions?.has(lower(metric)) ?? true);
  }

  #hasDimension(one: MetricDimension): boolean {
    if (this.#refused.has(dimensionKey(one))) return false;
    const dimensions = this.#definitions?.get(lower(one.metric))?.dimensions;
    return !dimensions || dimensions.some(({ value }) => lower(value) === lower(one.dimension));
  }

  #aggregation({ name, aggregation }: Metric): Aggregation {
    const primary = this.#definitions?.get(lower(name))?.primaryAggregationType ?? '';
    return AGGREGATIONS.includes(primary) ? (primary as Aggregation) : aggregation;
  }

  #logUnsupported(groups: readonly MetricGroup[]): void {
    const { log } = this.#context;
    const region = describeRegion(this.#account);
    const metrics = groups.flatMap((group) => group.metrics.map(({ name }) => name));
    const dimensions = groups.flatMap((group) =>
      group.metrics.flatMap(({ name }) => group.dimensions.map((dimension) => ({ metric: name, dimension }))),
    );
    log.warnOnceFor(
      metrics.filter((name) => !this.#hasMetric(name)),
      (metric) => `metric ${metric}`,
      (news) =>
        `Azure does not have these metrics for accounts of kind ${this.#account.kind} in ${region} (reported once, for ` +
        `all regions): ${news.join(', ')}. The others are collected`,
    );
    log.warnOnceFor(
      dimensions.filter((one) => this.#hasMetric(one.metric) && !this.#hasDimension(one)),
      (one) => `dimension ${one.metric} ${one.dimension}`,
      (news) =>
        `metrics are collected without dimensions that Azure does not have in ${region} (reported once, for all ` +
        'regions): ' +
        [...Map.groupBy(news, ({ metric }) => metric)]
          .map(([metric, all]) => `${metric} without ${all.map(({ dimension }) => dimension).join(', ')}`)
          .join('; '),
    );
  }
}

/** Names the region of an account for messages. */
export function describeRegion({ location, subscriptionId }: Account): string {
  return `region ${location} of subscription ${subscriptionId}`;
}

/**
 * Reads the message of a status 400. Azure has two sentences for it:
 * - `Failed to find metric configuration for provider: …, metric: NAME, Valid metrics: A,B`
 * - `Metric: NAME does not support requested dimension combination: a,b, supported ones are: C,D, TraceId: {…}`
 *
 * In other messages, the metrics and dimensions that they name count as unsupported.
 *
 * @returns undefined if the message names nothing of the query
 * @see https://learn.microsoft.com/azure/azure-monitor/metrics/migrate-to-batch-api
 */
export function parseRefusal(message: string, query: MetricSelection): Unsupported | undefined {
  const names = query.metrics.map(({ name }) => name);
  const valid = listAfter(message, 'Valid metrics:');
  if (valid) {
    const metrics = names.filter((name) => !valid.has(lower(name)));
    return metrics.length > 0 ? { metrics, dimensions: [] } : undefined;
  }
  const supported = listAfter(message, 'supported ones are:');
  const named = names.filter((name) => mentions(message, name));
  const unsupported = query.dimensions.filter((dimension) =>
    supported ? !supported.has(lower(dimension)) : mentions(message, dimension),
  );
  if (unsupported.length > 0) {
    const metrics = named.length > 0 ? named : names;
    return {
      metrics: [],
      dimensions: metrics.flatMap((metric) => unsupported.map((dimension) => ({ metric, dimension }))),
    };
  }
  return named.length > 0 && !supported ? { metrics: named, dimensions: [] } : undefined;
}

function listAfter(message: string, label: string): Set<string> | undefined {
  const start = lower(message).indexOf(lower(label));
  if (start < 0) return undefined;
  const list = message.slice(start + label.length).replace(/,? *TraceId[\s\S]*$/i, '');
  return new Set(list.split(',').map((name) => lower(name.replaceAll(/[\s.'"]/g, ''))));
}

function mentions(message: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(message);
}

function dimensionKey({ metric, dimension }: MetricDimension): string {
  return `${lower(metric)} ${lower(dimension)}`;
}

function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}
