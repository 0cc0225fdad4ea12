import type { CommandIo, Output } from '../../cli/io.ts';
import { OtlpEndpointError } from '../../otlp/endpoint-error.ts';
import { StoreError } from '../../store/errors.ts';
import { dataStreamName } from '../contracts/document.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import { ACCEPTED, type Sink } from '../contracts/sink.ts';
import type { Batch, Source } from '../contracts/source.ts';
import { EventHubSettingsError } from '../logs/event-hub/options.ts';
import { InvalidMetricsOptionError } from '../metrics/options.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import { PipelineStatistics } from '../pipeline/statistics.ts';
import type { Collected } from '../settings/check.ts';
import { settingProblem, SettingsError } from '../settings/error.ts';
import type { SettingName, Settings } from '../settings/settings.ts';
import type { ConsoleLog } from './console-log.ts';
import { type Input, openCosts, openLogs, openMetrics } from './inputs.ts';
import type { CollectOptions } from './options.ts';
import { openDeadLetters, openSink } from './outputs.ts';

/** A pipeline of the command. */
export interface Collector {
  readonly statistics: PipelineStatistics;
  /** Runs until `signal` is aborted; rejects on a permanent failure. */
  run(signal: AbortSignal): Promise<void>;
}

/** The parts of the command that collectors use. */
export interface CollectorContext {
  readonly io: CommandIo;
  readonly log: ConsoleLog;
  /** Ends a dry run with enough documents. */
  readonly stop: { stop(): void };
}

/** Opens the collectors of a command. */
export type OpenCollectors = (
  settings: Settings,
  options: CollectOptions,
  context: CollectorContext,
) => Promise<readonly Collector[]>;

/**
 * Opens a collector for each of `options.collected`.
 *
 * @throws SettingsError for settings that only a source or sink can check
 * @throws MissingPackageError
 */
export const openCollectors: OpenCollectors = async (settings, options, context) => {
  try {
    const opened = options.dryRun
      ? openDryRun(options.dryRun, context)
      : await openOutputs(settings, context.io, options.collected.includes('costs'));
    const outputs = shareOutputs(opened, options.collected.length);
    const collectors: Record<Collected, () => Promise<Collector>> = {
      logs: async () => createCollector('logs', options, outputs, await openLogs(settings, options)),
      metrics: async () => createCollector('metrics', options, outputs, await openMetrics(settings, options)),
      costs: async () => createCollector('costs', options, outputs, await openCosts(settings, options)),
    };
    return await Promise.all(options.collected.map((name) => collectors[name]()));
  } catch (error) {
    throw toSettingsError(error);
  }
};

interface Outputs {
  readonly sink: Sink;
  readonly deadLetters: DeadLetters;
}

async function openOutputs(settings: Settings, io: CommandIo, hasCosts: boolean): Promise<Outputs> {
  return { sink: await openSink(settings, io, hasCosts), deadLetters: await openDeadLetters(settings) };
}

/**
 * Returns outputs for several pipelines, since two writers of one file would tear lines. The last pipeline that closes
 * them closes them.
 */
function shareOutputs({ sink, deadLetters }: Outputs, pipelines: number): Outputs {
  return {
    sink: { write: (documents) => sink.write(documents), close: onLastCall(pipelines, () => sink.close()) },
    deadLetters: {
      write: (letters) => deadLetters.write(letters),
      close: onLastCall(pipelines, () => deadLetters.close()),
    },
  };
}

function onLastCall(calls: number, run: () => Promise<void>): () => Promise<void> {
  let left = calls;
  return async () => {
    left -= 1;
    if (left === 0) await run();
  };
}

function createCollector<R>(
  name: Collected,
  { dryRun }: CollectOptions,
  outputs: Outputs,
  { source, mapper }: Input<R>,
): Collector {
  const statistics = new PipelineStatistics(name);
  const read = dryRun ? withoutAcks(source) : source;
  return { statistics, run: (signal) => runPipeline({ source: read, mapper, ...outputs, signal, statistics }) };
}

/** Options of the metrics by the settings that they are read from. */
const METRICS_SETTINGS: Readonly<Record<string, SettingName>> = {
  subscriptionIds: 'subscription_id',
  resourceGroups: 'resource_groups',
  resourceIds: 'resource_ids',
  period: 'period',
  refreshInterval: 'refresh_list_interval',
};

function toSettingsError(error: unknown): unknown {
  const options = { cause: error };
  if (error instanceof EventHubSettingsError) {
    return new SettingsError([settingProblem(error.setting as SettingName, error.problem)], options);
  }
  if (error instanceof InvalidMetricsOptionError) {
    const setting = METRICS_SETTINGS[error.option];
    return new SettingsError([setting ? settingProblem(setting, error.problem) : { problem: error.message }], options);
  }
  if (error instanceof StoreError) {
    return new SettingsError([settingProblem('output', `cannot be local: ${error.message}`)], options);
  }
  if (error instanceof OtlpEndpointError) {
    return new SettingsError([settingProblem('otlp_endpoint', error.message)], options);
  }
  return error;
}

/** Opens outputs that store nothing: documents go to the standard output, dead letters to the log. */
function openDryRun({ limit }: NonNullable<CollectOptions['dryRun']>, { io, log, stop }: CollectorContext): Outputs {
  return {
    sink: dryRunSink(io.stdout, limit, () => stop.stop()),
    deadLetters: {
      write: async (letters) => {
        for (const { reason, origin } of letters)
          log.warn(`would be a dead letter: ${reason} ${JSON.stringify(origin)}`);
      },
      close: async () => {},
    },
  };
}

/**
 * Writes documents as the NDJSON sink does, and stores none.
 *
 * @param onEnough called after `limit` documents; later ones are omitted
 */
function dryRunSink(output: Output, limit: number, onEnough: () => void): Sink {
  let count = 0;
  return {
    write: async (documents) => {
      for (const { id, dataStream, fields } of documents.slice(0, limit - count)) {
        output.write(`${JSON.stringify({ ...fields, _index: dataStreamName(dataStream), _id: id })}\n`);
      }
      count = Math.min(limit, count + documents.length);
      if (count === limit) onEnough();
      return documents.map(() => ACCEPTED);
    },
    close: async () => {},
  };
}

/** Returns a source whose batches are never acknowledged, so that the next reader gets them too. */
function withoutAcks<R>(source: Source<R>): Source<R> {
  return {
    read: async function* (signal: AbortSignal): AsyncIterable<Batch<R>> {
      for await (const batch of source.read(signal)) {
        const { records, partition, lag } = batch;
        yield { records, ...(partition !== undefined && { partition }), ...(lag && { lag }), ack: async () => {} };
      }
    },
    close: () => source.close(),
  };
}
