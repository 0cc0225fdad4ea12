import type { TokenCredential } from '@azure/identity';
import type { RetryOptions } from '../../concurrency/backoff.ts';

/** Options of `eventHubLogs`. */
export interface EventHubLogsOptions {
  /** Name of the event hub that receives the diagnostic logs. */
  readonly eventHub: string;

  /**
   * Connection string of a shared access policy with the claim Listen, of the hub (with `EntityPath`) or its namespace.
   * Required without `fullyQualifiedNamespace` and `credential`.
   */
  readonly connectionString?: string | undefined;
  /** Host name of the namespace, such as `contoso.servicebus.windows.net`. */
  readonly fullyQualifiedNamespace?: string | undefined;
  /** Identity with the role "Azure Event Hubs Data Receiver"; see `azureCredential`. */
  readonly credential?: TokenCredential | undefined;

  /** @default '$Default' */
  readonly consumerGroup?: string | undefined;
  /** Storage of checkpoints and of the ownership of partitions. */
  readonly storage: CheckpointStorageOptions;
  /**
   * Where to start a partition without a checkpoint: at the oldest event in the hub, or at the next new one.
   * @default 'earliest'
   */
  readonly startPosition?: 'earliest' | 'latest' | undefined;

  /** `websocket` uses port 443, for firewalls that block port 5671. @default 'amqp' */
  readonly transport?: 'amqp' | 'websocket' | undefined;
  /** Address of a private link or a proxy, such as `https://10.0.0.4:5671`. @default the namespace itself */
  readonly customEndpointAddress?: string | undefined;

  /** Maximum number of events in a batch. @default 100 */
  readonly maxBatchSize?: number | undefined;
  /**
   * Maximum time to wait for events before the connection is checked, in milliseconds: how long a reader of a quiet
   * partition takes to notice a lost connection.
   * @default 5000
   */
  readonly maxWaitTime?: number | undefined;
  /** Events of a partition that this process receives ahead. @default three batches */
  readonly prefetchCount?: number | undefined;
  /** Maximum number of unacknowledged batches of a partition; then receiving stops. @default 2 */
  readonly maxUnacknowledgedBatches?: number | undefined;
  /**
   * Maximum bytes of events in memory, over all partitions, from their arrival until they are acknowledged; then receiving
   * stops. A larger event is read when no other is held. While an event is mapped and stored it needs several times its
   * bytes: the default suits a process with 512 MB.
   * @default 33554432
   */
  readonly maxHeldBytes?: number | undefined;
  readonly loadBalancing?: LoadBalancingOptions | undefined;
  /**
   * Attempts of an operation of the hub. After the last one, load balancing starts over.
   * @default 4 attempts, from 200 ms to 10 s
   */
  readonly retry?: AttemptOptions | undefined;
  /**
   * Milliseconds between two checkpoints of a partition: acknowledgements in between are stored together. Batches that
   * were acknowledged after the last checkpoint before a crash are read again.
   * @default 1000
   */
  readonly checkpointInterval?: number | undefined;
  /** Attempts of a checkpoint, each of which the storage client retries itself. @default 5 attempts, from 200 ms to 5 s */
  readonly checkpointRetry?: AttemptOptions | undefined;
}

/** Number of attempts, and the delays between them. */
export interface AttemptOptions extends RetryOptions {
  readonly attempts?: number;
}

/** A storage account: by connection string, by name and key, or by name and credential. */
export interface CheckpointStorageOptions {
  readonly connectionString?: string | undefined;
  readonly account?: string | undefined;
  readonly accountKey?: string | undefined;
  /** Identity with the role "Storage Blob Data Contributor", without a key. @default that of the event hub */
  readonly credential?: TokenCredential | undefined;
  /** Endpoint of the blob service. @default `https://{account}.blob.{suffix of the namespace's cloud}` */
  readonly endpoint?: string | undefined;
  /** Created if it does not exist. @default `filebeat-openai-{eventHub}` */
  readonly container?: string | undefined;
}

/** How replicas of one consumer group share the partitions. */
export interface LoadBalancingOptions {
  /**
   * `greedy` claims all due partitions at once, `balanced` one each `updateInterval`.
   * @default 'greedy'
   */
  readonly strategy?: 'greedy' | 'balanced' | undefined;
  /** Milliseconds between two updates of the ownership of partitions. @default 10000 */
  readonly updateInterval?: number | undefined;
  /** Milliseconds after which other replicas take over the partitions of a silent one. @default six times `updateInterval` */
  readonly ownershipExpiration?: number | undefined;
}

/** Thrown when an option of the event hub or of its checkpoint storage is missing or wrong. */
export class EventHubSettingsError extends Error {
  override readonly name = 'EventHubSettingsError';
  /** Name of the setting in Elastic's Azure OpenAI integration, such as `connection_string`. */
  readonly setting: string;
  /** Continues the name of the setting, as in "must be …". */
  readonly problem: string;

  constructor(setting: string, problem: string, options?: ErrorOptions) {
    super(`${setting} ${problem}`, options);
    this.setting = setting;
    this.problem = problem;
  }
}
