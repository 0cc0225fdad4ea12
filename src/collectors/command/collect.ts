import { isIP } from 'node:net';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import { VERSION } from '../../version.ts';
import { MissingPackageError } from '../missing-package-error.ts';
import { type HealthServer, startHealthServer } from '../pipeline/health-server.ts';
import { observePipelines } from '../pipeline/pipeline-metrics.ts';
import { fileProblems } from '../settings/check-files.ts';
import { type CollectOptions, COLLECT_FLAGS, collectOptions } from './collect-options.ts';
import { type Collector, type OpenCollectors, openCollectors } from './collectors.ts';
import { type ConsoleLog, consoleLog } from './console-log.ts';
import type { CommandIo, Output } from '../../cli/io.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { showProgress } from './progress.ts';
import type { ReadSettings } from '../settings/read-settings.ts';
import { hideSecrets, hidingOutput } from '../settings/secrets.ts';
import { readFlags } from '../settings/setting-flags.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { type StopSignals, watchStopSignals } from '../../cli/stop-signals.ts';

const LOG_LEVELS: Readonly<Record<Settings['log_level'], DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/**
 * The command `azure-openai-otel collect`: see `collectUsage`.
 *
 * @param args what follows `collect` on the command line
 * @param io `process`, or something that stands for it
 * @param open makes the collectors
 * @returns the exit code: 0 stopped as asked, 1 failed, 2 wrong or missing settings
 * @throws UsageError for options that are wrong
 */
export async function collect(
  args: readonly string[],
  io: CommandIo,
  open: OpenCollectors = openCollectors,
): Promise<number> {
  try {
    const flags = readFlags(args, COLLECT_FLAGS);
    const options = collectOptions(flags);
    // A dry run writes to the standard output, whatever the output is to be.
    const values = options.dryRun ? { ...flags.values, output: 'ndjson' } : flags.values;
    const read = await loadSettings({ ...flags, values }, io.env, options.collected);
    return await run(options, read, io, open);
  } catch (error) {
    if (!isExplained(error)) throw error;
    return explained(error, io.stderr);
  }
}

function explained(error: SettingsError | MissingPackageError, stderr: Output): number {
  stderr.write(`azure-openai-otel collect: ${error.message}\n\nazure-openai-otel collect --help lists all settings.\n`);
  return error instanceof SettingsError ? 2 : 1;
}

async function run(options: CollectOptions, read: ReadSettings, io: CommandIo, open: OpenCollectors): Promise<number> {
  const { settings } = read;
  const hide = hideSecrets(settings, io.env);
  const stderr = hidingOutput(io.stderr, hide);
  let clear = (): void => {};
  const log = consoleLog(stderr, () => clear());
  const level = LOG_LEVELS[settings.log_level];
  diag.setLogger(log, { logLevel: level, suppressOverrideMessage: true });
  const stop = watchStopSignals(io, (name) =>
    diag.info(`${name}: finishing what was read; send it again to quit at once`),
  );
  try {
    for (const notice of read.notices) diag.warn(notice);
    const unwritable = options.dryRun ? [] : await fileProblems(settings, options.collected);
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
    if (isExplained(error)) return explained(error, stderr);
    return failed(error, log);
  } finally {
    stop.end();
    diag.disable();
  }
}

/** Runs until all have ended; one that fails stops the others. */
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

/** A port of one's own choice must be free; the default one is often taken by a second process on the same machine. */
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
    if (given.has('health_port') || given.has('health_host'))
      throw new SettingsError([{ setting: 'health_port', problem }]);
    diag.warn(`there is no health endpoint, since ${problem}; set health_port to another one, or to 0`);
    return undefined;
  }
}

/** Whether the message alone says what to do, before anything was collected. */
function isExplained(error: unknown): error is SettingsError | MissingPackageError {
  return error instanceof SettingsError || error instanceof MissingPackageError;
}

function failed(error: unknown, log: ConsoleLog): number {
  log.error('stopped by a failure:', error);
  return 1;
}
