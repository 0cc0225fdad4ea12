import { isInt64, isRawJson, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { isInexact, parseExactly } from '../decode/json.ts';
import { UnreadableRecordError } from '../decode/read-records.ts';
import { INEXACT, plainSource, type RecordSource, wholeSource } from '../decode/record-source.ts';
import { listNames, toFieldName, toSnakeCase } from './names.ts';

/**
 * Records nested deeper than this are dead letters. Elasticsearch reads no document deeper than 1,000 levels, and indexes
 * none deeper than 20; real records have 10.
 */
const MAX_DEPTH = 500;

/** How the names of an object are written: Azure's own in snake case, those of a request or response body as they are. */
export type Names = 'snake' | 'kept';

/**
 * Copies a value as Elastic's pipeline does: without null, empty strings, and objects and lists that hold nothing else.
 * Integers are exact.
 *
 * @returns undefined if nothing is left
 * @throws {@link UnreadableRecordError} if the value is nested too deep
 */
export function clean(value: unknown, names: Names, source: RecordSource, depth = 0): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toWellFormed();
  if (typeof value === 'number') return isInexact(value) ? toStorable(source.exact(value)) : value;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) throw new UnreadableRecordError(`the record is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return cleanList(value, names, source, depth);
  return cleanObject(value as JsonObject, names, source, depth);
}

/** Returns a number as it is, or as text if neither a 64-bit integer nor a double can hold it. */
function toStorable(number: JsonValue): JsonValue {
  if (!isRawJson(number)) return number;
  const { rawJSON: text } = number;
  return isInt64(text) || (/[.e]/i.test(text) && Number.isFinite(Number(text))) ? number : text;
}

function cleanList(list: unknown[], names: Names, source: RecordSource, depth: number): JsonValue[] | undefined {
  const out: JsonValue[] = [];
  for (const item of list) {
    // Elastic's script renames no objects in lists of lists.
    const kept = clean(item, Array.isArray(item) ? 'kept' : names, source, depth + 1);
    if (kept !== undefined) out.push(kept);
  }
  return out.length === 0 ? undefined : out;
}

function cleanObject(object: JsonObject, names: Names, source: RecordSource, depth: number): JsonValue | undefined {
  if ('rawJSON' in object && isRawJson(object)) return toStorable(object);
  const out: JsonObject = {};
  let empty = true;
  for (const name of listNames(object)) {
    const kept = clean(object[name], names, source, depth + 1);
    if (kept === undefined) continue;
    empty = false;
    setField(out, names === 'snake' ? toSnakeCase(name) : name, kept);
  }
  return empty ? undefined : out;
}

/**
 * Sets a field whose name is untrusted input: `__proto__` becomes an ordinary field, and a name that no engine takes
 * another name, which no other field has.
 */
export function setField(object: JsonObject, name: string, value: JsonValue): void {
  let field = toFieldName(name);
  if (field !== name) {
    while (Object.hasOwn(object, field)) field += '_';
    if (name.length > field.length) value = JSON.stringify({ [name]: value });
  }
  if (field === '__proto__')
    Object.defineProperty(object, field, { value, enumerable: true, configurable: true, writable: true });
  else object[field] = value;
}

/** Calls `use` with a record that `JSON.parse` has read, and if it must, again with the record parsed exactly. */
export function withExactNumbers<T>(
  record: unknown,
  source: RecordSource,
  use: (record: unknown, source: RecordSource) => T,
): T {
  try {
    return use(record, source);
  } catch (error) {
    if (error !== INEXACT) throw error;
    const { text } = source;
    return use(
      parseExactly(text),
      plainSource(() => text),
    );
  }
}

/** Cleans the value of a JSON text within a record. @returns undefined if the text is not JSON, or holds nothing */
export function parseClean(text: string, names: Names): JsonValue | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return withExactNumbers(value, wholeSource(text), (value, source) => clean(value, names, source));
}

/** Returns a text as it is, and another value as JSON. */
export function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
