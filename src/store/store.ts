import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportRequest, PartialSuccess, Refusal } from '../receiver/body.ts';
import type { GroupAttributes } from './call-row.ts';
import { SlowQueryError, StoreError } from './errors.ts';
import type { QueryName, QueryParameters, QueryResult } from './queries/index.ts';
import type { RetentionOptions } from './retention.ts';
import { RemoteWorker } from './rpc.ts';
import type { Batch } from './record-inserter.ts';

/** Options of {@link openStore}. */
export interface StoreOptions {
  /** The file; it is made if it does not exist. @default a temporary one, which is removed when the store is closed */
  readonly path?: string;
  /** Attributes by which calls are grouped. */
  readonly groups?: GroupAttributes;
  readonly retention?: RetentionOptions;
  /** Called with the reason if old data cannot be deleted. It is tried again a minute later. */
  readonly onProblem?: (reason: string) => void;
  /** Called after telemetry was stored, by this process or another one. */
  readonly onChange?: () => void;
}

/** Writes to a store from a thread of its own. */
export interface BatchWriter {
  /**
   * Stores a batch durably.
   *
   * @throws StoreError if it cannot be stored
   */
  write(batch: Batch): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes to the file of a store beside other processes, such as a dashboard, which show what is written. It opens, or
 * makes, the file with the first batch, and deletes nothing from it.
 *
 * @param lockTimeout milliseconds to wait for the transaction of another process. @default 5000
 */
export function startBatchWriter(path: string, lockTimeout?: number): BatchWriter {
  const worker = new RemoteWorker('writer-worker', {
    path,
    groups: {},
    ...(lockTimeout !== undefined && { lockTimeout }),
  });
  return {
    write: (batch) => writeBatch(worker, batch),
    close: () => worker.close(),
  };
}

/** Reads a store in a thread of its own. */
export interface StoreReader {
  /** @throws StoreError if the query fails, takes longer than 10 seconds, or too many others wait */
  query<Name extends QueryName>(name: Name, ...parameters: QueryParameters<Name>): Promise<QueryResult<Name>>;
  close(): Promise<void>;
}

/**
 * Opens the file of a store for reading.
 *
 * @param onChange called after something was stored, by whichever process
 * @throws StoreError if it does not exist, is not a store, or cannot be read
 */
export async function openReader(path: string, onChange: () => void = () => {}): Promise<StoreReader> {
  const worker = new RemoteWorker('reader-worker', { path }, onChange);
  try {
    await orStoreError(worker.ready());
  } catch (error) {
    await worker.close();
    throw error;
  }
  let waiting = 0;
  let last = Promise.resolve();
  return {
    async query(name, ...parameters) {
      if (waiting >= MAX_QUERIES) throw new StoreError('too many queries wait for an answer', { isPassing: true });
      waiting += 1;
      const turn = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await turn;
      // SQLite cannot be interrupted: its thread is ended, and the next query starts another one.
      const timer = setTimeout(() => void worker.terminate(TOO_SLOW), QUERY_TIMEOUT);
      try {
        return (await orStoreError(worker.call({ name, parameters }))) as never;
      } finally {
        clearTimeout(timer);
        waiting -= 1;
        resolve();
      }
    },
    close: () => worker.close(),
  };
}

/** Checks that a file is a store. @throws StoreError if it is not, or cannot be read */
export async function checkStore(path: string): Promise<void> {
  await (await openReader(path)).close();
}

/** Calls, spans and records of the platform in a file of SQLite. */
export interface Store extends StoreReader, AsyncDisposable {
  readonly path: string;
  /**
   * Decodes and stores an export request.
   *
   * @returns a refusal if it cannot be decoded; else when it is stored durably, with the number
   *   of records that cannot be stored, or undefined
   * @throws StoreError if it cannot be stored at present
   */
  accept(request: ExportRequest): Promise<Refusal | PartialSuccess | undefined>;
  /**
   * Stores a batch durably.
   *
   * @throws StoreError if it cannot be stored at present
   */
  write(batch: Batch): Promise<void>;
}

/** Queries that wait for an answer. One after another gets its time. */
const MAX_QUERIES = 100;
const QUERY_TIMEOUT = 10_000;
const TOO_SLOW = new SlowQueryError('the query took longer than 10 seconds: choose a shorter range or other filters');

/**
 * Opens a store: one thread writes, one reads, since SQLite is synchronous.
 *
 * @throws StoreError if the file cannot be used; its message says what to do
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const folder = options.path === undefined ? mkdtempSync(join(tmpdir(), 'azure-openai-otel-')) : undefined;
  const path = options.path ?? join(folder!, 'store.db');
  const { groups = {}, retention = {}, onChange, onProblem } = options;
  const writer = new RemoteWorker('writer-worker', { path, groups, retention }, (message) =>
    onProblem?.(String(message)),
  );
  let reader: StoreReader | undefined;

  async function end(): Promise<void> {
    // The last one to close the file moves what is in its -wal into it, which a reader cannot.
    await reader?.close();
    await writer.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }

  async function close(): Promise<void> {
    // Calls that wait are answered before this one.
    await writer.ready().catch(() => {});
    await end();
  }

  try {
    await orStoreError(writer.ready());
    reader = await openReader(path, onChange);
  } catch (error) {
    await end();
    throw error;
  }

  return {
    path,
    accept: (request) => orStoreError(writer.call({ request }, [request.bytes.buffer])) as ReturnType<Store['accept']>,
    write: (batch) => writeBatch(writer, batch),
    query: reader.query,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function writeBatch(worker: RemoteWorker, batch: Batch): Promise<void> {
  const partial = (await orStoreError(worker.call({ batch }))) as PartialSuccess | undefined;
  if (partial) throw new StoreError(`${partial.rejected} records cannot be stored: ${partial.message}`);
}

async function orStoreError<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError((error as Error).message, { cause: error });
  }
}
