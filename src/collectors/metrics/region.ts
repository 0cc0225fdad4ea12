import type { MetricDefinition } from '@azure/arm-monitor';
import type { MetricsContext } from './context.ts';
import { resourceManagerQuota } from './accounts.ts';
import { METRIC_NAMESPACE } from './metric-groups.ts';
import { MetricSupport } from './supported-metrics.ts';
import { metricsEndpointOf } from './clients.ts';
import { describeFailure, serviceFailure } from './errors.ts';
import type { ServiceFailure } from './errors.ts';
import type { Account, MetricGroup } from './types.ts';

/** A region without the batch API is asked again after this: roles and networks change. */
const BATCH_RETRY = 3_600_000;

/** Azure adds metrics now and then. */
const DEFINITIONS_REFRESH = 86_400_000;

/** What is known of accounts of one kind in one region of one subscription. */
export class Region {
  readonly support: MetricSupport = new MetricSupport();
  readonly #context: MetricsContext;
  readonly #account: Account;
  #definitions: { readonly readAt: number; readonly read: Promise<void> } | undefined;
  #batchAfter: number;

  /** @param account one of them */
  constructor(context: MetricsContext, account: Account) {
    this.#context = context;
    this.#account = account;
    this.#batchAfter = context.settings.batchApi === 'never' ? Infinity : 0;
  }

  /** For messages. */
  get name(): string {
    const { location, subscriptionId } = this.#account;
    return `region ${location} of subscription ${subscriptionId}`;
  }

  /** What Azure throttles together. */
  quota(batch: boolean): string {
    const { location, subscriptionId } = this.#account;
    return batch ? `batch API ${location} ${subscriptionId}` : resourceManagerQuota(subscriptionId);
  }

  usesBatchApi(): boolean {
    return this.#context.clock.now() >= this.#batchAfter;
  }

  /** @returns whether to go on without the batch API after this failure */
  dropBatchApi(failure: ServiceFailure): boolean {
    const { settings, clock, notices } = this.#context;
    if (settings.batchApi !== 'auto' || !isUnavailable(failure)) return false;
    this.#batchAfter = clock.now() + BATCH_RETRY;
    notices.once(
      `batch ${this.quota(true)}`,
      `the batch API at ${metricsEndpointOf(settings, this.#account.location)} can't be used for ${this.name}, so each ` +
        `account is asked for at Azure Resource Manager (slower, and throttled sooner). The batch API needs Monitoring ` +
        `Reader on the whole subscription, and a network that reaches it: ${describeFailure(failure)}`,
    );
    return true;
  }

  /**
   * Reads the definitions of metrics where they are not known, or a day old, and tells what Azure has not of these
   * groups.
   */
  async readDefinitions(groups: readonly MetricGroup[], signal: AbortSignal): Promise<void> {
    const now = this.#context.clock.now();
    if (!this.#definitions || now - this.#definitions.readAt >= DEFINITIONS_REFRESH) {
      this.#definitions = { readAt: now, read: this.#readDefinitions(groups, signal) };
    }
    try {
      await this.#definitions.read;
    } catch (error) {
      this.#definitions = undefined;
      throw error;
    }
  }

  async #readDefinitions(groups: readonly MetricGroup[], signal: AbortSignal): Promise<void> {
    const { clients, requests, notices, serviceClock } = this.#context;
    const { id, subscriptionId } = this.#account;
    try {
      const client = await clients.monitor(subscriptionId);
      const definitions = await requests.send(this.quota(false), signal, async (abortSignal) => {
        const all: MetricDefinition[] = [];
        const options = { metricnamespace: METRIC_NAMESPACE, abortSignal };
        for await (const one of client.metricDefinitions.list(id.replace(/^\//, ''), options)) all.push(one);
        return all;
      });
      this.support.setDefinitions(definitions);
    } catch (error) {
      const failure = serviceFailure(error, serviceClock.now());
      // Everything is asked for then, and what Azure refuses is dropped.
      if (failure.status === undefined || failure.status === 429 || failure.status >= 500) throw error;
      notices.once(
        `definitions ${this.name}`,
        `the definitions of metrics in ${this.name} can't be read: ${describeFailure(failure)}`,
      );
      return;
    }
    const metrics = groups.flatMap(({ metrics }) => metrics.map(({ name }) => name));
    this.#tellMetrics(metrics.filter((name) => !this.support.hasMetric(name)));
    this.#tellDimensions(
      groups.flatMap(({ metrics, dimensions }) =>
        metrics
          .filter(({ name }) => this.support.hasMetric(name))
          .flatMap(({ name }) => dimensions.map((dimension) => ({ metric: name, dimension })))
          .filter(({ metric, dimension }) => !this.support.hasDimension(metric, dimension)),
      ),
    );
  }

  /** @param metrics what Azure refused */
  dropMetrics(metrics: readonly string[]): void {
    for (const metric of metrics) this.support.dropMetric(metric);
    this.#tellMetrics(metrics);
  }

  dropDimensions(dimensions: readonly MetricDimension[]): void {
    for (const { metric, dimension } of dimensions) this.support.dropDimension(metric, dimension);
    this.#tellDimensions(dimensions);
  }

  #tellMetrics(metrics: readonly string[]): void {
    this.#context.notices.onceFor(
      metrics,
      (metric) => `metric ${metric}`,
      (news) =>
        `Azure has not for accounts of kind ${this.#account.kind} in ${this.name} (told once, for any region): ` +
        `${news.join(', ')}. What is there is collected`,
    );
  }

  #tellDimensions(dimensions: readonly MetricDimension[]): void {
    this.#context.notices.onceFor(
      dimensions,
      ({ metric, dimension }) => `dimension ${metric} ${dimension}`,
      (news) =>
        `metrics are collected without dimensions that Azure has not in ${this.name} (told once, for any region): ` +
        [...Map.groupBy(news, ({ metric }) => metric)]
          .map(([metric, all]) => `${metric} without ${all.map(({ dimension }) => dimension).join(', ')}`)
          .join('; '),
    );
  }
}

interface MetricDimension {
  readonly metric: string;
  readonly dimension: string;
}

/** Not: a resource that is missing, which is a 404 too. */
function isUnavailable({ status, code }: ServiceFailure): boolean {
  if (status === undefined) return code === 'ENOTFOUND' || code === 'ECONNREFUSED';
  return (status === 404 && code !== 'ResourceNotFound') || [401, 403, 405, 501].includes(status);
}
