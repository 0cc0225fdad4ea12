import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject } from '../contracts/document.ts';

/**
 * How far metrics are stored: id of the account in lower case → name of the metric group → cursor. Stores keep it as it
 * is.
 */
export type Cursors = Readonly<Record<string, Readonly<Record<string, Cursor>>>>;

/** An ISO 8601 time: minutes before it are stored, later ones are not. Or this time with recently stored values. */
export type Cursor = string | { readonly to: string; readonly reported: Reported };

/** The values that were stored recently. When their minutes are read again, other values are late. */
export interface Reported {
  /** All values stored since this time are here, in ISO 8601. */
  readonly since: string;
  /** Key of the dimension values → metric → minutes before the time of the cursor → value. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}

/** Keeps cursors across a restart: {@link fileCursorStore}, {@link blobCursorStore}, or your own. */
export interface CursorStore {
  /**
   * Called once, before anything is read.
   *
   * @returns undefined if nothing was saved yet
   * @throws if the saved cursors can't be read: to continue without them would leave a gap
   */
  load(): Promise<Cursors | undefined>;

  /**
   * Called with all cursors after documents were stored, and not again until it has settled. Replaces the saved cursors
   * completely, or leaves them as they are.
   */
  save(cursors: Cursors): Promise<void>;
}

const ADVICE = {
  metrics:
    'Restore the file, or delete it to begin with the newest metrics (what was missed since is then not collected)',
  costs:
    'Restore the file. Without it, days that were corrected count twice, unless the stored costs are deleted as well',
} as const;

/** Thrown when saved cursors are invalid. */
export class InvalidCursorsError extends Error {
  override readonly name = 'InvalidCursorsError';
  /** The file, or the blob. */
  readonly location: string;

  constructor(location: string, problem: string, options: ErrorOptions & { readonly of?: keyof typeof ADVICE } = {}) {
    const { of = 'metrics', ...rest } = options;
    super(`The cursors of the ${of} in ${location} can't be used: ${problem}. ${ADVICE[of]}`, rest);
    this.location = location;
  }
}

/**
 * Keeps cursors in a JSON file. A new file is written beside it and renamed, so that a killed process leaves a complete
 * file.
 *
 * @param path of the file; its folder is created if it is missing
 */
export function fileCursorStore(path: string): CursorStore {
  return cursorStore(textFile(path));
}

function cursorStore(text: StoredText): CursorStore {
  return {
    async load() {
      const found = await text.load();
      return found && parseCursors(found.text, found.location);
    },
    save: async (cursors) => text.save(formatCursors(cursors)),
  };
}

/** A text that is kept across a restart, such as the state of `azureCosts`. */
export interface StoredText {
  /** @returns undefined if nothing was saved yet */
  load(): Promise<{ readonly text: string; readonly location: string } | undefined>;
  /** Replaces the saved text completely, or leaves it as it is. */
  save(text: string): Promise<void>;
}

/** Keeps a text in a file, as {@link fileCursorStore} does. */
export function textFile(path: string): StoredText {
  return {
    async load() {
      try {
        return { text: await readFile(path, 'utf8'), location: path };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async save(text) {
      const next = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(next, text, { flush: true });
        await rename(next, path);
      } catch (error) {
        // A part of the file would keep a full disk full.
        await rm(next, { force: true });
        throw error;
      }
    },
  };
}

/** The members of a `ContainerClient` of `@azure/storage-blob` that {@link blobCursorStore} uses. */
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
 * Keeps cursors in a blob. The container may be the one with the checkpoints of an event hub, since their names differ;
 * it is created if it is missing.
 *
 * @param container a `ContainerClient` of `@azure/storage-blob`, or a promise of one
 */
export function blobCursorStore(
  container: BlobContainer | Promise<BlobContainer>,
  { blobName = 'azure-monitor-metrics/cursors.json' }: BlobCursorStoreOptions = {},
): CursorStore {
  return cursorStore(textBlob(container, blobName));
}

/** Keeps a text in a blob. The container is created if it is missing. */
export function textBlob(container: BlobContainer | Promise<BlobContainer>, blobName: string): StoredText {
  return {
    async load() {
      const client = await container;
      try {
        const content = await client.getBlockBlobClient(blobName).downloadToBuffer();
        return { text: content.toString('utf8'), location: `blob ${blobName} in container ${client.containerName}` };
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        throw error;
      }
    },
    async save(text) {
      const client = await container;
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

const VERSION = 1;

/** Times and values are separate: earlier versions read the times and ignore the values. */
function formatCursors(all: Cursors): string {
  const cursors = mapCursors(all, (cursor) => (typeof cursor === 'object' ? cursor.to : cursor));
  const reported = mapCursors(all, (cursor) => (typeof cursor === 'object' ? cursor.reported : undefined));
  const hasReported = Object.keys(reported).length > 0;
  return `${JSON.stringify({ version: VERSION, cursors, ...(hasReported && { reported }) })}\n`;
}

/**
 * @param location for the error
 * @throws InvalidCursorsError
 */
function parseCursors(text: string, location: string): Cursors {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InvalidCursorsError(location, 'it is no JSON', { cause: error });
  }
  const { version, cursors, reported = {} } = (content ?? {}) as Record<string, unknown>;
  if (version !== VERSION) throw new InvalidCursorsError(location, `its version is not ${VERSION}`);
  if (!isByGroup(cursors, isTime)) {
    throw new InvalidCursorsError(location, 'it does not hold times by account and group');
  }
  if (!isByGroup(reported, isReported)) {
    throw new InvalidCursorsError(location, 'it does not hold reported values by account and group');
  }
  return mapCursors(cursors, (to, accountId, group) => {
    const own = reported[accountId]?.[group];
    return own === undefined ? to : { to, reported: own };
  });
}

type ByGroup<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** Omits cursors that `map` returns undefined for. */
function mapCursors<T, U>(
  cursors: ByGroup<T>,
  map: (cursor: T, accountId: string, group: string) => U | undefined,
): Record<string, Record<string, U>> {
  const mapped: Record<string, Record<string, U>> = {};
  for (const [accountId, groups] of Object.entries(cursors)) {
    for (const [group, cursor] of Object.entries(groups)) {
      const value = map(cursor, accountId, group);
      if (value !== undefined) (mapped[accountId] ??= {})[group] = value;
    }
  }
  return mapped;
}

function isByGroup<T>(value: unknown, isValue: (value: unknown) => value is T): value is ByGroup<T> {
  return isRecordOf(value, (groups) => isRecordOf(groups, isValue));
}

function isRecordOf<T>(value: unknown, isValue: (value: unknown) => value is T): value is Readonly<Record<string, T>> {
  return isJsonObject(value) && Object.values(value).every(isValue);
}

function isReported(value: unknown): value is Reported {
  if (!isJsonObject(value)) return false;
  const { since, values } = value;
  return isTime(since) && isByGroup(values, (minutes) => isRecordOf(minutes, isNumber));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
