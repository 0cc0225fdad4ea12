import { parentPort, workerData } from 'node:worker_threads';
import { QUERIES, type QueryName } from './queries/index.ts';
import { answerCalls, type Outcome } from './rpc.ts';
import { openForReading } from './schema.ts';

/** Options of the thread that reads. */
export interface ReaderData {
  readonly path: string;
}

/** A query, with its parameters. */
export interface ReadCall {
  readonly name: QueryName;
  readonly parameters: readonly unknown[];
}

/** How often the file is looked at for changes, in milliseconds. */
const CHANGE_INTERVAL = 500;

const { path } = workerData as ReaderData;
const db = openForReading(path);
answerCalls(parentPort!, function* (calls) {
  for (const call of calls) yield answer(call as ReadCall | undefined);
});

function answer(call: ReadCall | undefined): Outcome {
  if (call === undefined) return {};
  // All statements of a query see the same data, whatever is stored or deleted meanwhile.
  db.exec('BEGIN');
  try {
    const query = QUERIES[call.name] as (...parameters: unknown[]) => unknown;
    return { result: query(db, ...call.parameters) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    db.exec('COMMIT');
  }
}

// It changes with each commit of another connection, in whichever process.
const version = db.prepare('PRAGMA data_version');
let last = version.get()!['data_version'];
setInterval(() => {
  const current = version.get()!['data_version'];
  if (current === last) return;
  last = current;
  parentPort!.postMessage({ id: -1 });
}, CHANGE_INTERVAL).unref();
