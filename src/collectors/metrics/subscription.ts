import type { Channel } from '../concurrency/channel.ts';
import { mapLimited } from '../concurrency/limiter.ts';
import type { Batch } from '../contracts/source.ts';
import { type AccountSelection, discoverAccounts } from './accounts.ts';
import type { ServiceClock } from './clock.ts';
import { describeFailure, rethrowFatal, serviceFailure } from './errors.ts';
import { ReportedValues } from './late-values.ts';
import { type AccountFailures, logFailureChanges } from './log.ts';
import { METRIC_NAMESPACE, TIME_GRAIN } from './metric-groups.ts';
import type { Positions } from './positions.ts';
import { type AccountReading, Region } from './region.ts';
import { MINUTE, nextWindow, type Part, planTasks, regionKey, RETENTION, type Task, windowEnd } from './schedule.ts';
import type { RegionContext } from './supported-metrics.ts';
import type { Account, MetricsRecord } from './types.ts';

/** The objects that all subscriptions of a source share. */
export interface SubscriptionContext extends RegionContext {
  readonly positions: Positions;
  /** The clock of Azure, for the times of windows. */
  readonly serviceClock: ServiceClock;
}

/** The most concurrent readings of one subscription: a throttled subscription leaves requests to the others. */
const READINGS = 4;

/** The batches of a source. */
export type MetricsBatch = Batch<MetricsRecord>;

/** Collects one subscription. Its waits and failures do not delay other subscriptions. */
export class Subscription {
  readonly #selection: AccountSelection;
  readonly #context: SubscriptionContext;
  readonly #channel: Channel<MetricsBatch>;
  readonly #regions = new Map<string, Region>();
  #failures: AccountFailures = new Map();
  #accounts: readonly Account[] = [];
  #refreshedAt: number | undefined;

  constructor(selection: AccountSelection, context: SubscriptionContext, channel: Channel<MetricsBatch>) {
    this.#selection = selection;
    this.#context = context;
    this.#channel = channel;
  }

  /**
   * Collects once a period, and continuously while there is something to back-fill.
   *
   * @returns when `signal` was aborted
   * @throws permanent failures
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, settings } = this.#context;
    try {
      while (!signal.aborted) {
        const start = clock.now();
        await this.#refreshAccounts(signal);
        while (await this.#collect(signal));
        const period = this.#refreshedAt === undefined ? MINUTE : settings.windows.period;
        await clock.sleep(Math.max(0, start + period - clock.now()), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #refreshAccounts(signal: AbortSignal): Promise<void> {
    const { clock, settings, log, positions } = this.#context;
    const subject = `subscription ${this.#selection.subscriptionId}`;
    if (this.#refreshedAt !== undefined && clock.now() - this.#refreshedAt < settings.refreshInterval) return;
    try {
      const before = this.#accounts;
      this.#accounts = await discoverAccounts(this.#selection, this.#context, signal);
      this.#refreshedAt = clock.now();
      const present = new Set(this.#accounts.map(({ id }) => id.toLowerCase()));
      for (const { id } of before) if (!present.has(id.toLowerCase())) positions.forgetReported(id);
      log.onSuccess(subject);
      if (this.#accounts.length === 0) log.warnOnce(`no account ${subject}`, `${subject}: no account was found`);
    } catch (error) {
      signal.throwIfAborted();
      rethrowFatal(error);
      const failure = describeFailure(serviceFailure(error));
      log.onFailure(subject, `its accounts can't be listed (needs the role Monitoring Reader or Reader): ${failure}`);
    }
  }

  /** @returns whether there is more to read now */
  async #collect(signal: AbortSignal): Promise<boolean> {
    const { serviceClock, settings, positions } = this.#context;
    const end = windowEnd(serviceClock.now(), settings.windows.latency);
    const tasks = planTasks(await this.#plan(end));
    positions.forgetBefore(end - RETENTION);

    let more = false;
    const failures = new Map<string, string>();
    await mapLimited(tasks, READINGS, async (task) => {
      const readings = await this.#read(task, signal);
      for (const { account, failure } of readings) {
        if (failure && !failures.has(account.id)) failures.set(account.id, describeFailure(failure));
      }
      const successful = readings.filter(({ failure }) => !failure);
      if (successful.length === 0) return;
      const { group, fresh } = task;
      if (fresh.to < end) more = true;
      for (const { account } of successful) positions.get(account.id, group.name).onHandedOut(fresh.to);
      await this.#channel.push(this.#batch(task, successful, fresh.to === end));
    });
    const ids = this.#accounts.map(({ id }) => id);
    logFailureChanges(this.#failures, failures, ids);
    this.#failures = failures;
    return more && !signal.aborted;
  }

  /** Returns the windows to read up to `end`. */
  async #plan(end: number): Promise<Part[]> {
    const { settings, positions } = this.#context;
    const parts: Part[] = [];
    let hasBegun = false;
    for (const group of settings.groups) {
      for (const account of this.#accounts) {
        const position = positions.get(account.id, group.name);
        const { handedOut } = position;
        const fresh = nextWindow(handedOut, end, settings.windows);
        if (!fresh) continue;
        if (handedOut === undefined) {
          position.begin(fresh.from);
          hasBegun = true;
        } else if (fresh.from > handedOut) {
          // The values between were never handed out, and must not count as late.
          position.reported = undefined;
          this.#logMissed(account, handedOut, fresh.from);
        } else {
          position.restoreReported();
        }
        // Older minutes are read once: late values come soon or never. After the newest minutes, some may still come.
        const readsAgain = position.reported && (fresh.to === end || position.reported.endsWithNewest);
        const from = fresh.from - (readsAgain ? settings.overlap : 0);
        parts.push({ account, group, fresh, window: { from, to: fresh.to } });
      }
    }
    if (hasBegun) await this.#saveBeginning();
    return parts;
  }

