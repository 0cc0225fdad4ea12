import { isJsonObject, type JsonObject } from '../../contracts/document.ts';
import { JsonText, type RecordSource, wholeSource } from './record-source.ts';

/** Thrown for a record that cannot become a document. Its message never quotes the record. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}

/** One record of an event, or a part of the event that is not a readable record. */
export type Decoded = ReadableRecord | UnreadableRecord;

export interface ReadableRecord {
  readonly record: JsonObject;
  readonly source: RecordSource;
}

export interface UnreadableRecord {
  readonly record?: undefined;
  /** Why it cannot be read, in a few words. */
  readonly reason: string;
  /** The received text, or base64 of bytes that are not UTF-8. */
  readonly body: string;
  readonly encoding?: 'base64';
  /** Set if `body` is the whole event, not one record of several. */
  readonly whole?: true;
}

/**
 * Reads the records of a JSON text: the elements of `{"records": […]}` or of a list, or the one object.
 *
 * @throws SyntaxError if the text is not JSON
 */
export function readRecords(text: string): Decoded[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) return readElements(value, new JsonText(text));
  if (!isJsonObject(value)) {
    return [{ reason: `the body is ${describeType(value)}, not a JSON object or list`, body: text, whole: true }];
  }
  if (!Object.hasOwn(value, 'records')) return [{ record: value, source: wholeSource(text) }];
  const { records } = value;
  if (Array.isArray(records)) return readElements(records, new JsonText(text));
  return [{ reason: `records is ${describeType(records)}, not a list`, body: text, whole: true }];
}

function readElements(values: readonly unknown[], whole: JsonText): Decoded[] {
  return values.map((value, index) => {
    const source = whole.source(index);
    if (isJsonObject(value)) return { record: value, source };
    return { reason: `the record is ${describeType(value)}, not a JSON object`, body: source.text };
  });
}

/** Fields that Azure writes into every record, and rarely into an object within a record. */
const RECORD_FIELDS = ['time', 'timeStamp', 'TimeGenerated', 'resourceId', 'operationName', 'OperationName'];

/** Reports whether the fields of an object show that it is a record, not a part of one. */
export function looksLikeRecord(value: unknown): boolean {
  return isJsonObject(value) && hasCategory(value) && RECORD_FIELDS.some((field) => Object.hasOwn(value, field));
}

/** Reports whether an object is not a record but has a list of records, whose name `records` was damaged. */
export function holdsRecords(value: JsonObject): boolean {
  return !hasCategory(value) && Object.values(value).some((list) => Array.isArray(list) && list.some(looksLikeRecord));
}

function hasCategory(value: JsonObject): boolean {
  return typeof (value['category'] ?? value['Category']) === 'string';
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
