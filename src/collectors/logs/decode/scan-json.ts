/** How far a JSON value reaches. */
export interface Scanned {
  /** The offset behind it; if it is not whole, the offset up to which it was looked at. */
  readonly end: number;
  /** Absent if the value is whole: the text ends before it does, or is no JSON from `end` on. */
  readonly problem?: 'unfinished' | 'wrong';
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const SCALAR_TO_THE_END = /[\w.+-]+$/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const ESCAPE_TO_THE_END = /\\(?:u[0-9a-fA-F]{0,3})?$/y;
const WHITE_SPACE = /[ \t\r\n]*/y;

/** Looks at the JSON value that begins at `start`, as strictly as `JSON.parse` does, however deep it is nested. */
export function scanJson(text: string, start: number): Scanned {
  const closers: number[] = [];
  let at = start;
  let expected: 'value' | 'value or close' | 'name' | 'name or close' | 'next' = 'value';
  for (;;) {
    if (expected === 'next' && closers.length === 0) return { end: at };
    at = skipWhiteSpace(text, at);
    if (at >= text.length) return { end: at, problem: 'unfinished' };
    const code = text.charCodeAt(at);
    if (code === closers.at(-1) && expected !== 'value' && expected !== 'name') {
      closers.pop();
      at += 1;
      expected = 'next';
    } else if (expected === 'next') {
      if (code !== COMMA) return { end: at, problem: 'wrong' };
      at += 1;
      expected = closers.at(-1) === CLOSE_OBJECT ? 'name' : 'value';
    } else if (expected === 'name' || expected === 'name or close') {
      const name = code === QUOTE ? scanText(text, at) : ({ end: at, problem: 'wrong' } as const);
      if (name.problem) return name;
      at = skipWhiteSpace(text, name.end);
      if (at >= text.length) return { end: at, problem: 'unfinished' };
      if (text.charCodeAt(at) !== COLON) return { end: at, problem: 'wrong' };
      at += 1;
      expected = 'value';
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      closers.push(code === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST);
      at += 1;
      expected = code === OPEN_OBJECT ? 'name or close' : 'value or close';
    } else {
      const scalar = code === QUOTE ? scanText(text, at) : scanScalar(text, at);
      if (scalar.problem) return scalar;
      at = scalar.end;
      expected = 'next';
    }
  }
}

/** The next offset that is no white space of JSON. */
export function skipWhiteSpace(text: string, start: number): number {
  WHITE_SPACE.lastIndex = start;
  WHITE_SPACE.test(text);
  return Math.max(start, WHITE_SPACE.lastIndex);
}

function scanText(text: string, open: number): Scanned {
  for (let at = open + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { end: at + 1 };
    if (code < 0x20) return { end: at, problem: 'wrong' };
    if (code !== BACKSLASH) continue;
    const end = match(ESCAPE, text, at);
    if (end === undefined) {
      return { end: at, problem: match(ESCAPE_TO_THE_END, text, at) === undefined ? 'wrong' : 'unfinished' };
    }
    at = end - 1;
  }
  return { end: text.length, problem: 'unfinished' };
}

function scanScalar(text: string, start: number): Scanned {
  const end = match(SCALAR, text, start);
  if (end !== undefined) return { end };
  return { end: start, problem: match(SCALAR_TO_THE_END, text, start) === undefined ? 'wrong' : 'unfinished' };
}

/** @returns the offset behind what matches at this place */
function match(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
