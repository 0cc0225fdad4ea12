import type { MetricsContext } from './context.ts';
import { forEachLimited } from '../concurrency/limiter.ts';
import type { MetricQuery } from './metric-support.ts';
import { queryBatch, queryResource } from './query-metrics.ts';
import type { MetricsRequest, MetricsResponse } from './query-metrics.ts';
import { failedMetrics, mostSeries, readSeries } from './read-response.ts';
import type { ResponseMetric } from './read-response.ts';
import type { Region } from './region.ts';
import { rethrowFatal } from './refused-credential-error.ts';
import { isRefusedCredential, isTransient, serviceFailure } from './service-error.ts';
import type { ServiceFailure } from './service-error.ts';
import { unsupportedOf } from './unsupported.ts';
import type { Account, MetricGroup, MetricSeries } from './types.ts';
import type { Window } from './windows.ts';

/** What is asked for: one group of accounts of one region, over one window. */
export interface Reading {
  readonly region: Region;
  readonly group: MetricGroup;
  readonly accounts: readonly Account[];
  readonly window: Window;
}

/** What came of it for one account. */
export type AccountReading =
  | { readonly account: Account; readonly series: readonly MetricSeries[]; readonly duration: number }
  | { readonly account: Account; readonly failure: ServiceFailure };

/** Requests to Azure Resource Manager for one reading at once. */
const RESOURCE_REQUESTS = 4;

/**
 * Reads a window. What Azure has not is left out; where the batch API can't be used, each account is asked for alone;
 * an account that spoils its batch fails alone.
 *
 * @throws only what concerns no account: refused credentials, the signal's reason
 */
export async function readWindow(
  reading: Reading,
  context: MetricsContext,
  signal: AbortSignal,
): Promise<AccountReading[]> {
  const { region, group, accounts } = reading;
  if (!region.usesBatchApi()) return readEach(reading, context, signal);
  const { changes } = region.support;
  try {
    return await readTogether(reading, true, context, signal);
  } catch (error) {
    signal.throwIfAborted();
    // A token for the batch API alone may be refused: then Azure Resource Manager's tells whether the credentials are.
    if (isRefusedCredential(error) && region.dropBatchApi({ ...serviceFailure(error, 0), status: 403 })) {
      return readEach(reading, context, signal);
    }
    const failure = accountFailure(error, context, signal);
    dropUnsupported(region, failure, group);
    if (region.support.changes > changes) {
      return readWindow(reading, context, signal);
    }
    if (region.dropBatchApi(failure)) return readEach(reading, context, signal);
    if (accounts.length === 1 || isTransient(failure) || failure.status === undefined) {
      return accounts.map((account) => ({ account, failure }));
    }
    const half = Math.ceil(accounts.length / 2);
    const halves = [accounts.slice(0, half), accounts.slice(half)];
    const readings = halves.map((part) => readWindow({ ...reading, accounts: part }, context, signal));
    return (await Promise.all(readings)).flat();
  }
}

async function readEach(reading: Reading, context: MetricsContext, signal: AbortSignal): Promise<AccountReading[]> {
  const results: AccountReading[] = [];
  await forEachLimited(reading.accounts, RESOURCE_REQUESTS, async (account) => {
    results.push(await readOne({ ...reading, accounts: [account] }, account, context, signal));
  });
  return results;
}

async function readOne(
  reading: Reading,
  account: Account,
  context: MetricsContext,
  signal: AbortSignal,
): Promise<AccountReading> {
  const { support } = reading.region;
  const { changes } = support;
  try {
    return (await readTogether(reading, false, context, signal))[0]!;
  } catch (error) {
    const failure = accountFailure(error, context, signal);
    dropUnsupported(reading.region, failure, reading.group);
    return support.changes > changes ? readOne(reading, account, context, signal) : { account, failure };
  }
}

async function readTogether(
  { region, group, accounts, window }: Reading,
  batch: boolean,
  context: MetricsContext,
  signal: AbortSignal,
): Promise<AccountReading[]> {
  const { clients, requests, settings } = context;
  const readings = new Map(accounts.map((account) => [account.id.toLowerCase(), emptyReading(account)]));
  for (const query of region.support.queries(group)) {
    const request: MetricsRequest = { accounts, query, window, top: settings.top };
    let duration = 0;
    const response = await requests.send(region.quota(batch), signal, async (abortSignal) => {
      const start = process.hrtime.bigint();
      const answer = await (batch ? queryBatch : queryResource)(clients, request, abortSignal);
      duration = Number(process.hrtime.bigint() - start);
      return answer;
    });
    for (const reading of readings.values()) addResponse(reading, response, query, duration, context);
  }
  return [...readings.values()].map(({ account, failure, series, duration }) =>
    failure ? { account, failure } : { account, series, duration },
  );
}

interface OpenReading {
  readonly account: Account;
  readonly series: MetricSeries[];
  duration: number;
  failure?: ServiceFailure;
}

function emptyReading(account: Account): OpenReading {
  return { account, series: [], duration: 0 };
}

function addResponse(
  reading: OpenReading,
  response: MetricsResponse,
  query: MetricQuery,
  duration: number,
  { settings, notices }: MetricsContext,
): void {
  const metrics = response.get(reading.account.id.toLowerCase()) ?? [];
  reading.duration += duration;
  reading.series.push(...readSeries(metrics, query));
  const [failed] = failedMetrics(metrics);
  if (failed) reading.failure = failureOf(failed);
  if (mostSeries(metrics) >= settings.top) {
    notices.once(
      `top ${reading.account.id}`,
      `a response for ${reading.account.id} reached top (${settings.top} time series of a metric), so values may be ` +
        'missing: raise the option top',
    );
  }
}

function failureOf({ errorCode = '', errorMessage = '', id = '' }: ResponseMetric): ServiceFailure {
  return { code: errorCode, message: errorMessage || `Azure Monitor could not read ${id}` };
}

/** Drops what the refusal says that Azure has not; what another request learned meanwhile is dropped already. */
function dropUnsupported(region: Region, { status, message }: ServiceFailure, query: MetricQuery): void {
  if (status !== 400) return;
  const { support } = region;
  const metrics = query.metrics.filter(({ name }) => support.hasMetric(name));
  const unsupported = unsupportedOf(message, { ...query, metrics });
  if (!unsupported) return;
  region.dropMetrics(unsupported.metrics);
  region.dropDimensions(unsupported.dimensions.filter((one) => support.hasDimension(one.metric, one.dimension)));
}

function accountFailure(error: unknown, { serviceClock }: MetricsContext, signal: AbortSignal): ServiceFailure {
  signal.throwIfAborted();
  rethrowFatal(error);
  return serviceFailure(error, serviceClock.now());
}
