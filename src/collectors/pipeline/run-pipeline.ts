import { diag } from '@opentelemetry/api';

import { describeError } from '../errors.ts';
import { fileDeadLetters } from '../sinks/ndjson/file-dead-letters.ts';
import type { RetryOptions } from '../concurrency/backoff.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import { InFlight } from '../concurrency/in-flight.ts';
import type { Mapper } from '../contracts/mapper.ts';
import { PartitionOrder } from './partition-order.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Batch, Source } from '../contracts/source.ts';
import { PipelineStatistics } from './statistics.ts';
import { batchStore } from './store-batch.ts';

/** Options of {@link runPipeline}. */
export interface PipelineOptions<R> {
  readonly source: Source<R>;
  readonly mapper: Mapper<R>;
  readonly sink: Sink;
  /**
   * Where that goes which can't be mapped, or is refused for good.
   * @default the file `azure-openai-dead-letters.ndjson` in the working directory, made when it is first needed
   */
  readonly deadLetters?: DeadLetters;
  /** Aborted to stop: what was handed out is written and acknowledged, then the pipeline resolves. */
  readonly signal?: AbortSignal;
  /** How long to wait between attempts at the sink and at the dead letters. */
  readonly retry?: RetryOptions;
  /**
   * Batches on their way at once: with the size of a batch, the bound on what the pipeline holds in memory.
   * @default 32
   */
  readonly maxBatchesInFlight?: number;
  /**
   * How long a stop waits for what is on its way, in milliseconds. What is not stored then is not acknowledged, so it
   * comes again.
   * @default 25000, within the 30 seconds that Kubernetes gives
   */
  readonly stopTimeout?: number;
  /** Kept up to date while the pipeline runs. */
  readonly statistics?: PipelineStatistics;
}

/**
 * Moves records: source → mapper → sink → acknowledgement. A batch is acknowledged only after each of its documents is
 * accepted by the sink, or stands in the dead letters.
 *
 * @returns settles after `signal` was aborted, or the source ended, when all is closed
 * @throws what the source or the sink threw, after everything else on its way is settled and all is closed
 */
export async function runPipeline<R>(options: PipelineOptions<R>): Promise<void> {
  const { source, sink, statistics = new PipelineStatistics(), stopTimeout = 25_000 } = options;
  const deadLetters = options.deadLetters ?? fileDeadLetters('azure-openai-dead-letters.ndjson');
  const failure = new AbortController();
  const giveUp = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);

  const inFlight = new InFlight(options.maxBatchesInFlight ?? 32);
  const order = new PartitionOrder();
  const store = batchStore({ ...options, deadLetters, statistics, signal: giveUp.signal });
  const settle = async (batch: Batch<R>, partition: string): Promise<boolean> => {
    const stored = store(batch.records).catch((error: unknown) => {
      failure.abort(error);
      return false;
    });
    return order.follow(partition, stored, () => acknowledge(batch, statistics, giveUp.signal));
  };

  let timer: NodeJS.Timeout | undefined;
  const startToStop = (): void => {
    statistics.state = 'stopping';
    timer = setTimeout(() => {
      giveUp.abort();
      inFlight.giveUp();
    }, stopTimeout);
  };
  stop.addEventListener('abort', startToStop, { once: true });

  try {
    statistics.source = source;
    if (stop.aborted) startToStop();
    else statistics.state = 'running';
    for await (const batch of source.read(stop)) {
      const partition = batch.partition ?? '';
      statistics.onBatch(partition, batch.lag);
      statistics.counts.received += batch.records.length;
      await inFlight.add(
        () => settle(batch, partition),
        (acknowledged) => {
          statistics.counts[acknowledged ? 'acknowledged' : 'abandoned'] += 1;
          statistics.onSettled(partition, acknowledged);
        },
      );
    }
  } catch (error) {
    failure.abort(error);
  }
  await inFlight.idle();
  clearTimeout(timer);
  stop.removeEventListener('abort', startToStop);
  const closed = await Promise.allSettled([source.close(), sink.close(), deadLetters.close()]);

  statistics.state = failure.signal.aborted ? 'failed' : 'stopped';
  if (failure.signal.aborted) throw failure.signal.reason;
  for (const result of closed) if (result.status === 'rejected') throw result.reason;
}

/** @returns whether the batch counts as acknowledged */
async function acknowledge(
  batch: Batch<unknown>,
  statistics: PipelineStatistics,
  givenUp: AbortSignal,
): Promise<boolean> {
  if (givenUp.aborted) return false;
  try {
    await batch.ack();
    statistics.setTrouble('checkpoint', undefined);
  } catch (error) {
    // Everything is stored, so the checkpoint of the next batch covers this one; until then it would come again.
    if (statistics.setTrouble('checkpoint', `no checkpoint can be stored: ${describeError(error)}`)) {
      diag.warn(`Collector ${statistics.name}: no checkpoint can be stored, so records may come again:`, error);
    }
  }
  return true;
}
