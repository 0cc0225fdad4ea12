import type { TokenCredential } from '@azure/identity';
import type { RetryOptions } from '../../concurrency/backoff.ts';

/** What `eventHubLogs` reads, and how. */
export interface EventHubLogsOptions {
  /** Name of the event hub that the diagnostic settings send to. */
  readonly eventHub: string;

  /**
   * Of a shared access policy with the claim Listen, of the hub (with `EntityPath`) or of its namespace. Either this, or
   * `fullyQualifiedNamespace` and `credential`.
   */
  readonly connectionString?: string | undefined;
  /** Such as `contoso.servicebus.windows.net`. */
  readonly fullyQualifiedNamespace?: string | undefined;
  /** An identity with the role "Azure Event Hubs Data Receiver"; see `azureCredential`. */
  readonly credential?: TokenCredential | undefined;

  /** @default '$Default' */
  readonly consumerGroup?: string | undefined;
  /** Where the checkpoints are kept, and who reads which partition. */
  readonly storage: CheckpointStorageOptions;
  /**
   * Where a partition without checkpoint is begun: at the oldest event that the hub still holds, or at the next to come.
   * @default 'earliest'
   */
  readonly startPosition?: 'earliest' | 'latest' | undefined;

  /** `websocket` goes through port 443, where 5671 is closed. @default 'amqp' */
  readonly transport?: 'amqp' | 'websocket' | undefined;
  /** Of a private link or a proxy, such as `https://10.0.0.4:5671`. @default the namespace itself */
  readonly customEndpointAddress?: string | undefined;

  /** Most events in one batch. @default 100 */
  readonly maxBatchSize?: number | undefined;
  /**
   * Longest wait for events before the connection is looked at, in milliseconds: how long a reader of a quiet partition
   * takes to notice that its connection is lost.
   * @default 5000
   */
  readonly maxWaitTime?: number | undefined;
  /** Events of a partition that wait in this process for being read. @default three batches */
  readonly prefetchCount?: number | undefined;
  /** Batches of a partition that are read and not yet acknowledged; then the hub waits. @default 2 */
  readonly maxUnacknowledgedBatches?: number | undefined;
  /**
   * The most bytes of events that this source holds, of all partitions together, from their arrival until they are
   * acknowledged; beyond it the hub waits. An event that is larger is read when nothing else is held. While an event is
   * mapped and stored it needs several times its bytes: the default is for a process with 512 MB.
   * @default 33554432
   */
  readonly maxHeldBytes?: number | undefined;
  readonly loadBalancing?: LoadBalancingOptions | undefined;
  /**
   * Attempts at an operation of the hub. What fails longer is taken up again by the load balancing.
   * @default 4 attempts, from 200 ms to 10 s
   */
  readonly retry?: AttemptOptions | undefined;
  /**
   * Milliseconds between two checkpoints of a partition: acknowledgements that follow sooner are stored together. After
   * a crash, what was acknowledged since comes again.
   * @default 1000
   */
  readonly checkpointInterval?: number | undefined;
  /** Attempts at a checkpoint, each of which the storage client retries itself. @default 5 attempts, from 200 ms to 5 s */
  readonly checkpointRetry?: AttemptOptions | undefined;
}

/** How often something is tried, and how long it waits in between. */
export interface AttemptOptions extends RetryOptions {
  readonly attempts?: number;
}

/** A storage account: by connection string, by name and key, or by name and credential. */
export interface CheckpointStorageOptions {
  readonly connectionString?: string | undefined;
  readonly account?: string | undefined;
  readonly accountKey?: string | undefined;
  /**
   * An identity with the role "Storage Blob Data Contributor", if no key is given.
   * @default the one of the event hub
   */
  readonly credential?: TokenCredential | undefined;
  /** Of the blob service. @default `https://{account}.blob.{suffix of the namespace's cloud}` */
  readonly endpoint?: string | undefined;
  /** Created if it is absent. @default `filebeat-openai-{eventHub}` */
  readonly container?: string | undefined;
}

/** How replicas of one consumer group share the partitions. */
export interface LoadBalancingOptions {
  /**
   * `greedy` takes all partitions that are due at once, `balanced` one each `updateInterval`.
   * @default 'greedy'
   */
  readonly strategy?: 'greedy' | 'balanced' | undefined;
  /** Milliseconds between two looks at who owns which partition. @default 10000 */
  readonly updateInterval?: number | undefined;
  /** Milliseconds after which the partitions of a silent replica are taken over. @default six times `updateInterval` */
  readonly ownershipExpiration?: number | undefined;
}
