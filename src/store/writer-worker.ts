import { parentPort, workerData } from 'node:worker_threads';
import { decodeTelemetry, type ExportRequest, type Refusal, unpack } from '../receiver/body.ts';
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

/** Bytes of unpacked requests that are decoded at once, so that small ones that unpack to a lot fit in memory. */
const MAX_DECODED = 32 * 1024 * 1024;

/** Stores what has arrived in few transactions (group commit), and answers after each. */
function* store(calls: readonly WriteCall[]): Generator<Outcome> {
  let group: Decoded[] = [];
  let bytes = 0;
  for (const call of calls) {
    const unpacked = call !== undefined && 'request' in call ? unpack(call.request) : undefined;
    const length = unpacked && 'bytes' in unpacked ? unpacked.bytes.byteLength : 0;
    if (bytes + length > MAX_DECODED) {
      yield* storeGroup(group);
      [group, bytes] = [[], 0];
    }
    bytes += length;
    if (unpacked === undefined) group.push(call !== undefined && 'batch' in call ? call.batch : {});
    else group.push('status' in unpacked ? unpacked : decodeTelemetry(unpacked));
  }
  yield* storeGroup(group);
}

type Decoded = Batch | Refusal;

function storeGroup(group: readonly Decoded[]): Outcome[] {
  const batches = group.filter((one): one is Batch => !('status' in one));
  try {
    const writer = open();
    const results = batches.length > 0 ? writer.write(batches) : [];
    return group.map((one) => ({ result: 'status' in one ? one : results[batches.indexOf(one)] }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isPassing = error instanceof StoreError && error.isPassing;
    return group.map((one) => ('status' in one ? { result: one } : { error: message, isPassing }));
  }
}

function retain(writer: StoreWriter, options: RetentionOptions): void {
  let hasMore = false;
  try {
    hasMore = writer.deleteOldest(options);
  } catch (error) {
    parentPort!.postMessage({ id: -1, error: error instanceof Error ? error.message : String(error) });
  }
  setTimeout(() => retain(writer, options), hasMore ? RETENTION_PAUSE : RETENTION_INTERVAL).unref();
}
