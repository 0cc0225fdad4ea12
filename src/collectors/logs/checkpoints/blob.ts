import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { diag } from '@opentelemetry/api';
import { EventHubSettingsError } from '../event-hub/options.ts';
import type { ConsumerIdentity } from './store.ts';
import type { CheckpointPosition } from './writer.ts';

const SETTING = 'storage_account_container';

/**
 * Returns the name of the blob container for the checkpoints: by default the one that Elastic's integration uses,
 * `filebeat-openai-` and the hub's name.
 *
 * @param container the user's own name
 * @throws EventHubSettingsError if Azure does not allow the name
 * @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 */
export function checkpointContainer(eventHub: string, container?: string): string {
  const name = containerName(eventHub, container);
  const problem = containerProblem(name);
  if (problem) throw new EventHubSettingsError(SETTING, `"${name}" ${problem}`);
  if (container?.includes('_')) {
    diag.warn(`${SETTING} "${container}": Azure allows no "_" in the name of a container; "-" is used instead`);
  }
  return name;
}

/** Returns the name of the container without a check. */
export function containerName(eventHub: string, container?: string): string {
  return (container || `filebeat-openai-${eventHub.toLowerCase()}`).replaceAll('_', '-');
}

/** Describes why Azure does not allow a container name, as in "must be …"; undefined if it does. */
export function containerProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return `must have 3 to 63 characters, not ${name.length}`;
  if (/[^a-z0-9-]/.test(name)) return 'must have lower-case letters, digits and "-" only';
  if (/^-|-$/.test(name)) return 'must start and end with a letter or digit';
  if (name.includes('--')) return 'must have no two "-" side by side';
  return undefined;
}

/** Returns the name that the Blob checkpoint stores of all Azure SDKs use: in lower case, as hubs ignore case. */
export function blobName(
  { fullyQualifiedNamespace, eventHub, consumerGroup }: ConsumerIdentity,
  kind: 'checkpoint' | 'ownership',
  partitionId: string,
): string {
  return `${fullyQualifiedNamespace}/${eventHub}/${consumerGroup}/`.toLowerCase() + `${kind}/${partitionId}`;
}

/** Reports whether a request failed because another process changed the blob first. */
export function isConflict(error: unknown): boolean {
  return hasStatus(error, 409, 412);
}

function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return statuses.includes((error as { statusCode?: number }).statusCode ?? 0);
}

/**
 * The checkpoint of one partition. Only the owner of the partition writes it: if another process has changed the blob, a
 * write first asks who owns the partition. So a process that has lost it without noticing never moves the checkpoint of its
 * successor back.
 */
export class CheckpointBlob {
  readonly #blob: BlockBlobClient;
  readonly #isOwner: () => Promise<boolean>;
  /** Undefined until it is known, null if there is no blob. */
  #etag: string | null | undefined;

  constructor(container: ContainerClient, name: string, isOwner: () => Promise<boolean>) {
    this.#blob = container.getBlockBlobClient(name);
    this.#isOwner = isOwner;
  }

  /** Records the blob's version. Called when this process takes the partition over, before its first event. */
  async open(): Promise<void> {
    try {
      this.#etag = (await this.#blob.getProperties()).etag;
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      this.#etag = null;
    }
  }

  /** @returns false if another process owns the partition, and the position was not written */
  async write(position: CheckpointPosition): Promise<boolean> {
    if (this.#etag === undefined) await this.open();
    try {
      await this.#put(position);
      return true;
    } catch (error) {
      if (!hasStatus(error, 404, 409, 412)) throw error;
    }
    // The predecessor may have written its last checkpoint after this process took over.
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
