import { type JsonObject, type JsonValue, isRawJson } from '../../contracts/document.ts';
import { isInexact } from '../decode/exact-json.ts';
import type { RecordSource } from '../decode/record-source.ts';
import { snakeCase } from './snake-case.ts';
import { UnreadableRecordError } from '../unreadable-record-error.ts';

/**
 * Records nested deeper than this are dead letters. Elasticsearch reads no document deeper than 1,000, and indexes
 * none deeper than 20; real records have 10.
 */
export const MAX_DEPTH = 500;

/** What happens to the names of an object: Azure's own become snake case, those of a request or response body stay. */
export type Names = 'snake' | 'kept';

/**
 * A copy as Elastic's pipeline leaves it: without null, empty text, and objects and lists that hold nothing else, with
 * integers exact.
 *
 * @returns undefined if nothing is left
 * @throws {@link UnreadableRecordError} if it is nested too deep
 */
export function clean(value: unknown, names: Names, source: RecordSource, depth = 0): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return isInexact(value) ? source.exact(value) : value;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) throw new UnreadableRecordError(`the record is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return cleanList(value, names, source, depth);
  return cleanObject(value as JsonObject, names, source, depth);
}

function cleanList(list: unknown[], names: Names, source: RecordSource, depth: number): JsonValue[] | undefined {
  const out: JsonValue[] = [];
  for (const item of list) {
    // Elastic's script does not look for objects in lists of lists.
    const kept = clean(item, Array.isArray(item) ? 'kept' : names, source, depth + 1);
    if (kept !== undefined) out.push(kept);
  }
  return out.length === 0 ? undefined : out;
}

function cleanObject(object: JsonObject, names: Names, source: RecordSource, depth: number): JsonValue | undefined {
  if ('rawJSON' in object && isRawJson(object)) return object;
  const out: JsonObject = {};
  let empty = true;
  for (const name of Object.keys(object)) {
    const kept = clean(object[name], names, source, depth + 1);
    if (kept === undefined) continue;
    empty = false;
    setField(out, names === 'snake' ? snakeCase(name) : name, kept);
  }
  return empty ? undefined : out;
}

/** Sets a field by a name that comes from outside: `__proto__` becomes a field like any other. */
export function setField(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