  async #read(task: Task, signal: AbortSignal): Promise<readonly AccountReading[]> {
    try {
      return await this.#region(task.accounts[0]!).read(task, signal);
    } catch (error) {
      signal.throwIfAborted();
      rethrowFatal(error);
      const failure = serviceFailure(error);
      return task.accounts.map((account) => ({ account, series: [], duration: 0, failure }));
    }
  }

  #batch(task: Task, readings: readonly AccountReading[], isNewest: boolean): MetricsBatch {
    const { positions, serviceClock } = this.#context;
    const { group, fresh } = task;
    const records = readings.flatMap((reading) => this.#records(task, reading, isNewest));
    const stored = readings.map(({ account: { id } }) => {
      return { id, values: positions.areKept ? positions.get(id, group.name).reported?.kept() : undefined };
    });
    return {
      records,
      partition: `${this.#selection.subscriptionId}/${readings[0]!.account.location}`,
      lag: { seconds: (serviceClock.now() - fresh.to) / 1000 },
      ack: () => {
        for (const { id, values } of stored) positions.get(id, group.name).onStored(fresh.to, values);
        return this.#saveCursors();
      },
    };
  }

  #records({ group, fresh }: Task, reading: AccountReading, isNewest: boolean): MetricsRecord[] {
    const { settings, positions } = this.#context;
    const { kind: _, ...account } = reading.account;
    const reported = (positions.get(account.id, group.name).reported ??= new ReportedValues());
    const values = reported.take(reading.series, fresh, fresh.to - settings.overlap);
    reported.endsWithNewest = isNewest;
    const record = {
      account,
      group: group.name,
      namespace: METRIC_NAMESPACE,
      timegrain: TIME_GRAIN,
      period: settings.windows.period,
      duration: reading.duration,
    };
    return [
      ...(values.fresh.length > 0 ? [{ ...record, series: values.fresh }] : []),
      ...(values.late.length > 0 ? [{ ...record, series: values.late, late: fresh.to }] : []),
    ];
  }

  #region(account: Account): Region {
    const key = regionKey(account);
    let region = this.#regions.get(key);
    if (!region) this.#regions.set(key, (region = new Region(account, this.#context)));
    return region;
  }

  async #saveBeginning(): Promise<void> {
    try {
      await this.#saveCursors();
    } catch (error) {
      this.#context.log.onFailure('cursors', `they can't be saved: ${describeFailure(serviceFailure(error))}`);
    }
  }

  async #saveCursors(): Promise<void> {
    const { positions, log } = this.#context;
    await positions.save();
    log.onSuccess('cursors');
  }

  #logMissed({ id }: Account, from: number, to: number): void {
    this.#context.log.warnOnce(
      `missed ${id} ${from}`,
      `${id} was not collected from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}: that is longer ` +
        'ago than maxBackfill',
    );
  }
}
