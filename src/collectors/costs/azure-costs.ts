import type { TokenCredential } from '@azure/identity';
import { azureCloud } from '../azure/clouds.ts';
import { resourceManager, ResourceManagerError } from '../azure/resource-manager.ts';
import { backoff } from '../concurrency/backoff.ts';
import type { Batch, Source } from '../contracts/source.ts';
import { type Clock, SYSTEM_CLOCK } from '../metrics/clock.ts';
import type { StoredText } from '../metrics/cursor-stores.ts';
import { describeFailure, isTransient, rethrowFatal, serviceFailure } from '../metrics/errors.ts';
import { Log } from '../metrics/log.ts';
import { type CostReading, type CostType, findChanges } from './cost-row.ts';
import { type CostChanges, CostState } from './cost-state.ts';
import { daysBetween, monthsOf } from './days.ts';
import type { CostRecord } from './documents.ts';
import { type CostContainer, readExports } from './exports.ts';
import { queryCosts } from './query.ts';

/** Options of {@link azureCosts}. Durations are in seconds. Either subscriptions are queried, or exports are read. */
export interface AzureCostsOptions {
  /** Needed to query. The identity needs the role Cost Management Reader on the subscriptions. */
  readonly credential?: TokenCredential | undefined;
  /** Subscriptions whose charges are queried. @default none */
  readonly subscriptionIds?: readonly string[] | undefined;
  /** Container of exports of Cost Management. @default none */
  readonly exports?: CostContainer | undefined;
  /** @default ['actual'] */
  readonly types?: readonly CostType[] | undefined;
  /** Key of the tag that names the deployment. @default charges are not divided by a tag */
  readonly deploymentTag?: string | undefined;
  /** The interval of the collection. @default 14400 */
  readonly period?: number | undefined;
  /** How far back charges are read again, since Azure corrects them until the invoice. @default 3888000, 45 days */
  readonly lookback?: number | undefined;
  /**
   * Keeps the charges that were handed out across a restart: see `textFile` and `textBlob`.
   * @default none: after a restart, days that were corrected count twice
   */
  readonly state?: StoredText | undefined;
  /** Selects the cloud. If absent, `resourceManagerEndpoint` selects it. @default 'https://login.microsoftonline.com' */
  readonly authorityHost?: string | undefined;
  /** @default that of the cloud, such as 'https://management.azure.com' */
  readonly resourceManagerEndpoint?: string | undefined;
}

const DEFAULT_TYPES: readonly CostType[] = ['actual'];

/** Changes of a batch: one that is saved must not grow without bound. */
const BATCH_SIZE = 1000;

/** Attempts at one request that fails in a transient way. */
const MAX_ATTEMPTS = 6;

/**
 * Reads the charges of Azure OpenAI from Cost Management, as records for `costsMapper`. Once a period, the days of
 * `lookback` are read again: what differs from the charges that were handed out before is handed out as a change.
 *
 * @throws TypeError at once without anything to read; RefusedCredentialError and InvalidCursorsError while reading
 */
export function azureCosts(options: AzureCostsOptions): Source<CostRecord> {
  return costsSource(options, SYSTEM_CLOCK);
}

/** {@link azureCosts} with the clock of a test. */
export function costsSource(options: AzureCostsOptions, clock: Clock): Source<CostRecord> {
  const { credential, subscriptionIds = [], exports, period = 14_400, lookback = 3_888_000 } = options;
  if (exports === undefined && (credential === undefined || subscriptionIds.length === 0)) {
    throw new TypeError('azureCosts needs a credential and subscriptionIds, or exports');
  }
  const log = new Log('Azure costs');
  const state = new CostState(options.state);
  return {
    async *read(signal) {
      for (const batch of await state.load()) yield toBatch(batch, state);
      while (!signal.aborted) {
        const today = new Date(clock.now()).toISOString().slice(0, 10);
        const wanted = new Date(clock.now() - lookback * 1000).toISOString().slice(0, 10);
        const from = wanted > state.keepFrom ? wanted : state.keepFrom;
        for await (const reading of readAll(options, { from, to: today }, { log, clock, signal })) {
          const changes = findChanges(reading, state.handedOut);
          for (let start = 0; start < changes.length; start += BATCH_SIZE) {
            const batch = { origin: reading.origin, changes: changes.slice(start, start + BATCH_SIZE) };
            // A full disk, or a storage account that does not answer, must not end the other collectors.
            if (!(await saveWith(() => state.add(batch, from), { log, clock, signal }))) return;
            yield toBatch(batch, state);
          }
        }
        await clock.sleep(period * 1000, signal);
      }
    },
    get trouble() {
      return log.trouble;
    },
    close: () => state.idle(),
  };
}

