import type { Batch } from '../contracts/source.ts';
import { AccountFailures } from './account-failures.ts';
import type { Channel } from '../concurrency/channel.ts';
import type { MetricsContext } from './context.ts';
import { discoverAccounts } from './discover-accounts.ts';
import type { AccountSelection } from './discover-accounts.ts';
import { forEachLimited } from '../concurrency/limiter.ts';
import { METRIC_NAMESPACE, TIME_GRAIN } from './metric-groups.ts';
import { planTasks, regionKey } from './plan.ts';
import type { Part, Task } from './plan.ts';
import { readWindow } from './read-window.ts';
import type { AccountReading } from './read-window.ts';
import { rethrowFatal } from './refused-credential-error.ts';
import { Region } from './region.ts';
import { ReportedValues } from './reported-values.ts';
import { describeFailure, serviceFailure } from './service-error.ts';
import type { Account, MetricGroup, MetricsRecord } from './types.ts';
import { MINUTE, nextWindow, RETENTION, windowEnd } from './windows.ts';

/** Readings of one subscription at once: one that is throttled leaves the others their requests. */
const READINGS = 4;

/** A batch on its way to the pipeline. */
export type MetricsBatch = Batch<MetricsRecord>;

/** Collects one subscription. What keeps it waiting or fails in it does not keep others waiting. */
export class Subscription {
  readonly #selection: AccountSelection;
  readonly #context: MetricsContext;
  readonly #channel: Channel<MetricsBatch>;
  readonly #regions = new Map<string, Region>();
  readonly #reported = new Map<string, ReportedValues>();
  readonly #failures = new AccountFailures();
  #accounts: readonly Account[] = [];
  #refreshedAt: number | undefined;

  constructor(selection: AccountSelection, context: MetricsContext, channel: Channel<MetricsBatch>) {
    this.#selection = selection;
    this.#context = context;
    this.#channel = channel;
  }

  /**
   * Goes round once a period, and more often while there is something to back-fill.
   *
   * @returns when `signal` was aborted
   * @throws what no waiting mends
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
    const { clock, settings, notices, serviceClock } = this.#context;
    const subject = `subscription ${this.#selection.subscriptionId}`;
    if (this.#refreshedAt !== undefined && clock.now() - this.#refreshedAt < settings.refreshInterval) return;
    try {
      this.#accounts = await discoverAccounts(this.#selection, this.#context, signal);
      this.#refreshedAt = clock.now();
      this.#forgetReported();
      notices.working(subject);
      if (this.#accounts.length === 0) notices.once(`no account ${subject}`, `${subject}: no account was found`);
    } catch (error) {
      signal.throwIfAborted();
      rethrowFatal(error);
      const failure = describeFailure(serviceFailure(error, serviceClock.now()));
      notices.failing(subject, `its accounts can't be listed (needs the role Monitoring Reader or Reader): ${failure}`);
    }
  }

  /** @returns whether more can be read at once */
  async #collect(signal: AbortSignal): Promise<boolean> {
    const { serviceClock, settings, positions } = this.#context;
    const end = windowEnd(serviceClock.now(), settings.windows.latency);
    const parts = this.#parts(end);
    if (parts.some(({ isFirst }) => isFirst)) await this.#saveBeginning();
    positions.forgetBefore(end - RETENTION);

