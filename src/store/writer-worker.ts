import { parentPort, workerData } from 'node:worker_threads';
import { decodeTelemetry, type ExportRequest } from '../receiver/body.ts';
import type { GroupAttributes } from './call-row.ts';
import type { RetentionOptions } from './retention.ts';
import { answerCalls, type Outcome } from './rpc.ts';
import { StoreError } from './errors.ts';
import type { Batch } from './record-inserter.ts';
import { StoreWriter } from './writer.ts';

/** Options of the thread that writes. */
export interface WriterData {
  readonly path: string;
  readonly groups: GroupAttributes;
  /** Absent: nothing is deleted. */
  readonly retention?: RetentionOptions;
  readonly lockTimeout?: number;
}

/** An export request to decode and to store, or a batch to store. */
export type WriteCall = { readonly request: ExportRequest } | { readonly batch: Batch } | undefined;

const RETENTION_INTERVAL = 60_000;
/** Between the steps of retention, so that writes come in between. */
const RETENTION_PAUSE = 20;

const { path, groups, retention, lockTimeout } = workerData as WriterData;
let opened: StoreWriter | undefined;
answerCalls(parentPort!, (calls) => store(calls as readonly WriteCall[]));

/** Opens the file with the first call; with the next one if that failed. */
function open(): StoreWriter {
  if (opened) return opened;
  opened = new StoreWriter(path, groups, lockTimeout);
  if (retention) retain(opened, retention);
  return opened;
}

/** Stores what has arrived in one transaction (group commit), and answers after it. */
function store(calls: readonly WriteCall[]): Outcome[] {
  const decoded = calls.map((call) => {
    if (call === undefined) return {};
    return 'batch' in call ? call.batch : decodeTelemetry(call.request);
  });
  const batches = decoded.filter((one): one is Batch => !('status' in one));
  try {
    const writer = open();
    const results = batches.length > 0 ? writer.write(batches) : [];
    return decoded.map((one) => ({ result: 'status' in one ? one : results[batches.indexOf(one)] }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isPassing = error instanceof StoreError && error.isPassing;
    return decoded.map((one) => ('status' in one ? { result: one } : { error: message, isPassing }));
  }
}

function retain(writer: StoreWriter, options: RetentionOptions): void {
  let hasMore = false;
  try {
    hasMore = writer.deleteOldest(options);
  } catch (error) {
    // Tried again a minute later; the reason is shown by the next write.
    parentPort!.postMessage({ id: -1, error: String(error) });
  }
  setTimeout(() => retain(writer, options), hasMore ? RETENTION_PAUSE : RETENTION_INTERVAL).unref();
}
