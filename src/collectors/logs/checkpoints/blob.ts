import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { diag } from '@opentelemetry/api';
import type { ConsumerIdentity } from './store.ts';
import type { CheckpointPosition } from './writer.ts';
import { EventHubSettingsError } from '../event-hub/settings-error.ts';

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

const SETTING = 'storage_account_container';

/**
 * The blob container of the checkpoints: by default the one that Elastic's integration uses, `filebeat-openai-` and the
 * hub's name.
 *
 * @param container the user's own name
 * @throws EventHubSettingsError if Azure takes no container of this name
 * @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 */
export function checkpointContainer(eventHub: string, container?: string): string {
  const name = containerName(eventHub, container);
  const problem = containerProblem(name);
  if (problem) throw new EventHubSettingsError(SETTING, `"${name}" ${problem}`);
  if (container?.includes('_')) {
    diag.warn(`${SETTING} "${container}": Azure takes no "_" in the name of a container; "-" is used in its place`);
  }
  return name;
}

/** The same name, whether Azure takes it or not. */
export function containerName(eventHub: string, container?: string): string {
  return (container || `filebeat-openai-${eventHub.toLowerCase()}`).replaceAll('_', '-');
}

/** What Azure does not take about the name of a container, as in "must be …"; undefined if it takes the name. */
export function containerProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return `must have 3 to 63 characters, not ${name.length}`;
  if (/[^a-z0-9-]/.test(name)) return 'must have lower-case letters, digits and "-" only';
  if (/^-|-$/.test(name)) return 'must start and end with a letter or digit';
  if (name.includes('--')) return 'must have no two "-" side by side';
  return undefined;
}
