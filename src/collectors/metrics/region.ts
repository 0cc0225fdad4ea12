import { isDeepStrictEqual } from 'node:util';
import { mapLimited } from '../concurrency/limiter.ts';
import {
  describeFailure,
  isRefusedCredential,
  isTransient,
  rethrowFatal,
  type ServiceFailure,
  serviceFailure,
} from './errors.ts';
import { batchReader, type MetricSelection, type MetricsReader, resourceManagerReader } from './metrics-reader.ts';
import { chunk, type Task } from './schedule.ts';
import { describeRegion, type RegionContext, SupportedMetrics } from './supported-metrics.ts';
import type { Account, MetricSeries } from './types.ts';

/** One group of accounts of one region, over one window. */
export type Reading = Pick<Task, 'group' | 'accounts' | 'window'>;

/** The result of a reading for one account. */
export interface AccountReading {
  readonly account: Account;
  readonly series: MetricSeries[];
  /** Duration of its requests, in nanoseconds. */
  duration: number;
  /** Present if the account could not be read; its series are then incomplete. */
  failure?: ServiceFailure;
}

/** The batch API is tried again after this, in milliseconds: roles and networks change. */
const BATCH_RETRY = 3_600_000;

/** The most concurrent requests of one reading. */
const CONCURRENCY = 4;

/**
 * Reads accounts of one kind in one region of one subscription. It chooses the reader, and learns which metrics Azure
 * has there.
 */
export class Region {
  readonly #context: RegionContext;
  readonly #account: Account;
  readonly #supported: SupportedMetrics;
  readonly #batch: MetricsReader;
  readonly #resourceManager: MetricsReader;
  /** When the batch API may be used. */
  #batchAfter: number;

  /** @param account any account of this kind in this region */
  constructor(account: Account, context: RegionContext) {
    this.#context = context;
    this.#account = account;
    this.#supported = new SupportedMetrics(account, context);
    this.#batch = batchReader(context.clients, account);
    this.#resourceManager = resourceManagerReader(context.clients, account);
    this.#batchAfter = context.settings.batchApi === 'never' ? Infinity : 0;
  }

  /**
   * Reads a window. Metrics and dimensions that Azure does not have are left out, and only the accounts that can't be
   * read have a failure.
   *
   * @throws failures that concern all accounts: refused credentials, no definitions, the signal's reason
   */
  async read(reading: Reading, signal: AbortSignal): Promise<AccountReading[]> {
    await this.#supported.refresh(signal);
    return this.#read(reading, signal);
  }

  async #read(reading: Reading, signal: AbortSignal): Promise<AccountReading[]> {
    const { accounts, group } = reading;
    const reader = this.#context.clock.now() >= this.#batchAfter ? this.#batch : this.#resourceManager;
    if (accounts.length > reader.maxAccounts) return this.#readParts(reading, reader.maxAccounts, signal);
    const selections = this.#supported.select(group);
    try {
      return await this.#readTogether(reader, reading, selections, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = serviceFailure(error);
      // The token for the batch API alone may be refused; a request to Azure Resource Manager shows it.
      const isRefused = isRefusedCredential(error) && this.#dropBatchApi(reader, { ...failure, status: 403 });
      if (!isRefused) rethrowFatal(error);
      this.#supported.onFailure(failure, group);
      const isLearned = !isDeepStrictEqual(this.#supported.select(group), selections);
      if (isRefused || isLearned || this.#dropBatchApi(reader, failure)) return this.#read(reading, signal);
      if (accounts.length === 1 || isTransient(failure) || failure.status === undefined) {
        return accounts.map((account) => ({ account, series: [], duration: 0, failure }));
      }
      // One account may spoil the request. It fails alone in the end.
      return this.#readParts(reading, Math.ceil(accounts.length / 2), signal);
    }
  }

  async #readParts(reading: Reading, size: number, signal: AbortSignal): Promise<AccountReading[]> {
    const parts = await mapLimited(chunk(reading.accounts, size), CONCURRENCY, (accounts) =>
      this.#read({ ...reading, accounts }, signal),
    );
    return parts.flat();
  }

  async #readTogether(
    reader: MetricsReader,
    { accounts, window }: Reading,
    selections: readonly MetricSelection[],
    signal: AbortSignal,
  ): Promise<AccountReading[]> {
    const { log, settings } = this.#context;
    const { top } = settings;
    const readings = accounts.map((account): AccountReading => ({ account, series: [], duration: 0 }));
    for (const selection of selections) {
      const response = await reader.read({ ...selection, accounts, window, top }, signal);
      for (const reading of readings) {
        const { id } = reading.account;
        const { series = [], seriesPerMetric = 0, failure } = response.accounts.get(id.toLowerCase()) ?? {};
        reading.series.push(...series);
        reading.duration += response.duration;
        if (failure) reading.failure = failure;
        if (seriesPerMetric >= top) {
          log.warnOnce(
            `top ${id}`,
            `a response for ${id} reached top (${top} time series of a metric), so values may be missing: raise the ` +
              'option top',
          );
        }
      }
    }
    return readings;
  }

  /** @returns whether the reader was the batch API, and Azure Resource Manager is used after this failure */
  #dropBatchApi(reader: MetricsReader, failure: ServiceFailure): boolean {
    const { settings, clock, clients, log } = this.#context;
    if (reader !== this.#batch || settings.batchApi !== 'auto' || !isUnavailable(failure)) return false;
    this.#batchAfter = clock.now() + BATCH_RETRY;
    const { location, subscriptionId } = this.#account;
    log.warnOnce(
      `batch API ${location} ${subscriptionId}`,
      `the batch API at ${clients.metricsEndpoint(location)} can't be used for ${describeRegion(this.#account)}, so each ` +
        'account is read from Azure Resource Manager (slower, and throttled sooner). The batch API needs Monitoring ' +
        `Reader on the whole subscription, and a network that reaches it: ${describeFailure(failure)}`,
    );
    return true;
  }
}

/** A missing resource is a 404 too, but does not make the service unavailable. */
function isUnavailable({ status, code }: ServiceFailure): boolean {
  if (status === undefined) return code === 'ENOTFOUND' || code === 'ECONNREFUSED';
  return (status === 404 && code !== 'ResourceNotFound') || [401, 403, 405, 501].includes(status);
}
