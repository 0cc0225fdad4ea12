import { omitBinaryText } from './binary.ts';

const MAX_DEPTH = 32;
const MAX_VALUES = 10_000;

/** Longer arguments stay the text that they are: they will be cut, and parsing them would take many times their size. */
const MAX_PARSED = 65_536;

/**
 * A copy of a value whose fields mean nothing to us, as JSON can say it: bytes are left out, and so is what is nested
 * too deeply or goes on for too long, each with a note in its place. Cycles end with the depth.
 */
export function plain(value: unknown): unknown {
  let room = MAX_VALUES;
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return omitBinaryText(value);
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
    // Not by assignment, which a field `__proto__` would take for another thing.
    return Object.fromEntries(fields);
  };
  return copy(value, 0);
}

/** The arguments of a tool call, which are an object in JSON if the model did well; else the text as it came. */
export function parseArguments(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_PARSED) return plain(text);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? plain(value) : text;
  } catch {
    return plain(text);
  }
}
