import { StoreError } from '../../../store/errors.ts';
import { explainNodeVersion } from '../../../store/location.ts';
import { type BatchWriter, startBatchWriter } from '../../../store/store.ts';
import { ACCEPTED, type Outcome, type Sink } from '../../contracts/sink.ts';
import { groupWrites } from '../group-writes.ts';
import { forAll } from '../request-size.ts';
import { type EncodedRow, encodeRow } from './rows.ts';
import { testStore } from './test.ts';

/** Options of {@link localSink}. */
export interface LocalSinkOptions {
  /** The file of the dashboard: what its option `--file` names. It is made if it does not exist. */
  readonly path: string;
  /** How long a write waits for another process that writes to the file, in milliseconds. @default 5000 */
  readonly lockTimeout?: number;
}

/** Bytes of documents that are stored in one transaction. Each ends with a flush to the disk. */
const FLUSH_BYTES = 8_000_000;

/**
 * Creates a sink that writes documents to the file of `azure-openai-otel dashboard`, which compares them with the calls that
 * are traced. It needs no server: the dashboard may run at the same time, on the same machine, or be started later.
 *
 * A document is accepted when its transaction is on the disk. A document that is stored again counts once, by its id.
 * Nothing is deleted from the file: the dashboard does that, by its options `--days` and `--max-size`.
 *
 * @returns a sink whose `write` throws a {@link StoreError} if the file is not a store, is damaged or cannot be written.
 *   A full disk and a file that another process has locked are `retry`
 * @throws StoreError if this Node.js is older than 22.16
 */
export function localSink({ path, lockTimeout }: LocalSinkOptions): Sink {
  const problem = explainNodeVersion();
  if (problem !== undefined) throw new StoreError(problem);
  // The thread starts with the first write, so that a sink that is only tested makes no file.
  let writer: BatchWriter | undefined;
  const sink = groupWrites<EncodedRow>({
    flushBytes: () => FLUSH_BYTES,
    // Documents that arrive during a write are the next group.
    flushInterval: 0,
    concurrency: 1,
    encode: encodeRow,
    send: async (rows) => {
      writer ??= startBatchWriter(path, lockTimeout);
      return forAll(rows, await store(writer, rows));
    },
    close: async () => writer?.close(),
  });
  return { ...sink, test: () => testStore(path) };
}

async function store(writer: BatchWriter, rows: readonly EncodedRow[]): Promise<Outcome> {
  try {
    await writer.write({
      platformCalls: rows.flatMap(({ call }) => call ?? []),
      platformMetrics: rows.flatMap(({ metric }) => metric ?? []),
      charges: rows.flatMap(({ charge }) => charge ?? []),
    });
    return ACCEPTED;
  } catch (error) {
    if (!(error instanceof StoreError && error.isPassing)) throw error;
    return { status: 'retry', reason: error.message };
  }
}
