/** Deeper values are replaced by a note, so that the stack does not overflow. */
const MAX_DEPTH = 64;

/** The characters that JSON writes as two. */
const SHORT_ESCAPES = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c]);

/** Returns the end of the longest prefix of a text whose JSON, without the quotes, fits into `room`. */
export function findEnd(text: string, room: number): number {
  let end = 0;
  let left = room;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    // A surrogate pair is not cut in two.
    const units = isPair(text, end, code) ? 2 : 1;
    left -= units === 2 ? 2 : jsonWidth(code);
    if (left < 0) break;
    end += units;
  }
  return end;
}

/** In UTF-16 code units, as `JSON.stringify` writes it. */
function jsonWidth(code: number): number {
  if (SHORT_ESCAPES.has(code)) return 2;
  const isLoneSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code < 0x20 || isLoneSurrogate ? 6 : 1;
}

function isPair(text: string, index: number, code: number): boolean {
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

/** The beginning of a value's JSON. */
export interface JsonPrefix {
  text: string;
  /** True if the text is the whole JSON. */
  whole: boolean;
}

/**
 * Writes the JSON of a value, but no more than `limit` UTF-16 code units, so that the time depends on the prefix alone.
 * Accepts values that JSON cannot represent.
 */
export function writeJsonPrefix(value: unknown, limit: number): JsonPrefix {
  let text = '';
  const write = (piece: string): boolean => {
    text += piece;
    return text.length <= limit;
  };
  const writeValue = (value: unknown, depth: number): boolean => {
    if (typeof value === 'string') return write(JSON.stringify(value.slice(0, limit + 1)));
    if (typeof value === 'bigint') return write(`"${value}"`);
    if (!isContainer(value)) return write((isLeftOut(value) ? undefined : JSON.stringify(value)) ?? 'null');
    if (depth >= MAX_DEPTH) return write('"[omitted: nested too deeply]"');
    return Array.isArray(value) ? writeList(value, depth) : writeFields(value as Record<string, unknown>, depth);
  };
  const writeList = (list: readonly unknown[], depth: number): boolean => {
    let separator = '[';
    for (const item of list) {
      if (!write(separator) || !writeValue(item, depth + 1)) return false;
      separator = ',';
    }
    return write(list.length === 0 ? '[]' : ']');
  };
  const writeFields = (object: Record<string, unknown>, depth: number): boolean => {
    let separator = '{';
    for (const key of Object.keys(object)) {
      if (isLeftOut(object[key])) continue;
      if (!write(`${separator}${JSON.stringify(key.slice(0, limit + 1))}:`)) return false;
      if (!writeValue(object[key], depth + 1)) return false;
      separator = ',';
    }
    return write(separator === '{' ? '{}' : '}');
  };
  const whole = writeValue(value, 0);
  return { text: text.slice(0, limit), whole };
}

/** True for a value that JSON omits from an object. */
export function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
