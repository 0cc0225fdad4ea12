import type { Finding } from './finding.ts';

/**
 * Origin of records. A source hands out batches and keeps the records of each until its {@link Batch.ack} is called. A
 * batch that was never acknowledged is handed out again, by this process or by the next one.
 *
 * @typeParam R one record, as {@link Mapper} takes it
 */
export interface Source<R> {
  /**
   * Reads batches. The pipeline calls it once. The iterator ends after `signal` was aborted, when no further batch is
   * handed out; earlier ones may be acknowledged until {@link Source.close}.
   *
   * A source bounds the number of batches that are not acknowledged, and reads on when they are.
   *
   * @param signal aborted when the pipeline stops
   * @throws only on permanent failures, such as refused credentials, with a message that says what to do
   */
  read(signal: AbortSignal): AsyncIterable<Batch<R>>;

  /** Why nothing can be read at present, in a sentence, for the health endpoint. Absent while all is well. */
  readonly trouble?: string | undefined;

  /** Partitions that this process reads at present, for the health endpoint. Absent if the source has none. */
  readonly partitions?: readonly string[];

  /**
   * Checks that the service can be reached and read, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  /** Called once by the pipeline, after every batch has settled. It releases partitions, connections and files. */
  close(): Promise<void>;
}

/** Records that are acknowledged together. */
export interface Batch<R> {
  readonly records: readonly R[];

  /**
   * Partition of the records. Batches of one partition are acknowledged in the order in which they were handed out.
   * Absent if the source has no partitions.
   */
  readonly partition?: string;

  /** How far this partition is behind its service, as far as the source knows. */
  readonly lag?: Lag;

  /**
   * Acknowledges the batch: each of its documents is accepted by the sink, or is a dead letter.
   *
   * A source may store one checkpoint for several batches, and stores the last one when it is closed. If it has lost the
   * partition, it does nothing, since another process continues from the last checkpoint.
   *
   * @throws if this checkpoint, or an earlier one, can't be stored. Until a later one is, a restart reads the batches
   *   again
   */
  ack(): Promise<void>;
}

/** How far a source is behind. */
export interface Lag {
  /** Records, or events, that the service holds after this batch. */
  readonly records?: number;
  /** Age of the newest record of this batch when it was read, in seconds. */
  readonly seconds?: number;
}
