import { randomUUID } from 'node:crypto';
import type {
  CheckpointStore,
  EventHubConsumerClient,
  EventHubConsumerClientOptions,
  RetryOptions,
} from '@azure/event-hubs';
import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { importOptional } from '../../optional-package.ts';
import { ExclusiveCheckpointStore } from '../checkpoints/store.ts';
import { controlCredit, retryLoadBalancing } from './client-repairs.ts';
import type { EventHubLogsOptions } from './options.ts';
import type { EventHubSettings, HubSettings, StorageAccess } from './settings.ts';
import type { HeldBytes } from './held-bytes.ts';

/** The Azure clients of one reader. */
export interface EventHubClients {
  readonly consumer: EventHubConsumerClient;
  readonly container: ContainerClient;
  readonly checkpoints: ExclusiveCheckpointStore;
}

const STORAGE_RETRIES = { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 5000, tryTimeoutInMs: 30_000 };

/**
 * Nothing is connected yet.
 *
 * @param held what is held of the partitions, which decides how much more may come
 * @param onOwnedByOther called with each partition that is seen to be another process's
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
 * Makes a client of the event hub.
 *
 * @param checkpoints absent for a client that shares no partitions with others
 */
export async function createConsumer(
  { eventHub, consumerGroup, fullyQualifiedNamespace, hubAccess }: HubSettings,
  options: EventHubConsumerClientOptions,
  checkpoints?: CheckpointStore,
): Promise<EventHubConsumerClient> {
  const hubs = await importOptional('@azure/event-hubs', () => import('@azure/event-hubs'));
  // Its six overloads differ in which of the arguments there are.
  const Client = hubs.EventHubConsumerClient as new (...args: unknown[]) => EventHubConsumerClient;
  const access =
    'connectionString' in hubAccess
      ? [hubAccess.connectionString, eventHub]
      : [fullyQualifiedNamespace, eventHub, hubAccess.credential];
  return new Client(consumerGroup, ...access, ...(checkpoints ? [checkpoints] : []), options);
}

/** Options of the client, but for its retries. */
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

/** Makes a client of the storage account of the checkpoints. */
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
