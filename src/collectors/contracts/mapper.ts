import type { DeadLetter, Document } from './document.ts';

/**
 * One thing that a record became: a document to store, a part of it that nobody can read, or one that nobody wants,
 * which is counted.
 */
export type Mapped =
  | { readonly document: Document }
  | { readonly deadLetter: DeadLetter }
  | { readonly filtered: true };

/**
 * What a record becomes: pure, in any order, as often as asked, always with the same outcome. Nothing (`[]`) means
 * that the record is filtered as a whole. What can't be read becomes a dead letter; a mapper that throws makes one of the
 * whole record.
 */
export type Mapper<R> = (record: R) => readonly Mapped[];
