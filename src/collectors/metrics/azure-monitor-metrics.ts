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
 * A window is a range of whole minutes of one metric group of one account. Each account and group has a Position: how
 * far it is handed out to the pipeline, and how far it is stored.
 *
 * 1. Plan (schedule.ts). Once a period, each position gets the next window. It begins where the last one ended and ends
 *    `latency` ago by Azure's clock, so windows have no gap and no overlap. The first window has the length of a period.
 *    After a stop, windows of at most an hour follow at once. What is longer ago than `maxBackfill` is skipped and
 *    logged. Windows of one region and kind of account are read together.
 * 2. Read (region.ts). The batch API reads up to 50 accounts with one request. Where it can't be used, Azure Resource
 *    Manager reads each account, and the batch API is tried again an hour later. Metrics and dimensions that Azure does
 *    not have are learned from its definitions and from refusals, and left out. If a request fails because of one account,
 *    halves are read, until that account fails alone. Throttling and outages are retried (clients.ts).
 * 3. Compare (late-values.ts). The newest window also covers the `overlap` minutes before it, because Azure Monitor gets
 *    some values late. They are compared with the values that were handed out, and only the difference is new: a missing
 *    value, or the part by which a total has grown. An average that has changed can't be corrected.
 * 4. Hand out (subscription.ts). The values of one response are one batch. Then `handedOut` moves to the end of the
 *    window. An account that could not be read keeps its position, so the next round begins there again.
 * 5. Acknowledge (positions.ts). When all documents of a batch are stored, `stored` moves to the end of the window, and
 *    the cursors are saved: this time, and the values of the last `overlap` minutes.
 *
 * Nothing is lost: a new process begins at `stored`, and one that never stored anything begins where the first process
 * began. Nothing is counted twice: ids of documents do not depend on windows, so minutes between `stored` and a crash are
 * stored again under the same ids; the saved values show which later values are late; and the id of a late document
 * depends on the total that it completes.
 */

/** Batches that are read ahead of the pipeline. */
const READ_AHEAD = 8;

/**
 * Reads the metrics of Azure OpenAI from Azure Monitor, as records for {@link metricsMapper}.
 *
 * Once a period, each metric group of the accounts of each subscription is read. Windows follow each other without gap
 * or overlap. Each account and group has its own cursor, which moves when the documents before it are stored, so that
 * failures and stops cause no loss within `maxBackfill`. Late values are found by reading `overlap` again, after a
 * restart too, since recently stored values are kept with the cursor. They become documents of their own with the
 * missing values, a total as the difference. Two of these sources with the same accounts would read everything twice:
 * run only one.
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
        yield* channel;
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
