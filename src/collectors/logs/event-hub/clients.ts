import { randomUUID } from 'node:crypto';
import type {
  CheckpointStore,
  EventHubConsumerClient,
  EventHubConsumerClientOptions,
  RetryOptions,
  SubscribeOptions,
} from '@azure/event-hubs';
import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { diag } from '@opentelemetry/api';
import { retry, wait } from '../../concurrency/backoff.ts';
import { importOptional } from '../../optional-package.ts';
import { ExclusiveCheckpointStore } from '../checkpoints/store.ts';
import { controlCredit, retryLoadBalancing } from './client-repairs.ts';
import { accessError, describeFailure, unknownHostError } from './failure.ts';
import type { HeldBytes } from './held-bytes.ts';
import type { EventHubLogsOptions } from './options.ts';
import type { EventHubSettings, HubSettings, StorageAccess } from './settings.ts';

/** The Azure clients of one source. */
export interface EventHubClients {
  readonly consumer: EventHubConsumerClient;
  readonly container: ContainerClient;
  readonly checkpoints: ExclusiveCheckpointStore;
}

const STORAGE_RETRIES = { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 5000, tryTimeoutInMs: 30_000 };

/**
 * Creates the clients; none of them connects yet.
 *
 * @param held bounds the bytes that the hub may send
 * @param onOwnedByOther called with each partition that another process owns
 * @throws MissingPackageError if one of the Azure packages is not installed
 */
export async function createClients(
  settings: EventHubSettings,
  options: EventHubLogsOptions,
  held: HeldBytes,
  onOwnedByOther: (partitionId: string) => void,
): Promise<EventHubClients> {
  const { BlobCheckpointStore } = await importOptional(
    '@azure/eventhubs-checkpointstore-blob',
    () => import('@azure/eventhubs-checkpointstore-blob'),
  );
  const container = (await createBlobService(settings.storageAccess, STORAGE_RETRIES)).getContainerClient(
    settings.container,
  );
  const ownerId = randomUUID();
  const store = new BlobCheckpointStore(container);
  const checkpoints = new ExclusiveCheckpointStore({ store, container, identity: settings, ownerId, onOwnedByOther });
  const retryOptions = clientRetryOptions(options);
  const clientOptions = { ...consumerClientOptions(options), retryOptions, identifier: ownerId };
  const consumer = await createConsumer(settings, clientOptions, checkpoints);
  controlCredit(consumer, held);
  retryLoadBalancing(consumer, retryOptions);
  return { consumer, container, checkpoints };
}

/**
 * Creates a client of the event hub.
 *
 * @param checkpoints absent if the client shares no partitions with others
 */
export async function createConsumer(
  { eventHub, consumerGroup, fullyQualifiedNamespace, hubAccess }: HubSettings,
  options: EventHubConsumerClientOptions,
  checkpoints?: CheckpointStore,
): Promise<EventHubConsumerClient> {
  const hubs = await importOptional('@azure/event-hubs', () => import('@azure/event-hubs'));
  // The constructor's six overloads differ in the arguments that they have.
  const Client = hubs.EventHubConsumerClient as new (...args: unknown[]) => EventHubConsumerClient;
  const access =
    'connectionString' in hubAccess
      ? [hubAccess.connectionString, eventHub]
      : [fullyQualifiedNamespace, eventHub, hubAccess.credential];
  return new Client(consumerGroup, ...access, ...(checkpoints ? [checkpoints] : []), options);
}

/** Returns how the client reads its partitions. */
export function subscribeOptions(options: EventHubLogsOptions): SubscribeOptions {
  const { startPosition = 'earliest', maxBatchSize = 100, maxWaitTime = 5000 } = options;
  return {
    maxBatchSize,
    prefetchCount: options.prefetchCount ?? 3 * maxBatchSize,
    maxWaitTimeInSeconds: maxWaitTime / 1000,
    startPosition: { offset: startPosition === 'earliest' ? '-1' : '@latest' },
    skipParsingBodyAsJson: true,
  };
}

/** Returns the options of the client, except its retries. */
export function consumerClientOptions(options: EventHubLogsOptions): EventHubConsumerClientOptions {
  const { transport, customEndpointAddress, loadBalancing = {} } = options;
  const { strategy = 'greedy', updateInterval = 10_000, ownershipExpiration = 6 * updateInterval } = loadBalancing;
  return {
    loadBalancingOptions: {
      strategy,
      updateIntervalInMs: updateInterval,
      partitionOwnershipExpirationIntervalInMs: ownershipExpiration,
    },
    ...(customEndpointAddress && { customEndpointAddress }),
    ...(transport === 'websocket' && { webSocketOptions: { webSocket: globalThis.WebSocket } }),
  };
}

function clientRetryOptions({ retry = {} }: EventHubLogsOptions): RetryOptions {
  const { attempts = 4, minDelay = 200, maxDelay = 10_000 } = retry;
  const exponential = 0;
  return { maxRetries: attempts - 1, retryDelayInMs: minDelay, maxRetryDelayInMs: maxDelay, mode: exponential };
}

/** Creates a client of the storage account of the checkpoints. */
export async function createBlobService(
  access: StorageAccess,
  retryOptions: StoragePipelineOptions['retryOptions'] & {},
): Promise<BlobServiceClient> {
  const { BlobServiceClient: Client, StorageSharedKeyCredential } = await importOptional(
    '@azure/storage-blob',
    () => import('@azure/storage-blob'),
  );
  if ('connectionString' in access) return Client.fromConnectionString(access.connectionString, { retryOptions });
  const credential =
    'accountKey' in access ? new StorageSharedKeyCredential(access.account, access.accountKey) : access.credential;
  return new Client(access.endpoint, credential, { retryOptions });
}

/**
 * Connects to the container, which it creates if it is absent, and to the hub. Retries while a service is down.
 *
 * @returns false if `signal` was aborted first
 * @throws EventHubAccessError if one of the two refuses or does not exist
 */
export async function connect(
  clients: EventHubClients,
  settings: EventHubSettings,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (message: string) => void },
): Promise<boolean> {
  let service: 'storage' | 'hub' = 'storage';
  const attempt = async (): Promise<void> => {
    service = 'storage';
    await clients.container.createIfNotExists({ abortSignal: signal });
    service = 'hub';
    await clients.consumer.getEventHubProperties({ abortSignal: signal });
  };
  const isRetryable = (error: unknown): boolean => {
    if (signal.aborted) return false;
    const refusal = accessError(error, settings) ?? unknownHostError(error, service, settings);
    if (refusal) throw refusal;
    return true;
  };
  const onRetry = (error: unknown): void => {
    const subject = service === 'hub' ? `The event hub ${settings.eventHub}` : 'The checkpoint storage account';
    const message = `${subject} can't be reached yet, retrying: ${describeFailure(error)}`;
    diag.warn(message);
    onFailure(message);
  };
  try {
    await retry(attempt, { maxDelay: 30_000, signal, isRetryable, onRetry });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/**
 * Settles with `closing`, or when the time is over. A failure is not reported: the service ends ownerships and
 * connections by itself.
 */
export async function settleWithin(milliseconds: number, closing: Promise<unknown> | undefined): Promise<void> {
  const closed = new AbortController();
  const settled = closing?.catch((error: unknown) => diag.debug(`event hub: ${describeFailure(error)}`));
  await Promise.race([settled, wait(milliseconds, closed.signal)]);
  closed.abort();
}
