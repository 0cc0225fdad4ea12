import type { CloseReason, PartitionContext, ReceivedEventData, Subscription } from '@azure/event-hubs';
import { diag } from '@opentelemetry/api';
import { backoff, wait } from '../pipeline/backoff.ts';
import type { Batch, Source } from '../pipeline/source.ts';
import { CheckpointBlob, blobName } from './checkpoint-blob.ts';
import { BatchQueue } from './event-hub-batch-queue.ts';
import { createClients } from './event-hub-clients.ts';
import type { EventHubClients } from './event-hub-clients.ts';
import { connect } from './event-hub-connect.ts';
import { accessError, describeFailure, isTakenOver } from './event-hub-failure.ts';
import type { EventHubLogsOptions } from './event-hub-options.ts';
import { PartitionReader } from './event-hub-partition.ts';
import type { EventHubSettings } from './event-hub-settings.ts';
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

/** Longest wait for the service to answer a goodbye, in milliseconds. */
const CLOSE_TIMEOUT = 5000;

/** @see eventHubLogs */
export class EventHubSource implements Source<HubEvent> {
  readonly #options: EventHubLogsOptions;
  readonly #settings: EventHubSettings;
  readonly #queue = new BatchQueue<Batch<HubEvent>>();
  /** The client hands the same context to all handlers of a partition for as long as it owns it. */
  readonly #partitions = new Map<PartitionContext, PartitionReader>();
  readonly #closing = new AbortController();
  #clients: EventHubClients | undefined;
  #subscription: Subscription | undefined;
  #watch: Promise<void> | undefined;
  #lastFailure: EventHubStatus['lastFailure'];

  constructor(options: EventHubLogsOptions, settings: EventHubSettings) {
    this.#options = options;
    this.#settings = settings;
  }

  get status(): EventHubStatus {
    return {
      connected: this.#subscription?.isRunning === true,
      partitions: [...this.#partitions.values()].map(({ partitionId }) => partitionId).toSorted(),
      lastFailure: this.#lastFailure,
    };
  }

  async *read(signal: AbortSignal): AsyncGenerator<Batch<HubEvent>, void, void> {
    this.#clients = await createClients(this.#settings, this.#options, (id) => this.#onOwnedByOther(id));
    const onFailure = (message: string): void => this.#remember(message);
    if (!(await connect(this.#clients, this.#settings, { signal, onFailure }))) return;
    this.#subscribe(this.#clients);
    this.#watch = this.#keepRunning(this.#clients);
    yield* this.#queue.read(signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watch;
    await Promise.all([...this.#partitions.values()].map((partition) => partition.release()));
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
        trackLastEnqueuedEventProperties: true,
        skipParsingBodyAsJson: true,
      },
    );
  }

  async #onOwned(clients: EventHubClients, context: PartitionContext): Promise<void> {
    const { container, checkpoints } = clients;
    const { partitionId } = context;
    const { maxUnacknowledgedBatches = 2, checkpointRetry = { minDelay: 200, maxDelay: 5000 } } = this.#options;
    const name = blobName(this.#settings, 'checkpoint', partitionId);
    const checkpoint = new CheckpointBlob(container, name, () => checkpoints.owns(partitionId));
    const reader: PartitionReader = new PartitionReader({
      identity: this.#settings,
      partitionId,
      maxUnacknowledgedBatches,
      checkpointRetry,
      writeCheckpoint: (position) => checkpoint.write(position),
      push: (batch) => this.#queue.push(batch),
      onClosed: () => this.#queue.drop((batch) => reader.batches.has(batch)),
    });
    this.#partitions.set(context, reader);
    await checkpoint.open();
  }

  async #onEvents(events: ReceivedEventData[], context: PartitionContext): Promise<void> {
    await this.#partitions.get(context)?.onEvents(events, context.lastEnqueuedEventProperties);
  }

  async #onClosed(reason: `${CloseReason}`, context: PartitionContext): Promise<void> {
    const reader = this.#partitions.get(context);
    this.#partitions.delete(context);
    if (reason === 'OwnershipLost') reader?.lose();
    else await reader?.release();
    if (!this.#closing.signal.aborted) await this.#relinquish(context.partitionId);
  }

  #onOwnedByOther(partitionId: string): void {
    for (const reader of this.#partitions.values()) if (reader.partitionId === partitionId) reader.lose();
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

  #onError(error: unknown, { partitionId }: PartitionContext): void {
    const where = `event hub ${this.#settings.eventHub}${partitionId && `, partition ${partitionId}`}`;
    if (isTakenOver(error)) {
      diag.debug(`${where}: another reader has taken it over`);
      return;
    }
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

  /** Starts the client's loop again, should it ever end. */
  async #keepRunning(clients: EventHubClients): Promise<void> {
    const { signal } = this.#closing;
    const { updateInterval = 10_000 } = this.#options.loadBalancing ?? {};
    let failures = 0;
    while (await wait(updateInterval, signal)) {
      if (this.#subscription?.isRunning) {
        failures = 0;
        continue;
      }
      diag.warn(`event hub ${this.#settings.eventHub}: reading has ended, it is started again`);
      if (!(await wait(backoff(++failures, { minDelay: updateInterval }), signal))) return;
      await atMost(CLOSE_TIMEOUT, this.#subscription?.close());
      this.#subscribe(clients);
    }
  }

  #remember(message: string): void {
    this.#lastFailure = { time: Date.now(), message };
  }
}

/** A goodbye that fails or takes too long is left to the service: ownerships expire, connections time out. */
async function atMost(milliseconds: number, goodbye: Promise<void> | undefined): Promise<void> {
  const over = new AbortController();
  const said = goodbye?.catch((error: unknown) => diag.debug(`event hub: ${describeFailure(error)}`));
  await Promise.race([said, wait(milliseconds, over.signal)]);
  over.abort();
}
