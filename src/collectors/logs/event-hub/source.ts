import type { CloseReason, PartitionContext, ReceivedEventData, Subscription } from '@azure/event-hubs';
import { diag } from '@opentelemetry/api';
import { backoff, wait } from '../../concurrency/backoff.ts';
import type { Batch, Source } from '../../contracts/source.ts';
import { CheckpointBlob, blobName } from '../checkpoints/blob.ts';
import { BatchQueue } from './batch-queue.ts';
import { createClients } from './clients.ts';
import type { EventHubClients } from './clients.ts';
import { atMost, connect } from './connect.ts';
import { accessError, describeFailure, isTakenOver } from './failure.ts';
import type { EventHubLogsOptions } from './options.ts';
import { PartitionReader } from './partition.ts';
import type { HeldBatch } from './partition.ts';
import { PartitionLostError } from './partition-lost-error.ts';
import type { EventHubSettings } from './settings.ts';
import { HeldBytes } from './held-bytes.ts';
import type { HubEvent } from './hub-event.ts';

/** How a source is. */
export interface EventHubStatus {
  /** Whether hub and container were reached, and the partitions are being shared. */
  readonly connected: boolean;
  /** Those that this process reads. */
  readonly partitions: readonly string[];
  /** The newest failure, which may be over. */
  readonly lastFailure: { readonly time: number; readonly message: string } | undefined;
}

/** Longest wait for each of the services to answer a goodbye, in milliseconds. */
const CLOSE_TIMEOUT = 5000;
/** How long a failure counts as trouble while no event comes, in milliseconds. */
const FAILURE_IS_NEW = 60_000;

/** @see eventHubLogs */
export class EventHubSource implements Source<HubEvent> {
  readonly #options: EventHubLogsOptions;
  readonly #settings: EventHubSettings;
  readonly #queue = new BatchQueue<HeldBatch>(({ held }) => held.begin());
  readonly #held: HeldBytes;
  /** The client hands the same context to all handlers of a partition for as long as it owns it. */
  readonly #partitions = new Map<PartitionContext, PartitionReader>();
  readonly #closing = new AbortController();
  #clients: EventHubClients | undefined;
  #subscription: Subscription | undefined;
  #watch: Promise<void> | undefined;
  #lastFailure: EventHubStatus['lastFailure'];
  #lastEventsAt = 0;

  constructor(options: EventHubLogsOptions, settings: EventHubSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#held = new HeldBytes(options.maxHeldBytes ?? 33_554_432, () => this.#queue.wake());
  }

