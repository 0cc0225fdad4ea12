import { Channel } from '../concurrency/channel.ts';
import type { Source } from '../contracts/source.ts';
import { Clients } from './clients.ts';
import { type Clock, ServiceClock, SYSTEM_CLOCK } from './clock.ts';
import { Log } from './log.ts';
import { type AzureMonitorMetricsOptions, readSettings } from './options.ts';
import { Positions } from './positions.ts';
import { type MetricsBatch, Subscription } from './subscription.ts';
import type { MetricsRecord } from './types.ts';

/*
 * The life of a window
 *
 * A window is a range of whole minutes of one metric group of one account. A Position says for each account and group
 * how far its windows are handed out to the pipeline (`handedOut`), and how far they are stored (`stored`).
 *
 * 1. Plan (schedule.ts). Once a period, each account and group gets its next window. It begins at `handedOut` and ends
 *    `latency` ago by Azure's clock, so windows have no gap and no overlap. The first window has the length of a period.
 *    After a stop, windows of at most an hour follow without a pause; minutes longer ago than `maxBackfill` are
 *    skipped and logged. Windows of accounts of one region and kind are read together.
 * 2. Read (region.ts). The batch API reads up to 50 accounts with one request. If it can't be used, Azure Resource
 *    Manager reads each account, and the batch API is tried again an hour later. Metrics and dimensions that Azure does
 *    not have are left out: definitions and refusals show them. If a request fails because of one account, its halves are
 *    read, until that account fails alone. Throttling and outages are retried (clients.ts).
 * 3. Compare (late-values.ts). A window that ends with the newest minutes, and the one after it, are read together with
 *    the `overlap` before them, because Azure Monitor gets some values late. These values are compared with the ones that
 *    were handed out. A missing value is late, and so is the amount by which a total has grown. An average that has
 *    changed can't be corrected.
 * 4. Hand out (subscription.ts). The values of one response are one batch, and `handedOut` moves to the end of the window.
 *    An account that could not be read keeps its position, so the next round begins there again.
 * 5. Acknowledge (positions.ts). When all documents of a batch are stored, `stored` moves to the end of the window. The
 *    cursor is saved: `stored`, and the values of the last `overlap` for the comparison.
 *
 * Nothing is lost, because a new process begins at `stored`, which is saved before the first reading too. Nothing is
 * counted twice, because the id of a document does not depend on its window: minutes that are read again after a crash
 * get the same ids. The id of a late document depends on the total that it completes. One gap remains: if a process is
 * killed after documents were stored and before their cursor was saved, and a value changes before it is read again, the
 * document keeps the first value.
 */

/** Batches that are read ahead of the pipeline. */
const READ_AHEAD = 8;

/**
 * Reads the metrics of Azure OpenAI from Azure Monitor, as records for {@link metricsMapper}.
 *
 * Once a period, each metric group of each account is read. Each account and group has its own cursor, which moves when
 * the documents before it are stored, so failures and stops cause no loss within `maxBackfill`. Late values become
 * documents of their own, a total as the difference. Two of these sources with the same accounts would read everything
 * twice: run only one.
 *
 * @throws InvalidMetricsOptionError at once; while reading, RefusedCredentialError and MissingPackageError
 */
export function azureMonitorMetrics(options: AzureMonitorMetricsOptions): Source<MetricsRecord> {
  return metricsSource(options, SYSTEM_CLOCK);
}

/** {@link azureMonitorMetrics} with the clock of a test. */
export function metricsSource(options: AzureMonitorMetricsOptions, clock: Clock): Source<MetricsRecord> {
  const settings = readSettings(options);
  const log = new Log();
  const positions = new Positions(options.cursors);
  const serviceClock = new ServiceClock(clock, (seconds) =>
    log.warnOnce(
      'clock',
      `this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} Azure's; Azure's is used`,
    ),
  );
  const { credential, tlsOptions } = options;
  const clients = new Clients({ ...settings, credential, tlsOptions }, clock, serviceClock);
  const context = { settings, clients, log, positions, clock, serviceClock };

  return {
    async *read(signal) {
      await positions.load();
      const channel = new Channel<MetricsBatch>(READ_AHEAD);
      const done = new AbortController();
      const stop = AbortSignal.any([signal, done.signal]);
      stop.addEventListener('abort', () => channel.end());
      if (stop.aborted) channel.end();
      const runs = settings.selections.map(async (selection) => {
        try {
          await new Subscription(selection, context, channel).run(stop);
        } catch (error) {
          channel.end({ error });
          done.abort();
        }
      });
      try {
        yield* channel.read();
      } finally {
        done.abort();
        await Promise.all(runs);
      }
    },
    get trouble() {
      return log.trouble;
    },
    close: () => positions.idle(),
  };
}
