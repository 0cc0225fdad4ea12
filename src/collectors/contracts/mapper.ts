import type { DeadLetter, Document } from './document.ts';

/** One part of a record: a document to store, a part that cannot be read, or one that is not wanted and only counted. */
export type Mapped =
  | { readonly document: Document }
  | { readonly deadLetter: DeadLetter }
  | { readonly filtered: true };

/**
 * Maps a record to its parts. A mapper is a pure function: the pipeline may map records in any order, and the same record
 * again after a restart, with the same result.
 *
 * A record that is not wanted is `[{ filtered: true }]`; an empty array counts the same. A part that cannot be read is a
 * dead letter. If the mapper throws, the whole record becomes a dead letter.
 */
export type Mapper<R> = (record: R) => readonly Mapped[];
