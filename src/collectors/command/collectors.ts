import { EventHubSettingsError } from '../logs/event-hub/settings-error.ts';
import { InvalidMetricsOptionError } from '../metrics/invalid-metrics-option-error.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { Mapper } from '../contracts/mapper.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Source } from '../contracts/source.ts';
import { PipelineStatistics } from '../pipeline/statistics.ts';
import type { Collected } from '../settings/check-settings.ts';
import type { CollectOptions } from './collect-options.ts';
import type { ConsoleLog } from './console-log.ts';
import { dryRunDeadLetters, dryRunSink, unacknowledged } from './dry-run.ts';
import type { CommandIo } from '../../cli/io.ts';
import { logsInput } from './logs-input.ts';
import { metricsInput } from './metrics-input.ts';
import { openDeadLetters, openSink } from './output.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** One pipeline of the command, ready to run. */
export interface Collector {
  readonly statistics: PipelineStatistics;
  /** Runs until `signal` is aborted; rejects if waiting does not help. */
  run(signal: AbortSignal): Promise<void>;
}

/** What collectors need of the command. */
export interface CollectorContext {
  readonly io: CommandIo;
  readonly log: ConsoleLog;
  /** Ends a dry run that has written enough. */
  readonly stop: { stop(): void };
}

/** Makes the collectors that are asked for. */
export type OpenCollectors = (
  settings: Settings,
  options: CollectOptions,
  context: CollectorContext,
) => Promise<readonly Collector[]>;

/** What is read, and what becomes of it. */
export interface Input<R> {
  readonly source: Source<R>;
  readonly mapper: Mapper<R>;
}

/**
 * @throws SettingsError for settings that only the source or sink itself can judge
 * @throws MissingPackageError
 */
export const openCollectors: OpenCollectors = async (settings, options, context) => {
  try {
    const outputs = await openOutputs(settings, options, context);
    const collectors: Record<Collected, () => Promise<Collector>> = {
      logs: async () => collectorOf('logs', await logsInput(settings, options), options, outputs('logs')),
      metrics: async () => collectorOf('metrics', await metricsInput(settings, options), options, outputs('metrics')),
    };
    return await Promise.all(options.collected.map((name) => collectors[name]()));
  } catch (error) {
    throw asSettingsError(error);
  }
};

interface Outputs {
  readonly sink: Sink;
  readonly deadLetters: DeadLetters;
}

type OpenOutput = (name: Collected) => Outputs;

async function openOutputs(
  settings: Settings,
  { collected, dryRun }: CollectOptions,
  { io, log, stop }: CollectorContext,
): Promise<OpenOutput> {
  if (dryRun) {
    const sink = dryRunSink(io.stdout, dryRun.limit, () => stop.stop());
    return () => ({ sink, deadLetters: dryRunDeadLetters(log) });
  }
  const outputs = new Map<Collected, Outputs>();
  for (const name of collected) {
    outputs.set(name, { sink: await openSink(settings, io), deadLetters: await openDeadLetters(settings) });
  }
  return (name) => outputs.get(name)!;
}

function collectorOf<R>(
  name: Collected,
  { source, mapper }: Input<R>,
  { dryRun }: CollectOptions,
  { sink, deadLetters }: Outputs,
): Collector {
  const statistics = new PipelineStatistics(name);
  const read = dryRun ? unacknowledged(source) : source;
  return {
    statistics,
    run: (signal) => runPipeline({ source: read, mapper, sink, deadLetters, signal, statistics }),
  };
}

function asSettingsError(error: unknown): unknown {
  if (error instanceof EventHubSettingsError) {
    const problem = error.message.startsWith(error.setting)
      ? error.message.slice(error.setting.length + 1)
      : error.message;
    return new SettingsError([{ setting: error.setting, problem }], { cause: error });
  }
  if (error instanceof InvalidMetricsOptionError)
    return new SettingsError([{ problem: error.message }], { cause: error });
  return error;
}
