import { isInexact } from './json.ts';

/** The extents of the records of a JSON text, and the numbers in them that a double may not hold. */
export interface RecordSpans {
  /** Offsets into the text: start and end of each record. */
  readonly bounds: readonly number[];
  /** The numbers beyond 2^53 of each record. */
  readonly numbers: readonly LongNumbers[];
}

/** The numbers beyond 2^53 of one record, in order. */
export interface LongNumbers {
  readonly texts: string[];
  /** The double of each of them. */
  readonly values: number[];
  /** Whether one of them is not a plain integer, such as 1e30. */
  mixed: boolean;
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const CAPITAL_E = 0x45;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const SMALL_E = 0x65;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** 2^53 has 16 digits. */
const LONG = 16;

/**
 * Finds the records of a text: the elements of `{"records": […]}` (the last `records` if there are several, as for
 * `JSON.parse`) or of `[…]`, or the one value. Makes one pass and checks nothing, since `JSON.parse` has accepted the
 * text.
 */
export function scanRecords(text: string): RecordSpans {
  const start = skipSpace(text, 0);
  if (text.charCodeAt(start) === OPEN_LIST) return scanList(text, start).spans;
  return (text.charCodeAt(start) === OPEN_OBJECT ? scanEnvelope(text, start) : undefined) ?? scanValue(text);
}

/** Takes the text as one record. */
export function scanValue(text: string): RecordSpans {
  const start = skipSpace(text, 0);
  const numbers: LongNumbers = { texts: [], values: [], mixed: false };
  const end = findValueEnd(text, start, numbers);
  return { bounds: [start, end], numbers: [numbers] };
}

/** @returns undefined if the object's `records` is not a list */
function scanEnvelope(text: string, start: number): RecordSpans | undefined {
  const others: LongNumbers = { texts: [], values: [], mixed: false };
  let records: RecordSpans | undefined;
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const close = findStringEnd(text, at);
    const isRecords = readName(text, at, close) === 'records';
    at = skipSpace(text, close + 1, COLON);
    if (isRecords && text.charCodeAt(at) === OPEN_LIST) {
      const list = scanList(text, at);
      records = list.spans;
      at = list.end;
    } else {
      if (isRecords) records = undefined;
      at = findValueEnd(text, at, others);
    }
    at = skipSpace(text, at, COMMA);
  }
  return records;
}

function scanList(text: string, start: number): { spans: RecordSpans; end: number } {
  const bounds: number[] = [];
  const numbers: LongNumbers[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_LIST) {
    const own: LongNumbers = { texts: [], values: [], mixed: false };
    const end = findValueEnd(text, at, own);
    bounds.push(at, end);
    numbers.push(own);
    at = skipSpace(text, end, COMMA);
  }
  return { spans: { bounds, numbers }, end: at + 1 };
}

/** Returns the offset after the value at `start`, and adds its long numbers to `numbers`. */
function findValueEnd(text: string, start: number, numbers: LongNumbers): number {
  let depth = 0;
  let at = start;
  do {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = findStringEnd(text, at) + 1;
    else if ((code >= ZERO && code <= NINE) || code === MINUS) at = findNumberEnd(text, at, numbers);
    else if (code >= 0x61 && code <= 0x7a) at = findWordEnd(text, at);
    else {
      if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
      at += 1;
    }
  } while (depth > 0 && at < text.length);
  return at;
}

/** Skips true, false and null. */
function findWordEnd(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) >= 0x61 && text.charCodeAt(at) <= 0x7a) at += 1;
  return at;
}

/** Returns the offset of the quote that closes the string at `open`. */
function findStringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close === -1 ? text.length : close;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function readName(text: string, open: number, close: number): string {
  const name = text.slice(open + 1, close);
  return name.includes('\\') ? (JSON.parse(text.slice(open, close + 1)) as string) : name;
}

function findNumberEnd(text: string, start: number, numbers: LongNumbers): number {
  let at = start + 1;
  let plain = true;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) at += 1;
    else if (code === POINT || code === SMALL_E || code === CAPITAL_E || code === PLUS || code === MINUS) {
      plain = false;
      at += 1;
    } else break;
  }
  if (!plain || at - start >= LONG) addNumber(text.slice(start, at), plain, numbers);
  return at;
}

function addNumber(digits: string, plain: boolean, numbers: LongNumbers): void {
  const value = Number(digits);
  if (!isInexact(value)) return;
  numbers.texts.push(digits);
  numbers.values.push(value);
  numbers.mixed ||= !plain;
}

/** Skips white space, and the character code `and`: a comma or colon. */
function skipSpace(text: string, start: number, and: number = SPACE): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== NEWLINE && code !== RETURN && code !== TAB && code !== and) return at;
    at += 1;
  }
}
