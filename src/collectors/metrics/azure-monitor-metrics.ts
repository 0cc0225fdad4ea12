import type { Source } from '../contracts/source.ts';
import { Channel } from '../concurrency/channel.ts';
import { Clients } from './clients.ts';
import { ServiceClock, SYSTEM_CLOCK } from './clock.ts';
import type { Clock } from './clock.ts';
import type { MetricsContext } from './context.ts';
import { Limiter } from '../concurrency/limiter.ts';
import { Notices } from './notices.ts';
import { readSettings } from './options.ts';
import type { AzureMonitorMetricsOptions } from './options.ts';
import { Positions } from './positions.ts';
import { Requests } from './request.ts';
import { Subscription } from './subscription.ts';
import type { MetricsBatch } from './subscription.ts';
import type { MetricsRecord } from './types.ts';

/** Batches that are read ahead of the pipeline. */
const READ_AHEAD = 8;

/**
 * The metrics of Azure OpenAI that Azure Monitor has, as records for {@link metricsMapper}.
 *
 * Once a period, the accounts of each subscription are asked for each metric group. Windows follow each other without
 * gap or overlap, each account and group has its own cursor, and a cursor moves when the documents up to it are stored:
 * what fails or is stopped is read later, up to `maxBackfill`. Values that Azure Monitor has only after their minute
 * was read are found by reading `overlap` again, after a restart too, since what was stored lately is kept with the
 * cursor; they come as documents of their own with what was missing, a total as the difference. Two of these sources with the same accounts would read everything twice: run one.
 *
 * @throws InvalidMetricsOptionError at once; while reading, RefusedCredentialError and MissingPackageError
 */
export function azureMonitorMetrics(options: AzureMonitorMetricsOptions): Source<MetricsRecord> {
  return metricsSource(options, SYSTEM_CLOCK);
}

/** {@link azureMonitorMetrics} with a clock of the test's. */
export function metricsSource(options: AzureMonitorMetricsOptions, clock: Clock): Source<MetricsRecord> {
  const settings = readSettings(options);
  const notices = new Notices();
  const positions = new Positions(options.cursors);
  const serviceClock = new ServiceClock(clock, (seconds) =>
    notices.once(
      'clock',
      `this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} Azure's; Azure's is used`,
    ),
  );
  const clients = new Clients(
    { ...settings, credential: options.credential, tlsOptions: options.tlsOptions },
    serviceClock,
  );
  const requests = new Requests(clock, serviceClock, new Limiter(settings.maxConcurrency));
  const context: MetricsContext = { settings, clients, requests, notices, positions, clock, serviceClock };

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
      return notices.trouble;
    },
    close: () => positions.idle(),
  };
}
