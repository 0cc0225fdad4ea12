import type { Checkpoint, CheckpointStore, PartitionOwnership } from '@azure/event-hubs';
import type { ContainerClient } from '@azure/storage-blob';
import { blobName, CheckpointBlob, isConflict } from './blob.ts';

/** One consumer group of one hub, under the names that the checkpoint store uses. */
export interface ConsumerIdentity {
  readonly fullyQualifiedNamespace: string;
  readonly eventHub: string;
  readonly consumerGroup: string;
}

interface ExclusiveCheckpointStoreOptions {
  readonly store: CheckpointStore;
  readonly container: ContainerClient;
  readonly identity: ConsumerIdentity;
  /** The id under which this process owns partitions. */
  readonly ownerId: string;
  /** Called with each partition that another process owns. */
  onOwnedByOther(partitionId: string): void;
}

/**
 * The Blob checkpoint store, with three things that it lacks:
 *
 * - It uses the namespace's own name. The client uses the name of the host that it connects to, which differs behind a
 *   private link: a change of the route would lose every checkpoint.
 * - If several processes claim a partition that has never been owned, one of them gets it. The Blob store (2.0) lets all
 *   of them succeed, so that replicas that start together steal partitions from each other until ownerships expire.
 * - It reports partitions that other processes have taken. The client notices only while it waits for events, not while
 *   it waits for a slow reader.
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

  createCheckpoint(partitionId: string): CheckpointBlob {
    const { container, identity } = this.#options;
    const isOwner = async (): Promise<boolean> => (await this.listOwned()).includes(partitionId);
    return new CheckpointBlob(container, blobName(identity, 'checkpoint', partitionId), isOwner);
  }

  /** Returns the partitions that this process owns, including those that it does not read. */
  async listOwned(): Promise<string[]> {
    return (await this.#listOwn()).map(({ partitionId }) => partitionId);
  }

  /** Gives a partition back before its ownership expires, so that any process can claim it immediately. */
  async relinquish(partitionId: string): Promise<void> {
    const own = (await this.#listOwn()).filter((ownership) => ownership.partitionId === partitionId);
    await this.claimOwnership(own.map((ownership) => ({ ...ownership, ownerId: '' })));
  }

  async #listOwn(): Promise<PartitionOwnership[]> {
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
