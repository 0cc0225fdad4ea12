import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { ConsumerIdentity } from './store.ts';
import type { CheckpointPosition } from './writer.ts';

/** The name that the Blob checkpoint store of all Azure SDKs gives it: in lower case, since hubs know no case. */
export function blobName(
  { fullyQualifiedNamespace, eventHub, consumerGroup }: ConsumerIdentity,
  kind: 'checkpoint' | 'ownership',
  partitionId: string,
): string {
  return `${fullyQualifiedNamespace}/${eventHub}/${consumerGroup}/`.toLowerCase() + `${kind}/${partitionId}`;
}

/** Whether a request failed because somebody else was faster. */
export function isConflict(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 409 || statusCode === 412;
}

/**
 * The checkpoint of one partition, written by one process only: a write that finds it changed by another asks who owns
 * the partition. So a process that lost it, and does not know yet, never moves its successor's checkpoint back.
 */
export class CheckpointBlob {
  readonly #blob: BlockBlobClient;
  readonly #isOwner: () => Promise<boolean>;
  /** Undefined until it is known, null if there is no such blob. */
  #etag: string | null | undefined;

  constructor(container: ContainerClient, name: string, isOwner: () => Promise<boolean>) {
    this.#blob = container.getBlockBlobClient(name);
    this.#isOwner = isOwner;
  }

  /** Called when the partition is taken over, before its first event: remembers which checkpoint it was taken over with. */
  async open(): Promise<void> {
    try {
      this.#etag = (await this.#blob.getProperties()).etag;
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      this.#etag = null;
    }
  }

  /** @returns false if the partition is another's, and nothing was written */
  async write(position: CheckpointPosition): Promise<boolean> {
    if (this.#etag === undefined) await this.open();
    try {
      await this.#put(position);
      return true;
    } catch (error) {
      if (!isConflict(error) && (error as { statusCode?: number }).statusCode !== 404) throw error;
    }
    // A predecessor may have written its last one after this process took over.
    if (!(await this.#isOwner())) return false;
    await this.open();
    await this.#put(position);
    return true;
  }

  async #put({ offset, sequenceNumber }: CheckpointPosition): Promise<void> {
    const metadata = { sequencenumber: String(sequenceNumber), offset };
    const { etag } = this.#etag
      ? await this.#blob.setMetadata(metadata, { conditions: { ifMatch: this.#etag } })
      : await this.#blob.upload('', 0, { metadata, conditions: { ifNoneMatch: '*' } });
    this.#etag = etag;
  }
}
