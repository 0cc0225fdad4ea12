import type { DatabaseSync } from 'node:sqlite';
import type { PartialSuccess } from '../receiver/body.ts';
import type { GroupAttributes } from './call-row.ts';
import { RecordError, type StoreError, storeError } from './errors.ts';
import { type Batch, RecordInserter } from './record-inserter.ts';
import { deleteOldest, type RetentionOptions } from './retention.ts';
import { openForWriting } from './schema.ts';

/**
 * Writes to a store. Synchronous, so it belongs into a worker thread. A span, a document or a metric point that is
 * stored already is not stored again, so that a sender's retry counts once.
 */
export class StoreWriter {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #records: RecordInserter;

  /**
   * @param maxCalls the most calls of a part, which retention drops as a whole. @default 20000
   * @throws StoreError if the file cannot be used
   */
  constructor(path: string, groups: GroupAttributes = {}, lockTimeout?: number, maxCalls?: number) {
    this.#path = path;
    this.#db = openForWriting(path, lockTimeout);
    this.#records = new RecordInserter(this.#db, groups, maxCalls);
  }

  /**
   * Stores batches in one transaction. If a record cannot be stored, whatever is tried, it is left out, and the others of
   * all batches are stored.
   *
   * @returns for each batch, the records that were left out; undefined if there are none
   * @throws StoreError if nothing can be stored at present, such as for a full disk
   */
  write(batches: readonly Batch[]): (PartialSuccess | undefined)[] {
    try {
      return this.#transaction(() => {
        for (const batch of batches) for (const insert of this.#records.insertsOf(batch)) insert();
        return batches.map(() => undefined);
      });
    } catch (error) {
      if ((error as StoreError).isPassing) throw error;
      return this.#transaction(() => batches.map((batch) => this.#insertOneByOne(batch)));
    }
  }

  #insertOneByOne(batch: Batch): PartialSuccess | undefined {
    const reasons: string[] = [];
    for (const insert of this.#records.insertsOf(batch)) {
      this.#db.exec('SAVEPOINT record');
      try {
        insert();
      } catch (error) {
        const failure = storeError(error, this.#path);
        if (failure.isPassing) throw failure;
        this.#db.exec('ROLLBACK TO record');
        if (!(error instanceof RecordError)) this.#records.forgetFile();
        reasons.push(error instanceof Error ? error.message : String(error));
      }
      this.#db.exec('RELEASE record');
    }
    return reasons.length > 0 ? { rejected: reasons.length, message: reasons[0]! } : undefined;
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Deletes one small part of the data that is too old.
   *
   * @returns true if there may be more to delete
   * @throws StoreError if it cannot be deleted at present
   */
  deleteOldest(options: RetentionOptions, now: number = Date.now() * 1000): boolean {
    try {
      const hasMore = deleteOldest(this.#db, options, now);
      if (hasMore) this.#records.forgetFile();
      return hasMore;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw storeError(error, this.#path);
    }
  }

  #transaction<T>(work: () => T): T {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // Some errors, such as a full disk, have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#records.forgetFile();
      throw storeError(error, this.#path);
    }
  }
}
