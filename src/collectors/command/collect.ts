import { isIP } from 'node:net';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import type { CommandIo } from '../../cli/io.ts';
import { type StopSignals, watchStopSignals } from '../../cli/stop-signals.ts';
import { VERSION } from '../../version.ts';
import { type HealthServer, startHealthServer } from '../pipeline/health-server.ts';
import { observePipelines } from '../pipeline/metrics.ts';
import { checkFiles } from '../settings/check-files.ts';
import { explainError, settingProblem, SettingsError } from '../settings/error.ts';
import { hasCosts, loadSettings, type ReadSettings } from '../settings/read.ts';
import { hideSecrets, hidingOutput } from '../settings/secrets.ts';
import type { Settings } from '../settings/settings.ts';
import { readFlags } from '../settings/usage.ts';
import { type Collector, type OpenCollectors, openCollectors } from './collectors.ts';
import { consoleLog, showProgress } from './console-log.ts';
import { COLLECT_FLAGS, type CollectOptions, readCollectOptions } from './options.ts';

/**
 * Runs `azure-openai-otel collect`: see `collectUsage`.
 *
 * @param args the command line after `collect`
 * @param io `process`, or a replacement
 * @param open opens the collectors
 * @returns the exit code: 0 stopped as asked, 1 failed, 2 wrong or missing settings
 * @throws UsageError for wrong options
 */
export async function collect(
  args: readonly string[],
  io: CommandIo,
  open: OpenCollectors = openCollectors,
): Promise<number> {
  try {
    const flags = readFlags(args, COLLECT_FLAGS);
    const asked = readCollectOptions(flags);
    // A dry run writes to the standard output, and needs no settings of another output.
    const values = asked.dryRun ? { ...flags.values, output: 'ndjson' } : flags.values;
    const load = (collected: CollectOptions['collected']): Promise<ReadSettings> =>
      loadSettings({ ...flags, values }, io.env, collected);
    let [options, read] = [asked, await load(asked.collected)];
    if (asked.isAll && hasCosts(read)) {
      options = { ...asked, collected: [...asked.collected, 'costs'] };
      read = await load(options.collected);
    }
    return await run(options, read, io, open);
  } catch (error) {
    const code = explainError('collect', error, io.stderr);
    if (code === undefined) throw error;
    return code;
  }
}

async function run(options: CollectOptions, read: ReadSettings, io: CommandIo, open: OpenCollectors): Promise<number> {
  const { settings } = read;
  const hide = hideSecrets(settings, io.env);
  const stderr = hidingOutput(io.stderr, hide);
  let clear = (): void => {};
  const log = consoleLog(stderr, () => clear());
  const level = DiagLogLevel[settings.log_level.toUpperCase() as Uppercase<Settings['log_level']>];
  diag.setLogger(log, { logLevel: level, suppressOverrideMessage: true });
  const stop = watchStopSignals(io, (name) =>
    diag.info(`${name}: storing the records read so far; send it again to exit immediately`),
  );
  try {
    for (const notice of read.notices) diag.warn(notice);
    const unwritable = options.dryRun ? [] : await checkFiles(settings, options.collected);
    if (unwritable.length > 0) throw new SettingsError(unwritable);
    const collectors = await open(settings, options, { io, log, stop });
    const statistics = collectors.map((collector) => collector.statistics);
    observePipelines(metrics.getMeter('opentelemetry-instrumentation-azure-openai', VERSION), statistics);
    const health = options.dryRun ? undefined : await startHealth(read, statistics, hide);
    const progress = level >= DiagLogLevel.INFO ? showProgress(stderr, () => log, statistics) : undefined;
    clear = () => progress?.clear();
    try {
      return await runAll(collectors, stop, options);
    } finally {
      progress?.end();
      await health?.close();
    }
  } catch (error) {
    const code = explainError('collect', error, stderr);
    if (code !== undefined) return code;
    log.error('stopped by a failure:', error);
    return 1;
  } finally {
    stop.end();
    diag.disable();
  }
}

/** Runs all collectors until they end; a failure of one stops the others. */
async function runAll(
  collectors: readonly Collector[],
  stop: StopSignals,
  { dryRun }: CollectOptions,
): Promise<number> {
  const timer = dryRun && setTimeout(() => stop.stop(), dryRun.timeout);
  const runs = collectors.map(async ({ run, statistics }) => {
    diag.info(`${statistics.name}: collecting`);
    try {
      await run(stop.signal);
    } catch (error) {
      stop.stop();
      throw error;
    }
  });
  const results = await Promise.allSettled(runs);
  clearTimeout(timer);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  for (const error of errors.slice(1)) diag.error('failed:', error);
  if (errors.length > 0) throw errors[0];
  return 0;
}

/** Fails for a configured port that is not free; the default port is often taken by another collector on the machine. */
async function startHealth(
  { settings, given }: ReadSettings,
  pipelines: readonly Collector['statistics'][],
  hide: (text: string) => string,
): Promise<HealthServer | undefined> {
  const { health_host: host, health_port: port } = settings;
  try {
    const server = await startHealthServer({ pipelines, host, port, hide });
    diag.info(`health endpoint at ${server.url}: /live, /ready and /`);
    return server;
  } catch (error) {
    const shown = isIP(host) !== 0 || host === 'localhost' ? host : 'health_host';
    const problem = `${shown}:${port} cannot be listened on: ${(error as NodeJS.ErrnoException).code}`;
    if (given.has('health_port') || given.has('health_host')) {
      throw new SettingsError([settingProblem('health_port', problem)]);
    }
    diag.warn(`there is no health endpoint: ${problem}; set health_port to another port, or to 0`);
    return undefined;
  }
}
