import type { Checkpoint, CheckpointStore, PartitionOwnership } from '@azure/event-hubs';
import type { ContainerClient } from '@azure/storage-blob';
import { blobName, isConflict } from './blob.ts';

/** One consumer group of one hub, as the checkpoint store knows it. */
export interface ConsumerIdentity {
  readonly fullyQualifiedNamespace: string;
  readonly eventHub: string;
  readonly consumerGroup: string;
}

interface ExclusiveCheckpointStoreOptions {
  readonly store: CheckpointStore;
  readonly container: ContainerClient;
  readonly identity: ConsumerIdentity;
  /** Under which this process owns partitions. */
  readonly ownerId: string;
  /** Called with each partition that is seen to be another's. */
  onOwnedByOther(partitionId: string): void;
}

/**
 * The Blob checkpoint store, and what it lacks:
 *
 * - It is kept under the namespace's own name. The client names partitions by the host it connects to, which behind a
 *   private link is another one; a change of the way would lose every checkpoint.
 * - A partition that nobody ever owned goes to one of those who claim it. The Blob store (2.0) lets all of them succeed,
 *   so that replicas that start together steal from each other until ownerships expire.
 * - It tells which partitions were taken by others. The client notices only while it waits for events, not while it
 *   waits for a slow reader.
 */
export class ExclusiveCheckpointStore implements CheckpointStore {
  readonly #options: ExclusiveCheckpointStoreOptions;

  constructor(options: ExclusiveCheckpointStoreOptions) {
    this.#options = options;
  }

  async listOwnership(): Promise<PartitionOwnership[]> {
    const { store, identity, ownerId, onOwnedByOther } = this.#options;
    const { fullyQualifiedNamespace, eventHub, consumerGroup } = identity;
    const ownerships = await store.listOwnership(fullyQualifiedNamespace, eventHub, consumerGroup);
    for (const ownership of ownerships) {
      if (ownership.ownerId && ownership.ownerId !== ownerId) onOwnedByOther(ownership.partitionId);
    }
    return ownerships;
  }

  async claimOwnership(ownerships: PartitionOwnership[]): Promise<PartitionOwnership[]> {
    const { store, identity } = this.#options;
    const { fullyQualifiedNamespace } = identity;
    const claimed: PartitionOwnership[] = [];
    for (const ownership of ownerships) {
      const own = { ...ownership, fullyQualifiedNamespace };
      claimed.push(...(own.etag ? await store.claimOwnership([own]) : await this.#claimFirst(own)));
    }
    return claimed;
  }

  async updateCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { store, identity } = this.#options;
    await store.updateCheckpoint({ ...checkpoint, fullyQualifiedNamespace: identity.fullyQualifiedNamespace });
  }

  async listCheckpoints(): Promise<Checkpoint[]> {
    const { fullyQualifiedNamespace, eventHub, consumerGroup } = this.#options.identity;
    return await this.#options.store.listCheckpoints(fullyQualifiedNamespace, eventHub, consumerGroup);
  }

  /** The partitions that this process owns, whether it reads them or not. */
  async owned(): Promise<string[]> {
    return (await this.#own()).map(({ partitionId }) => partitionId);
  }

  /** Gives a partition back before its time is over, so that it can be claimed at once, by this process or another. */
  async relinquish(partitionId: string): Promise<void> {
    const own = (await this.#own()).filter((ownership) => ownership.partitionId === partitionId);
    await this.claimOwnership(own.map((ownership) => ({ ...ownership, ownerId: '' })));
  }

  async #own(): Promise<PartitionOwnership[]> {
    return (await this.listOwnership()).filter(({ ownerId }) => ownerId === this.#options.ownerId);
  }

  async #claimFirst(ownership: PartitionOwnership): Promise<PartitionOwnership[]> {
    const { container, identity } = this.#options;
    const blob = container.getBlockBlobClient(blobName(identity, 'ownership', ownership.partitionId));
    try {
      const { etag, lastModified } = await blob.upload('', 0, {
        metadata: { ownerid: ownership.ownerId },
        conditions: { ifNoneMatch: '*' },
      });
      return [{ ...ownership, ...(etag && { etag }), ...(lastModified && { lastModifiedTimeInMs: +lastModified }) }];
    } catch (error) {
      if (isConflict(error)) return [];
      throw error;
    }
  }
}