  get status(): EventHubStatus {
    const { partitions } = this;
    return { connected: this.#subscription?.isRunning === true, partitions, lastFailure: this.#lastFailure };
  }

  get partitions(): readonly string[] {
    return [...this.#partitions.values()].map(({ partitionId }) => partitionId).toSorted();
  }

  get trouble(): string | undefined {
    const { connected, lastFailure } = this.status;
    if (!connected) return lastFailure?.message ?? `the event hub ${this.#settings.eventHub} is not connected yet`;
    const isNew =
      lastFailure && lastFailure.time > this.#lastEventsAt && Date.now() - lastFailure.time < FAILURE_IS_NEW;
    return isNew ? lastFailure.message : undefined;
  }

  async *read(signal: AbortSignal): AsyncGenerator<Batch<HubEvent>, void, void> {
    this.#clients = await createClients(this.#settings, this.#options, this.#held, (id) => this.#onOwnedByOther(id));
    const onFailure = (message: string): void => this.#remember(message);
    if (!(await connect(this.#clients, this.#settings, { signal, onFailure }))) return;
    this.#subscribe(this.#clients);
    this.#watch = this.#keepRunning(this.#clients);
    yield* this.#queue.read(signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const released = [...this.#partitions.values()].map((partition) => partition.release());
    await atMost(CLOSE_TIMEOUT, Promise.all([this.#watch, ...released]));
    // The client's own goodbye: partitions are given back, then links and connection are closed.
    await atMost(CLOSE_TIMEOUT, this.#subscription?.close());
    await atMost(CLOSE_TIMEOUT, this.#clients?.consumer.close());
  }

  #subscribe(clients: EventHubClients): void {
    const { startPosition = 'earliest', maxBatchSize = 100, maxWaitTime = 5000 } = this.#options;
    const { prefetchCount = 3 * maxBatchSize } = this.#options;
    this.#subscription = clients.consumer.subscribe(
      {
        processInitialize: (context) => this.#onOwned(clients, context),
        processEvents: (events, context) => this.#onEvents(events, context),
        processError: async (error, context) => this.#onError(error, context),
        processClose: (reason, context) => this.#onClosed(reason, context),
      },
      {
        maxBatchSize,
        prefetchCount,
        maxWaitTimeInSeconds: maxWaitTime / 1000,
        startPosition: { offset: startPosition === 'earliest' ? '-1' : '@latest' },
        skipParsingBodyAsJson: true,
      },
    );
  }

  async #onOwned(clients: EventHubClients, context: PartitionContext): Promise<void> {
    const { container, checkpoints } = clients;
    const { partitionId } = context;
    const { maxUnacknowledgedBatches = 2, checkpointInterval = 1000 } = this.#options;
    const { checkpointRetry = { minDelay: 200, maxDelay: 5000 } } = this.#options;
    const name = blobName(this.#settings, 'checkpoint', partitionId);
    const checkpoint = new CheckpointBlob(container, name, async () =>
      (await checkpoints.owned()).includes(partitionId),
    );
    const reader: PartitionReader = new PartitionReader({
      identity: this.#settings,
      partitionId,
      held: this.#held.open(partitionId),
      maxUnacknowledgedBatches,
      checkpoints: { ...checkpointRetry, interval: checkpointInterval },
      writeCheckpoint: (position) => checkpoint.write(position),
      push: (batch) => this.#queue.push(batch),
      onClosed: () => this.#queue.drop((batch) => reader.batches.has(batch)).forEach(({ held }) => held.release()),
    });
    this.#partitions.set(context, reader);
    await Promise.all([checkpoint.open(), this.#lookAtEnd(clients, reader)]);
  }

  async #onEvents(events: ReceivedEventData[], context: PartitionContext): Promise<void> {
    const reader = this.#partitions.get(context);
    if (!reader) throw new PartitionLostError(context.partitionId);
    if (events.length > 0) this.#lastEventsAt = Date.now();
    await reader.onEvents(events);
  }

  async #onClosed(reason: `${CloseReason}`, context: PartitionContext): Promise<void> {
    const reader = this.#partitions.get(context);
    if (!reader) return;
    this.#partitions.delete(context);
    if (reason === 'OwnershipLost') reader.lose();
    else await reader.release();
    if (!this.#closing.signal.aborted) await this.#relinquish(context.partitionId);
  }

  #onOwnedByOther(partitionId: string): void {
    for (const [context, reader] of this.#partitions) {
      if (reader.partitionId !== partitionId) continue;
      this.#partitions.delete(context);
      reader.lose();
    }
  }

  /**
   * The client stops reading a partition after a few failed attempts, or when its link is taken, and may still own it:
   * unread, until the ownership expires.
   */
  async #relinquish(partitionId: string): Promise<void> {
    try {
      await this.#clients?.checkpoints.relinquish(partitionId);
    } catch (error) {
      diag.debug(`Partition ${partitionId} could not be given back, its ownership expires: ${describeFailure(error)}`);
    }
  }

  #onError(error: Error, context: PartitionContext): void {
    const { partitionId } = context;
    const where = `event hub ${this.#settings.eventHub}${partitionId && `, partition ${partitionId}`}`;
    if (isTakenOver(error) || (partitionId && !this.#partitions.has(context))) {
      diag.debug(`${where}: no longer read by this process: ${describeFailure(error)}`);
    } else {
      this.#report(error, where);
    }
    // The client now closes the partition, but does not say so if its link is broken already.
    if (partitionId && !(error as { retryable?: boolean }).retryable) {
      void this.#onClosed(isTakenOver(error) ? 'OwnershipLost' : 'Shutdown', context);
    }
  }

  #report(error: Error, where: string): void {
    const refusal = accessError(error, this.#settings);
    if (refusal) {
      this.#remember(refusal.message);
      this.#queue.fail(refusal);
    } else {
      const message = `${where}: ${describeFailure(error)}; it is tried again`;
      diag.warn(message);
      this.#remember(message);
    }
  }

  /** Looks after the client as long as it is read. */
  async #keepRunning(clients: EventHubClients): Promise<void> {
    const { signal } = this.#closing;
    const { updateInterval = 10_000 } = this.#options.loadBalancing ?? {};
    let unread: readonly string[] = [];
    while (await wait(updateInterval, signal)) {
      if (!this.#subscription?.isRunning) await this.#restart(clients, updateInterval);
      unread = await this.#relinquishUnread(clients, unread);
      await Promise.all([...this.#partitions.values()].map((reader) => this.#lookAtEnd(clients, reader)));
    }
  }

  /** How far the partition reaches. The hub would also tell it with each event, which makes reading slower by a tenth. */
  async #lookAtEnd({ consumer }: EventHubClients, reader: PartitionReader): Promise<void> {
    try {
      const { lastEnqueuedSequenceNumber } = await consumer.getPartitionProperties(reader.partitionId, {
        abortSignal: this.#closing.signal,
      });
      reader.lastEnqueued = lastEnqueuedSequenceNumber;
    } catch (error) {
      diag.debug(`Partition ${reader.partitionId}: its end is not known: ${describeFailure(error)}`);
    }
  }

  /** The client's loop has ended, which it does not do by itself. */
  async #restart(clients: EventHubClients, updateInterval: number): Promise<void> {
    diag.warn(`event hub ${this.#settings.eventHub}: reading has ended, it is started again`);
    if (!(await wait(backoff(1, { minDelay: updateInterval }), this.#closing.signal))) return;
    await atMost(CLOSE_TIMEOUT, this.#subscription?.close());
    this.#subscribe(clients);
  }

  /**
   * Gives back what is owned and not read, in two looks: where the client and `#onClosed` were at it at the same time.
   *
   * @returns what was seen unread in this look
   */
  async #relinquishUnread({ checkpoints }: EventHubClients, before: readonly string[]): Promise<string[]> {
    try {
      const read = new Set(this.status.partitions);
      const unread = (await checkpoints.owned()).filter((partitionId) => !read.has(partitionId));
      for (const partitionId of unread) if (before.includes(partitionId)) await this.#relinquish(partitionId);
      return unread;
    } catch (error) {
      diag.debug(`event hub ${this.#settings.eventHub}: ${describeFailure(error)}`);
      return [];
    }
  }

  #remember(message: string): void {
    this.#lastFailure = { time: Date.now(), message };
  }
}
