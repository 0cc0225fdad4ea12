import type { CloseReason, PartitionContext, ReceivedEventData, Subscription } from '@azure/event-hubs';
import { diag } from '@opentelemetry/api';
import { backoff, wait } from '../../concurrency/backoff.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { Batch, Source } from '../../contracts/source.ts';
import { BatchQueue } from './batch-queue.ts';
import { connect, createClients, type EventHubClients, settleWithin, subscribeOptions } from './clients.ts';
import { accessError, describeFailure, isTakenOver, PartitionLostError } from './failure.ts';
import { HeldBytes } from './held-bytes.ts';
import type { HubEvent } from './hub-event.ts';
import type { EventHubLogsOptions } from './options.ts';
import { type HeldBatch, PartitionReader } from './partition.ts';
import { type EventHubSettings, readEventHubOptions } from './settings.ts';
import { testEventHub } from './test.ts';

/** State of an {@link EventHubSource}. */
export interface EventHubStatus {
  /** Whether hub and container were reached, and the partitions are being shared. */
  readonly connected: boolean;
  /** Ids of the partitions that this process reads. */
  readonly partitions: readonly string[];
  /** The latest failure, which may be over; `time` in milliseconds since 1970. */
  readonly lastFailure: { readonly time: number; readonly message: string } | undefined;
}

/** Longest wait for a service to answer when the source closes, in milliseconds. */
const CLOSE_TIMEOUT = 5000;
/** How long a failure counts as trouble while no events arrive, in milliseconds. */
const RECENT_FAILURE = 60_000;

/**
 * Reads the diagnostic logs that Azure sends to an event hub.
 *
 * Any number of processes with the same consumer group and container share the partitions, and take over from each other.
 * A batch holds events of one partition. Its acknowledgement stores a checkpoint, at most one each `checkpointInterval`.
 * If a process ends or loses a partition, the next one reads its unacknowledged events again.
 *
 * Needs `@azure/event-hubs`, `@azure/eventhubs-checkpointstore-blob` and `@azure/storage-blob`, which are loaded when
 * reading starts.
 *
 * @throws EventHubSettingsError if an option is missing or wrong; its iterator throws EventHubAccessError if Azure
 *   refuses, and MissingPackageError if a package is not installed
 */
export function eventHubLogs(options: EventHubLogsOptions): EventHubSource {
  return new EventHubSource(options, readEventHubOptions(options));
}

/** @see eventHubLogs */
export class EventHubSource implements Source<HubEvent> {
  readonly #options: EventHubLogsOptions;
  readonly #settings: EventHubSettings;
  readonly #queue = new BatchQueue<HeldBatch>(({ held }) => held.begin());
  readonly #held: HeldBytes;
  /** The client passes the same context to all handlers of a partition while it owns the partition. */
  readonly #partitions = new Map<PartitionContext, PartitionReader>();
  readonly #closing = new AbortController();
  #clients: EventHubClients | undefined;
  #subscription: Subscription | undefined;
  #upkeep: Promise<void> | undefined;
  #lastFailure: EventHubStatus['lastFailure'];
  #lastEventsAt = 0;

  constructor(options: EventHubLogsOptions, settings: EventHubSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#held = new HeldBytes(options.maxHeldBytes ?? 33_554_432, () => this.#queue.wake());
  }

