/** The extent of a JSON value. */
export interface Scanned {
  /** Offset after the value; if it is not whole, the offset at which scanning stopped. */
  readonly end: number;
  /** Absent if the value is whole. The text ends within the value (`unfinished`), or is not JSON at `end` (`wrong`). */
  readonly problem?: 'unfinished' | 'wrong';
}

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const SCALAR_TO_THE_END = /[\w.+-]+$/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const ESCAPE_TO_THE_END = /\\(?:u[0-9a-fA-F]{0,3})?$/y;
const WHITE_SPACE = /[ \t\r\n]*/y;

/** Scans the JSON value at `start`, as strictly as `JSON.parse` and to any depth. */
export function scanJson(text: string, start: number): Scanned {
  const closers: string[] = [];
  let at = start;
  let expected: 'value' | 'value or close' | 'name' | 'name or close' | 'next' = 'value';
  for (;;) {
    if (expected === 'next' && closers.length === 0) return { end: at };
    at = skipWhiteSpace(text, at);
    const char = text[at];
    if (char === undefined) return { end: at, problem: 'unfinished' };
    if (char === closers.at(-1) && expected !== 'value' && expected !== 'name') {
      closers.pop();
      at += 1;
      expected = 'next';
    } else if (expected === 'next') {
      if (char !== ',') return { end: at, problem: 'wrong' };
      at += 1;
      expected = closers.at(-1) === '}' ? 'name' : 'value';
    } else if (expected === 'name' || expected === 'name or close') {
      const name = char === '"' ? scanString(text, at) : ({ end: at, problem: 'wrong' } as const);
      if (name.problem) return name;
      at = skipWhiteSpace(text, name.end);
      if (at >= text.length) return { end: at, problem: 'unfinished' };
      if (text[at] !== ':') return { end: at, problem: 'wrong' };
      at += 1;
      expected = 'value';
    } else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      at += 1;
      expected = char === '{' ? 'name or close' : 'value or close';
    } else {
      const scalar = char === '"' ? scanString(text, at) : scanToken(text, at, SCALAR, SCALAR_TO_THE_END);
      if (scalar.problem) return scalar;
      at = scalar.end;
      expected = 'next';
    }
  }
}

/** Returns the next offset without white space of JSON. */
export function skipWhiteSpace(text: string, start: number): number {
  return Math.max(start, match(WHITE_SPACE, text, start) ?? start);
}

function scanString(text: string, open: number): Scanned {
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '"') return { end: at + 1 };
    if (char < ' ') return { end: at, problem: 'wrong' };
    if (char !== '\\') continue;
    const escape = scanToken(text, at, ESCAPE, ESCAPE_TO_THE_END);
    if (escape.problem) return escape;
    at = escape.end - 1;
  }
  return { end: text.length, problem: 'unfinished' };
}

function scanToken(text: string, start: number, whole: RegExp, toTheEnd: RegExp): Scanned {
  const end = match(whole, text, start);
  if (end !== undefined) return { end };
  return { end: start, problem: match(toTheEnd, text, start) === undefined ? 'wrong' : 'unfinished' };
}

/** @returns the offset after the match at `start` */
function match(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Removes the white space of JSON from both ends. `trim` would also remove characters that are damage. */
export function trimSpace(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t\r\n'.includes(text[start]!)) start += 1;
  while (end > start && ' \t\r\n'.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}
