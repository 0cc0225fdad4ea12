import { omitBinary } from './binary.ts';

const MAX_DEPTH = 32;
const MAX_VALUES = 10_000;

/** Longer arguments are not parsed, in characters: they will be cut, and parsing takes many times their memory. */
const MAX_PARSED = 65_536;

/**
 * Copies a value with unknown fields to one that JSON can represent. Notes replace long base64, values that are nested too
 * deeply, and items beyond 10,000. A cycle ends at the maximum depth.
 */
export function toPlainJson(value: unknown): unknown {
  let room = MAX_VALUES;
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return omitBinary(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object') return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
    if (value === null) return null;
    if (depth >= MAX_DEPTH) return '[omitted: nested too deeply]';
    return Array.isArray(value) ? copyList(value, depth) : copyFields(value as Record<string, unknown>, depth);
  };
  const copyList = (list: readonly unknown[], depth: number): unknown[] => {
    const items: unknown[] = [];
    for (const item of list) {
      if (room-- <= 0) return [...items, `[omitted: ${list.length - items.length} of ${list.length}]`];
      items.push(copy(item, depth + 1));
    }
    return items;
  };
  const copyFields = (object: Record<string, unknown>, depth: number): object => {
    const fields: [string, unknown][] = [];
    for (const key of Object.keys(object)) {
      if (room-- <= 0) {
        fields.push(['…', '[omitted: further fields]']);
        break;
      }
      fields.push([key, copy(object[key], depth + 1)]);
    }
    // An assignment to a field `__proto__` would set the prototype.
    return Object.fromEntries(fields);
  };
  return copy(value, 0);
}

/** Parses the arguments of a tool call. Returns the text itself unless it is JSON of an object or a list. */
export function parseArguments(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_PARSED) return toPlainJson(text);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? toPlainJson(value) : text;
  } catch {
    return toPlainJson(text);
  }
}
