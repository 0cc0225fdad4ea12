import { diag } from '@opentelemetry/api';
import type { RetryOptions } from '../concurrency/backoff.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { Mapper } from '../contracts/mapper.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Batch, Source } from '../contracts/source.ts';
import { describeError } from '../errors.ts';
import { fileDeadLetters } from '../sinks/ndjson/sink.ts';
import { InFlight, PartitionOrder } from './in-flight.ts';
import { PipelineStatistics } from './statistics.ts';
import { createBatchStore } from './store-batch.ts';

/** Options of {@link runPipeline}. */
export interface PipelineOptions<R> {
  readonly source: Source<R>;
  readonly mapper: Mapper<R>;
  readonly sink: Sink;
  /**
   * Destination for records that can't be mapped and documents that are rejected.
   * @default the file `azure-openai-dead-letters.ndjson` in the working directory, created with the first letter
   */
  readonly deadLetters?: DeadLetters;
  /** Aborted to stop: batches in flight are written and acknowledged, then the pipeline resolves. */
  readonly signal?: AbortSignal;
  /** How long to wait between attempts at the sink and at the dead letters. */
  readonly retry?: RetryOptions;
  /**
   * Largest number of batches in flight. Together with the size of a batch, it bounds the memory of the pipeline.
   * @default 32
   */
  readonly maxBatchesInFlight?: number;
  /**
   * How long a stop waits for batches in flight, in milliseconds. Batches that are not stored by then are not
   * acknowledged, and are read again after a restart. The default fits into the 30 seconds that Kubernetes gives.
   * @default 25000
   */
  readonly stopTimeout?: number;
  /** Kept up to date while the pipeline runs. */
  readonly statistics?: PipelineStatistics;
}

/**
 * Moves records: source → mapper → sink → acknowledgement. A batch is acknowledged only after each of its documents is
 * accepted by the sink or is a dead letter.
 *
 * @returns resolves when everything is closed, after `signal` was aborted or the source has ended
 * @throws the error of the source or the sink, after all other batches in flight have settled and everything is closed
 */
export async function runPipeline<R>(options: PipelineOptions<R>): Promise<void> {
  const { source, sink, statistics = new PipelineStatistics(), stopTimeout = 25_000 } = options;
  const deadLetters = options.deadLetters ?? fileDeadLetters('azure-openai-dead-letters.ndjson');
  const failure = new AbortController();
  const giveUp = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);

  const inFlight = new InFlight(options.maxBatchesInFlight ?? 32);
  const order = new PartitionOrder();
  const store = createBatchStore({ ...options, deadLetters, statistics, signal: giveUp.signal });
  const settle = async (batch: Batch<R>, partition: string): Promise<boolean> => {
    const stored = store(batch.records).catch((error: unknown) => {
      failure.abort(error);
      return false;
    });
    return order.add(partition, stored, () => acknowledge(batch, statistics, giveUp.signal));
  };

  let timer: NodeJS.Timeout | undefined;
  const beginStop = (): void => {
    statistics.state = 'stopping';
    timer = setTimeout(() => {
      giveUp.abort();
      inFlight.giveUp();
    }, stopTimeout);
  };
  stop.addEventListener('abort', beginStop, { once: true });

  try {
    statistics.source = source;
    if (stop.aborted) beginStop();
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
  stop.removeEventListener('abort', beginStop);
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
    // Everything is stored, and the checkpoint of the next batch covers this one.
    if (statistics.setTrouble('checkpoint', `no checkpoint can be stored: ${describeError(error)}`)) {
      diag.warn(`Collector ${statistics.name}: no checkpoint can be stored, so a restart may repeat records:`, error);
    }
  }
  return true;
}
