import type { DeadLetter, Document } from './document.ts';

/** One thing that a record became: a document to store, or a part of it that nobody can read. */
export type Mapped = { readonly document: Document } | { readonly deadLetter: DeadLetter };

/**
 * What a record becomes: pure, in any order, as often as asked, always with the same outcome. Nothing (`[]`) means
 * that the record is filtered. What can't be read becomes a dead letter; a mapper that throws makes one of the
 * whole record.
 */
export type Mapper<R> = (record: R) => readonly Mapped[];
