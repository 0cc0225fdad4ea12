import type { JsonObject } from '../../contracts/document.ts';
import { JsonText, type RecordSource, wholeSource } from './record-source.ts';

/** One record of an event, or what could not be read as one. */
export type Decoded = ReadableRecord | UnreadableRecord;

export interface ReadableRecord {
  readonly record: JsonObject;
  readonly source: RecordSource;
}

export interface UnreadableRecord {
  readonly record?: undefined;
  /** Why, in a few words. */
  readonly reason: string;
  /** What was received: text, or base64 of bytes that are no UTF-8. */
  readonly body: string;
  readonly encoding?: 'base64';
  /** It is all that was received, not one record of several. */
  readonly whole?: true;
}

/**
 * The records of a JSON text: those of `{"records": […]}`, the elements of a list, or the one object that it is.
 *
 * @throws SyntaxError if it is no JSON
 */
export function recordsOf(text: string): Decoded[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) return elements(value, new JsonText(text));
  if (!isPlainObject(value))
    return [{ reason: `the body is ${kindOf(value)}, no JSON object or list`, body: text, whole: true }];
  if (!Object.hasOwn(value, 'records')) return [{ record: value, source: wholeSource(text) }];
  const { records } = value;
  if (Array.isArray(records)) return elements(records, new JsonText(text));
  return [{ reason: `records is ${kindOf(records)}, no list`, body: text, whole: true }];
}

function elements(values: readonly unknown[], whole: JsonText): Decoded[] {
  return values.map((value, index) => {
    const source = whole.source(index);
    if (isPlainObject(value)) return { record: value, source };
    return { reason: `the record is ${kindOf(value)}, no JSON object`, body: source.text };
  });
}

/** Fields that Azure writes into every record, and hardly into an object within one. */
const RECORD_FIELDS = ['time', 'timeStamp', 'TimeGenerated', 'resourceId', 'operationName', 'OperationName'];

/** Whether its fields show that an object is a record, not a part of one. */
export function looksLikeRecord(value: unknown): boolean {
  return isPlainObject(value) && hasCategory(value) && RECORD_FIELDS.some((field) => Object.hasOwn(value, field));
}

/** Whether it is no record, but has a list of records under another name than `records`: one that was damaged. */
export function holdsRecords(value: JsonObject): boolean {
  return !hasCategory(value) && Object.values(value).some((list) => Array.isArray(list) && list.some(looksLikeRecord));
}

function hasCategory(value: JsonObject): boolean {
  return typeof (value['category'] ?? value['Category']) === 'string';
}

function isPlainObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
