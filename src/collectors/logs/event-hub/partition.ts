import { diag } from '@opentelemetry/api';
import type { ReceivedEventData } from '@azure/event-hubs';
import type { Batch, Lag } from '../../contracts/source.ts';
import { CheckpointError } from '../checkpoints/error.ts';
import type { ConsumerIdentity } from '../checkpoints/store.ts';
import { CheckpointWriter } from '../checkpoints/writer.ts';
import type { CheckpointPosition, CheckpointWriterOptions } from '../checkpoints/writer.ts';
import { bodyBytes } from './body.ts';
import type { HeldEvents, PartitionBytes } from './held-bytes.ts';
import type { HubEvent } from './hub-event.ts';
import { PartitionLostError } from './partition-lost-error.ts';

/** A batch, and its events as they are held until it is acknowledged, or is not handed out any more. */
export interface HeldBatch extends Batch<HubEvent> {
  readonly held: HeldEvents;
}

interface PartitionReaderOptions {
  readonly identity: ConsumerIdentity;
  readonly partitionId: string;
  readonly held: PartitionBytes;
  readonly maxUnacknowledgedBatches: number;
  readonly checkpoints: CheckpointWriterOptions;
  /** Settles with false if the partition is another's. */
  writeCheckpoint(position: CheckpointPosition): Promise<boolean>;
  /** Takes a batch to hand out. */
  push(batch: HeldBatch): void;
  /** What was pushed and not handed out yet is not to be handed out any more. */
  onClosed(): void;
}

/**
 * One partition from the moment this process owns it until it is lost or given back; when it comes again, that is
 * another reader, so that nothing of the old one can move its checkpoint.
 */
export class PartitionReader {
  readonly partitionId: string;
  readonly batches: Set<HeldBatch> = new Set();
  /** Sequence number of the newest event in the partition, when it was last looked at. */
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
   * Called by the client with one batch after the other, the next one when this settles: when so few batches are
   * unacknowledged that another may be read.
   *
   * @throws PartitionLostError if the partition is another's, which ends reading it
   */
  async onEvents(events: readonly ReceivedEventData[]): Promise<void> {
    const last = events.at(-1);
    if (last && !this.#closed) this.#handOver(events, last);
    while (!this.#closed && this.batches.size >= this.#options.maxUnacknowledgedBatches) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#lost) throw new PartitionLostError(this.partitionId);
  }

  /** The partition is another's: nothing is read, acknowledged or stored any more. */
  lose(): void {
    this.#lost = true;
    this.#checkpoints.abandon();
    this.#close();
  }

  /** The partition is given back: what is acknowledged is stored, nothing more is read. */
  async release(): Promise<void> {
    this.#close();
    try {
      await this.#checkpoints.flush();
    } catch (error) {
      diag.warn(
        `The last checkpoint of partition ${this.partitionId} is not stored, its newest events come again:`,
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

  #handOver(events: readonly ReceivedEventData[], last: ReceivedEventData): void {
    const batch: HeldBatch = {
      records: events.map((event) => this.#hubEvent(event)),
      partition: this.partitionId,
      lag: lagBehind(last, this.lastEnqueued),
      held: this.#options.held.handOver(last.sequenceNumber),
      ack: async () => {
        batch.held.release();
        if (!this.batches.delete(batch) || this.#closed) return;
        this.#wake?.();
        await this.#checkpoint({ offset: String(last.offset), sequenceNumber: last.sequenceNumber });
      },
    };
    this.batches.add(batch);
    this.#options.push(batch);
  }

  async #checkpoint(position: CheckpointPosition): Promise<void> {
    try {
      await this.#checkpoints.store(position);
    } catch (error) {
      const { identity, partitionId } = this.#options;
      const { sequenceNumber } = position;
      throw new CheckpointError({ eventHub: identity.eventHub, partitionId, sequenceNumber }, { cause: error });
    }
  }

  #hubEvent(event: ReceivedEventData): HubEvent {
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

function lagBehind(last: ReceivedEventData, lastEnqueued: number | undefined): Lag {
  return {
    ...(lastEnqueued !== undefined && { records: Math.max(0, lastEnqueued - last.sequenceNumber) }),
    seconds: Math.max(0, (Date.now() - last.enqueuedTimeUtc.getTime()) / 1000),
  };
}