  get status(): EventHubStatus {
    const connected = this.#subscription?.isRunning === true;
    return { connected, partitions: this.partitions, lastFailure: this.#lastFailure };
  }

  get partitions(): readonly string[] {
    return [...this.#partitions.values()].map(({ partitionId }) => partitionId).toSorted();
  }

  get trouble(): string | undefined {
    const { connected, lastFailure } = this.status;
    if (!connected) return lastFailure?.message ?? `the event hub ${this.#settings.eventHub} is not connected yet`;
    const isRecent =
      lastFailure && lastFailure.time > this.#lastEventsAt && Date.now() - lastFailure.time < RECENT_FAILURE;
    return isRecent ? lastFailure.message : undefined;
  }

  async *read(signal: AbortSignal): AsyncGenerator<Batch<HubEvent>, void, void> {
    this.#clients = await createClients(this.#settings, this.#options, this.#held, (id) => this.#onOwnedByOther(id));
    if (!(await connect(this.#clients, this.#settings, { signal, onFailure: this.#recordFailure }))) return;
    this.#subscribe(this.#clients);
    this.#upkeep = this.#keepRunning(this.#clients);
    yield* this.#queue.read(signal);
  }

  test(): AsyncIterable<Finding> {
    return testEventHub(this.#options);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const released = [...this.#partitions.values()].map((partition) => partition.release());
    await settleWithin(CLOSE_TIMEOUT, Promise.all([this.#upkeep, ...released]));
    // Gives the partitions back, then closes links and connection.
    await settleWithin(CLOSE_TIMEOUT, this.#subscription?.close());
    await settleWithin(CLOSE_TIMEOUT, this.#clients?.consumer.close());
  }

  #subscribe(clients: EventHubClients): void {
    this.#subscription = clients.consumer.subscribe(
      {
        processInitialize: (context) => this.#onOwned(clients, context),
        processEvents: (events, context) => this.#onEvents(events, context),
        processError: async (error, context) => this.#onError(error, context),
        processClose: (reason, context) => this.#onClosed(reason, context),
      },
      subscribeOptions(this.#options),
    );
  }

  async #onOwned(clients: EventHubClients, context: PartitionContext): Promise<void> {
    const { partitionId } = context;
    const { maxUnacknowledgedBatches = 2, checkpointInterval = 1000 } = this.#options;
    const { checkpointRetry = { minDelay: 200, maxDelay: 5000 } } = this.#options;
    const checkpoint = clients.checkpoints.createCheckpoint(partitionId);
    const reader: PartitionReader = new PartitionReader({
      identity: this.#settings,
      partitionId,
      held: this.#held.open(partitionId),
      maxUnacknowledgedBatches,
      checkpoints: { ...checkpointRetry, interval: checkpointInterval },
      writeCheckpoint: (position) => checkpoint.write(position),
      push: (batch) => this.#queue.push(batch),
      onClosed: () => this.#queue.remove((batch) => reader.batches.has(batch)).forEach(({ held }) => held.release()),
    });
    this.#partitions.set(context, reader);
    await Promise.all([checkpoint.open(), this.#updateEnd(clients, reader)]);
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
   * The client stops reading a partition after a few failed attempts, or when another reader takes its link. It may
   * still own the partition then, and nobody would read it until the ownership expires.
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
    // The client closes the partition now, but calls no handler if the link is broken already.
    if (partitionId && !(error as { retryable?: boolean }).retryable) {
      void this.#onClosed(isTakenOver(error) ? 'OwnershipLost' : 'Shutdown', context);
    }
  }

  #report(error: Error, where: string): void {
    const refusal = accessError(error, this.#settings);
    if (refusal) {
      this.#recordFailure(refusal.message);
      this.#queue.fail(refusal);
    } else {
      const message = `${where}: ${describeFailure(error)}; retrying`;
      diag.warn(message);
      this.#recordFailure(message);
    }
  }

  /** Runs until the source closes: restarts the client, gives back unread partitions, updates the lag. */
  async #keepRunning(clients: EventHubClients): Promise<void> {
    const { signal } = this.#closing;
    const { updateInterval = 10_000 } = this.#options.loadBalancing ?? {};
    let unread: readonly string[] = [];
    while (await wait(updateInterval, signal)) {
      if (!this.#subscription?.isRunning) await this.#restart(clients, updateInterval);
      unread = await this.#relinquishUnread(clients, unread);
      await Promise.all([...this.#partitions.values()].map((reader) => this.#updateEnd(clients, reader)));
    }
  }

  /** Asks for the newest event of the partition. The hub would also send it with each event, which slows reading by a tenth. */
  async #updateEnd({ consumer }: EventHubClients, reader: PartitionReader): Promise<void> {
    try {
      const { lastEnqueuedSequenceNumber } = await consumer.getPartitionProperties(reader.partitionId, {
        abortSignal: this.#closing.signal,
      });
      reader.lastEnqueued = lastEnqueuedSequenceNumber;
    } catch (error) {
      diag.debug(`Partition ${reader.partitionId}: its newest event is unknown: ${describeFailure(error)}`);
    }
  }

  async #restart(clients: EventHubClients, updateInterval: number): Promise<void> {
    diag.warn(`event hub ${this.#settings.eventHub}: the client has stopped reading; restarting it`);
    if (!(await wait(backoff(1, { minDelay: updateInterval }), this.#closing.signal))) return;
    await settleWithin(CLOSE_TIMEOUT, this.#subscription?.close());
    this.#subscribe(clients);
  }

  /**
   * Gives back partitions that this process owns and does not read, and returns those that are unread in this check. A
   * partition must be unread in two checks in a row, since the client or `#onClosed` may be opening or closing it in one.
   */
  async #relinquishUnread({ checkpoints }: EventHubClients, before: readonly string[]): Promise<string[]> {
    try {
      const read = new Set(this.partitions);
      const unread = (await checkpoints.listOwned()).filter((partitionId) => !read.has(partitionId));
      for (const partitionId of unread) if (before.includes(partitionId)) await this.#relinquish(partitionId);
      return unread;
    } catch (error) {
      diag.debug(`event hub ${this.#settings.eventHub}: ${describeFailure(error)}`);
      return [];
    }
  }

  readonly #recordFailure = (message: string): void => {
    this.#lastFailure = { time: Date.now(), message };
  };
}
