import { randomUUID } from 'node:crypto';
import type { EventHubConsumerClient, EventHubConsumerClientOptions, RetryOptions } from '@azure/event-hubs';
import type { ContainerClient } from '@azure/storage-blob';
import { importOptional } from '../../optional-package.ts';
import { ExclusiveCheckpointStore } from '../checkpoints/store.ts';
import { controlCredit, retryLoadBalancing } from './client-repairs.ts';
import type { EventHubLogsOptions } from './options.ts';
import type { EventHubSettings, StorageAccess } from './settings.ts';
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
  const hubs = await importOptional('@azure/event-hubs', () => import('@azure/event-hubs'));
  const { BlobCheckpointStore } = await importOptional(
    '@azure/eventhubs-checkpointstore-blob',
    () => import('@azure/eventhubs-checkpointstore-blob'),
  );
  const container = await createContainerClient(settings.storageAccess, settings.container);
  const ownerId = randomUUID();
  const store = new BlobCheckpointStore(container);
  const checkpoints = new ExclusiveCheckpointStore({ store, container, identity: settings, ownerId, onOwnedByOther });
  const { eventHub, consumerGroup, fullyQualifiedNamespace, hubAccess } = settings;
  const retryOptions = clientRetryOptions(options);
  const clientOptions = { ...consumerClientOptions(options), retryOptions, identifier: ownerId };
  const consumer =
    'connectionString' in hubAccess
      ? new hubs.EventHubConsumerClient(consumerGroup, hubAccess.connectionString, eventHub, checkpoints, clientOptions)
      : new hubs.EventHubConsumerClient(
          consumerGroup,
          fullyQualifiedNamespace,
          eventHub,
          hubAccess.credential,
          checkpoints,
          clientOptions,
        );
  controlCredit(consumer, held);
  retryLoadBalancing(consumer, retryOptions);
  return { consumer, container, checkpoints };
}

function consumerClientOptions(options: EventHubLogsOptions): EventHubConsumerClientOptions {
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

async function createContainerClient(access: StorageAccess, container: string): Promise<ContainerClient> {
  const blobs = await importOptional('@azure/storage-blob', () => import('@azure/storage-blob'));
  const clientOptions = { retryOptions: STORAGE_RETRIES };
  if ('connectionString' in access) {
    return new blobs.ContainerClient(access.connectionString, container, clientOptions);
  }
  const credential =
    'accountKey' in access
      ? new blobs.StorageSharedKeyCredential(access.account, access.accountKey)
      : access.credential;
  return new blobs.ContainerClient(`${access.endpoint.replace(/\/$/, '')}/${container}`, credential, clientOptions);
}