/** Saves until it succeeds. @returns false if `signal` was aborted before */
async function saveWith(save: () => Promise<void>, { log, clock, signal }: Context): Promise<boolean> {
  const subject = 'the cursor';
  for (let failures = 1; ; failures += 1) {
    try {
      await save();
      log.onSuccess(subject);
      return true;
    } catch (error) {
      log.onFailure(subject, `cannot be saved, so that no charges are stored: ${describe(error)}`);
      if (!(await clock.sleep(backoff(failures, { minDelay: 5000 }), signal))) return false;
    }
  }
}

function toBatch(batch: CostChanges, state: CostState): Batch<CostRecord> {
  const { origin, changes } = batch;
  return {
    records: changes.map((change) => ({ origin, change })),
    ack: () => state.acknowledge(batch),
  };
}

interface Context {
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A subscription or a container that cannot be read is logged, and read again after the period. */
async function* readAll(
  options: AzureCostsOptions,
  { from, to }: { readonly from: string; readonly to: string },
  context: Context,
): AsyncGenerator<CostReading> {
  const { log, signal } = context;
  for (const subscriptionId of options.subscriptionIds ?? []) {
    const subject = `the charges of subscription ${subscriptionId}`;
    try {
      yield* querySubscription(subscriptionId, options, { from, to }, context);
      log.onSuccess(subject);
    } catch (error) {
      if (signal.aborted) return;
      rethrowFatal(error);
      log.onFailure(subject, `cannot be read, and will be read again: ${describe(error)}`);
    }
  }
  if (options.exports === undefined) return;
  const subject = `the exports in container ${options.exports.containerName}`;
  try {
    const { types = DEFAULT_TYPES, deploymentTag } = options;
    yield* readExports(options.exports, { from, to, types, deploymentTag });
    log.onSuccess(subject);
  } catch (error) {
    rethrowFatal(error);
    log.onFailure(subject, `cannot be read, and will be read again: ${describe(error)}`);
  }
}

async function* querySubscription(
  subscriptionId: string,
  options: AzureCostsOptions,
  { from, to }: { readonly from: string; readonly to: string },
  { clock, signal }: Context,
): AsyncGenerator<CostReading> {
  const { credential, types = DEFAULT_TYPES, deploymentTag } = options;
  const arm = resourceManager(azureCloud(options).resourceManagerEndpoint, credential!);
  for (const type of types) {
    // A query by day has at most a month.
    for (const month of monthsOf(daysBetween(from, to))) {
      const question = { subscriptionId, type, deploymentTag, ...month };
      yield await queryCosts(arm, question, (request) => attempt(request, clock, signal));
    }
  }
}

/** Sends a request, and again after a failure that may pass: after the time that the service asks to wait. */
async function attempt<T>(request: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      const isPassing = isTransient(failureOf(error));
      if (!isPassing || failures === MAX_ATTEMPTS) throw error;
      const after = error instanceof ResourceManagerError ? (error.retryAfter ?? 0) : 0;
      if (!(await clock.sleep(backoff(failures, { minDelay: 5000 }, after), signal))) throw signal.reason;
    }
  }
}

function failureOf(error: unknown): ReturnType<typeof serviceFailure> {
  if (error instanceof ResourceManagerError) {
    const { status, code, message } = error;
    return { status, code, message };
  }
  const failure = serviceFailure(error);
  // `fetch` has the socket's error as its cause, and its own timeout has a name alone.
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return { ...failure, code: name === 'TimeoutError' ? 'ETIMEDOUT' : (cause?.code ?? failure.code) };
}

function describe(error: unknown): string {
  return error instanceof ResourceManagerError ? error.message : describeFailure(failureOf(error));
}
