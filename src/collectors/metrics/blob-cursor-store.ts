import { formatCursors, parseCursors } from './cursor-stores.ts';
import type { CursorStore } from './cursor-stores.ts';

/** What is used of a `ContainerClient` of `@azure/storage-blob`. */
export interface BlobContainer {
  readonly containerName: string;
  createIfNotExists(): Promise<unknown>;
  getBlockBlobClient(name: string): {
    downloadToBuffer(): Promise<Buffer>;
    upload(body: string, contentLength: number, options: { blobHTTPHeaders: object }): Promise<unknown>;
  };
}

/** Options of {@link blobCursorStore}. */
export interface BlobCursorStoreOptions {
  /** @default 'azure-monitor-metrics/cursors.json' */
  readonly blobName?: string | undefined;
}

/**
 * Keeps cursors in a blob, such as one beside the checkpoints of an event hub: those have other names. The container is
 * made if it is missing. A blob is replaced as a whole.
 *
 * @param container a `ContainerClient` of `@azure/storage-blob`, or a promise of one
 */
export function blobCursorStore(
  container: BlobContainer | Promise<BlobContainer>,
  { blobName = 'azure-monitor-metrics/cursors.json' }: BlobCursorStoreOptions = {},
): CursorStore {
  return {
    async load() {
      const client = await container;
      try {
        const content = await client.getBlockBlobClient(blobName).downloadToBuffer();
        return parseCursors(content.toString('utf8'), `blob ${blobName} in container ${client.containerName}`);
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        throw error;
      }
    },
    async save(cursors) {
      const client = await container;
      const text = formatCursors(cursors);
      const upload = (): Promise<unknown> =>
        client.getBlockBlobClient(blobName).upload(text, Buffer.byteLength(text), {
          blobHTTPHeaders: { blobContentType: 'application/json' },
        });
      try {
        await upload();
      } catch (error) {
        if ((error as { code?: string }).code !== 'ContainerNotFound') throw error;
        await client.createIfNotExists();
        await upload();
      }
    },
  };
}
