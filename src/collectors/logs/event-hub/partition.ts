import type { ReceivedEventData } from '@azure/event-hubs';
import { diag } from '@opentelemetry/api';
import type { Batch, Lag } from '../../contracts/source.ts';
import type { ConsumerIdentity } from '../checkpoints/store.ts';
import {
  CheckpointError,
  type CheckpointPosition,
  CheckpointWriter,
  type CheckpointWriterOptions,
} from '../checkpoints/writer.ts';
import { PartitionLostError } from './failure.ts';
import type { HeldEvents, PartitionBytes } from './held-bytes.ts';
import { bodyBytes, type HubEvent } from './hub-event.ts';

/** A batch with the bytes of its events. */
export interface HeldBatch extends Batch<HubEvent> {
  readonly held: HeldEvents;
}

interface PartitionReaderOptions {
  readonly identity: ConsumerIdentity;
  readonly partitionId: string;
  readonly held: PartitionBytes;
  readonly maxUnacknowledgedBatches: number;
  readonly checkpoints: CheckpointWriterOptions;
  /** Settles with false if another process owns the partition. */
  writeCheckpoint(position: CheckpointPosition): Promise<boolean>;
  /** Queues a batch for the pipeline. */
  push(batch: HeldBatch): void;
  /** Removes the queued batches of this partition. */
  onClosed(): void;
}

/**
 * Reads a partition from the moment this process owns it until it loses it or gives it back. If the partition returns, a
 * new reader reads it, so that nothing of the old one can move its checkpoint.
 */
export class PartitionReader {
  readonly partitionId: string;
  readonly batches: Set<HeldBatch> = new Set();
  /** Sequence number of the newest event in the partition, as of the last request. */
  lastEnqueued: number | undefined;
  readonly #options: PartitionReaderOptions;
  readonly #checkpoints: CheckpointWriter;
  #closed = false;
  #lost = false;
  #wake: (() => void) | undefined;

  constructor(options: PartitionReaderOptions) {
    this.partitionId = options.partitionId;
    this.#options = options;
    this.#checkpoints = new CheckpointWriter(async (position) => {
      if (!(await options.writeCheckpoint(position))) this.lose();
    }, options.checkpoints);
  }

  /**
   * Queues a batch. The client calls it with the next batch after it settles, which it does when few enough batches are
   * unacknowledged.
   *
   * @throws PartitionLostError if another process owns the partition; the client then stops reading it
   */
  async onEvents(events: readonly ReceivedEventData[]): Promise<void> {
    const last = events.at(-1);
    if (last && !this.#closed) this.#queueBatch(events, last);
    while (!this.#closed && this.batches.size >= this.#options.maxUnacknowledgedBatches) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#lost) throw new PartitionLostError(this.partitionId);
  }

  /** Stops reading, acknowledging and storing checkpoints: another process owns the partition. */
  lose(): void {
    this.#lost = true;
    this.#checkpoints.abandon();
    this.#close();
  }

  /** Stops reading, and stores the last checkpoint: this process gives the partition back. */
  async release(): Promise<void> {
    this.#close();
    try {
      await this.#checkpoints.flush();
    } catch (error) {
      diag.warn(
        `The last checkpoint of partition ${this.partitionId} is not stored; its newest events will be read again:`,
        error,
      );
    }
  }

  #close(): void {
    this.#closed = true;
    this.#options.held.close();
    this.#options.onClosed();
    this.#wake?.();
  }

  #queueBatch(events: readonly ReceivedEventData[], last: ReceivedEventData): void {
    const batch: HeldBatch = {
      records: events.map((event) => this.#createHubEvent(event)),
      partition: this.partitionId,
      lag: computeLag(last, this.lastEnqueued),
      held: this.#options.held.handOver(last.sequenceNumber),
      ack: async () => {
        batch.held.release();
        if (!this.batches.delete(batch) || this.#closed) return;
        this.#wake?.();
        await this.#storeCheckpoint({ offset: String(last.offset), sequenceNumber: last.sequenceNumber });
      },
    };
    this.batches.add(batch);
    this.#options.push(batch);
  }

  async #storeCheckpoint(position: CheckpointPosition): Promise<void> {
    try {
      await this.#checkpoints.store(position);
    } catch (error) {
      const { identity, partitionId } = this.#options;
      const { sequenceNumber } = position;
      throw new CheckpointError({ eventHub: identity.eventHub, partitionId, sequenceNumber }, { cause: error });
    }
  }

  #createHubEvent(event: ReceivedEventData): HubEvent {
    const { fullyQualifiedNamespace, eventHub, consumerGroup } = this.#options.identity;
    return {
      namespace: fullyQualifiedNamespace,
      eventHub,
      consumerGroup,
      partitionId: this.partitionId,
      sequenceNumber: event.sequenceNumber,
      offset: String(event.offset),
      enqueuedTime: event.enqueuedTimeUtc.getTime(),
      body: bodyBytes(event.body),
    };
  }
}

function computeLag(last: ReceivedEventData, lastEnqueued: number | undefined): Lag {
  return {
    ...(lastEnqueued !== undefined && { records: Math.max(0, lastEnqueued - last.sequenceNumber) }),
    seconds: Math.max(0, (Date.now() - last.enqueuedTimeUtc.getTime()) / 1000),
  };
}
