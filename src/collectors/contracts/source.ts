import type { Finding } from './finding.ts';

/**
 * Where records come from. A source hands out batches, and with each batch its acknowledgement: nothing is
 * forgotten by the source before {@link Batch.ack} was called, and what was never acknowledged is handed out
 * again, by this process or by the next one.
 *
 * @typeParam R one record, as {@link Mapper} takes it
 */
export interface Source<R> {
  /**
   * Called once by the pipeline. The iterator ends after `signal` was aborted, when nothing more will be handed
   * out; batches handed out before may still be acknowledged until {@link Source.close}. It throws only what no
   * waiting will mend, such as refused credentials, with a message that says what to do.
   *
   * A source hands out no more than it can hold: it reads on when its batches are acknowledged.
   *
   * @param signal aborted when the pipeline stops
   */
  read(signal: AbortSignal): AsyncIterable<Batch<R>>;

  /** Why nothing can be read at present, in a sentence; absent while all is well. For the health endpoint. */
  readonly trouble?: string | undefined;

  /** The partitions that this process reads at present, for the health endpoint; absent where there are none. */
  readonly partitions?: readonly string[];

  /**
   * Checks that the service can be reached and read, for `doctor`. It changes and stores nothing.
   *
   * @returns each finding as soon as it is known
   */
  test?(): AsyncIterable<Finding>;

  /** Called by the pipeline when every batch is settled: releases partitions, connections and files. */
  close(): Promise<void>;
}

/** Records that are acknowledged together. */
export interface Batch<R> {
  readonly records: readonly R[];

  /**
   * Batches of one partition are acknowledged in the order in which they were handed out; those of different
   * partitions in any order. Absent: the source has no partitions.
   */
  readonly partition?: string;

  /** How far this partition is behind what its service holds, as far as the source knows. */
  readonly lag?: Lag;

  /**
   * The checkpoint: called after every document of the batch is accepted by the sink, or stands in the dead
   * letters. A source may store a checkpoint for several batches together, and stores the last one when it is closed.
   * It does nothing where the source has lost the partition, since another process goes on from there.
   *
   * @throws if this checkpoint, or an earlier one, can't be stored: until a later one is, batches would come again
   */
  ack(): Promise<void>;
}

/** How far a source is behind. */
export interface Lag {
  /** Records, or events, after this batch that the service already holds. */
  readonly records?: number;
  /** Age of the newest record of this batch when it was read, in seconds. */
  readonly seconds?: number;
}