    let more = false;
    await forEachLimited(planTasks(parts), READINGS, async (task) => {
      const read = await this.#read(task, signal);
      if (read.length === 0) return;
      if (task.fresh.to < end) more = true;
      positions.onHandedOut(idsOf(read), task.group.name, task.fresh.to);
      await this.#channel.push(this.#batch(task, read, task.fresh.to === end));
    });
    this.#failures.tell(this.#accounts);
    return more && !signal.aborted;
  }

  /** What is to be read up to `end`. */
  #parts(end: number): (Part & { isFirst: boolean })[] {
    const { settings, positions } = this.#context;
    const parts: (Part & { isFirst: boolean })[] = [];
    for (const group of settings.groups) {
      for (const account of this.#accounts) {
        const position = positions.get(account.id, group.name);
        const fresh = nextWindow(position, end, settings.windows);
        if (!fresh) continue;
        const isFirst = position === undefined;
        if (isFirst) positions.begin(account.id, group.name, fresh.from);
        else if (fresh.from > position) this.#onMissed(account, group, position, fresh.from);
        else this.#restoreReported(account, group, position);
        const from = fresh.from - (this.#readsAgain(account, group, fresh.to === end) ? settings.overlap : 0);
        const window = { from, to: fresh.to };
        parts.push({ account, group, fresh, window, isFirst });
      }
    }
    return parts;
  }

  /** Goes on from what an earlier process stored. */
  #restoreReported(account: Account, group: MetricGroup, position: number): void {
    const key = partKey(account, group);
    const reported = this.#reported.has(key) ? undefined : this.#context.positions.reported(account.id, group.name);
    if (reported) this.#reported.set(key, new ReportedValues(reported, position));
  }

  /** Minutes that are long over are read once: late values come soon or never, but since the last reading they may have. */
  #readsAgain(account: Account, group: MetricGroup, isNewest: boolean): boolean {
    const reported = this.#reported.get(partKey(account, group));
    return reported !== undefined && (isNewest || reported.endsWithNewest);
  }

  async #read(task: Task, signal: AbortSignal): Promise<SuccessfulReading[]> {
    const region = this.#region(task.accounts[0]!);
    const { serviceClock, settings } = this.#context;
    let results: readonly AccountReading[];
    try {
      await region.readDefinitions(settings.groups, signal);
      results = await readWindow({ ...task, region }, this.#context, signal);
    } catch (error) {
      signal.throwIfAborted();
      rethrowFatal(error);
      const failure = serviceFailure(error, serviceClock.now());
      results = task.accounts.map((account) => ({ account, failure }));
    }
    for (const result of results) {
      if ('failure' in result) this.#failures.add(result.account.id, describeFailure(result.failure));
    }
    return results.filter((result) => 'series' in result);
  }

  #batch(task: Task, readings: readonly SuccessfulReading[], isNewest: boolean): MetricsBatch {
    const { positions, serviceClock } = this.#context;
    const { group, fresh } = task;
    const records = readings.flatMap((reading) => this.#records(task, reading, isNewest));
    const stored = readings.map(({ account }) => ({
      accountId: account.id,
      reported: positions.areKept ? this.#reported.get(partKey(account, group))?.kept() : undefined,
    }));
    return {
      records,
      partition: `${this.#selection.subscriptionId}/${readings[0]!.account.location}`,
      lag: { seconds: (serviceClock.now() - fresh.to) / 1000 },
      ack: () => positions.onStored(stored, group.name, fresh.to),
    };
  }

  #records(
    { group, fresh }: Task,
    { account, series, duration }: SuccessfulReading,
    isNewest: boolean,
  ): MetricsRecord[] {
    const { settings } = this.#context;
    const key = partKey(account, group);
    let reported = this.#reported.get(key);
    if (!reported) this.#reported.set(key, (reported = new ReportedValues()));
    const values = reported.take(series, fresh, fresh.to - settings.overlap);
    reported.endsWithNewest = isNewest;
    const { kind: _, ...place } = account;
    const record = {
      account: place,
      group: group.name,
      namespace: METRIC_NAMESPACE,
      timegrain: TIME_GRAIN,
      period: settings.windows.period,
      duration,
    };
    return [
      ...(values.fresh.length > 0 ? [{ ...record, series: values.fresh }] : []),
      ...(values.late.length > 0 ? [{ ...record, series: values.late, late: fresh.to }] : []),
    ];
  }

  /** What was handed out of accounts that are gone. */
  #forgetReported(): void {
    const keys = this.#accounts.flatMap((account) =>
      this.#context.settings.groups.map((group) => partKey(account, group)),
    );
    const present = new Set(keys);
    for (const key of this.#reported.keys()) if (!present.has(key)) this.#reported.delete(key);
  }

  #region(account: Account): Region {
    const key = regionKey(account);
    let region = this.#regions.get(key);
    if (!region) this.#regions.set(key, (region = new Region(this.#context, account)));
    return region;
  }

  async #saveBeginning(): Promise<void> {
    const { positions, notices } = this.#context;
    try {
      await positions.save();
    } catch (error) {
      notices.failing('cursors', `they can't be saved: ${describeFailure(serviceFailure(error, 0))}`);
    }
  }

  #onMissed(account: Account, group: MetricGroup, from: number, to: number): void {
    // The minutes between were never handed out, and must not pass for late.
    this.#reported.delete(partKey(account, group));
    const { id } = account;
    this.#context.notices.once(
      `missed ${id} ${from}`,
      `${id} was not collected from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}: that is longer ` +
        'ago than maxBackfill',
    );
  }
}

type SuccessfulReading = Extract<AccountReading, { series: unknown }>;

function idsOf(readings: readonly SuccessfulReading[]): string[] {
  return readings.map(({ account }) => account.id);
}

function partKey({ id }: Account, { name }: MetricGroup): string {
  return `${id.toLowerCase()} ${name}`;
}
