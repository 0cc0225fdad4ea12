import type { JsonObject } from '../../contracts/document.ts';
import { looksLikeRecord } from './read-records.ts';
import { scanJson, skipWhiteSpace } from './scan-json.ts';

/** A part of a damaged text, by its offsets: a whole record, or the damage between records. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly isRecord: boolean;
}

/** Where the records end: with their list, with the list and the object around it, or with the text. */
type Form = 'list' | 'envelope' | 'sequence' | 'unknown';

/** Bounds the characters scanned, as a multiple of the text's length: deep nesting must not take hours. */
const MAX_SCANS = 50;
/** The text before a record. */
const BEFORE_IN_LIST = /(?:\[|\},)[ \t\r\n]*$/;
const BEFORE_IN_SEQUENCE = /(?:^|[[\n]|\},?)[ \t\r\n]*$/;
/** Longest distance of the list's end from the end of the text. */
const LONGEST_CLOSING = 1000;

/**
 * Finds the whole records of a damaged text, and the damage between them, in order.
 *
 * After damage, reading continues at the first object from which the rest of the text is records to its end. If there is
 * more damage, it continues at the first object with a category and a field that Azure writes into every record: an
 * object within the damaged record is not a record.
 *
 * @param text JSON; or, if the bytes are not UTF-8, the bytes as Latin-1, so that offsets are offsets of bytes
 */
export function salvage(text: string): Part[] {
  return new Salvage(text).read();
}

class Salvage {
  readonly #text: string;
  readonly #parts: Part[] = [];
  /** Whether only records follow from an offset to the end. */
  readonly #tails = new Map<number, boolean>();
  #budget: number;
  #form: Form = 'unknown';

  constructor(text: string) {
    this.#text = text;
    this.#budget = MAX_SCANS * text.length;
  }

  read(): Part[] {
    let at = this.#readStart();
    while (at < this.#text.length && !this.#isEnd(at)) {
      const { end, problem } = this.#scan(at);
      if (problem === undefined && this.#text[at] === '{' && (this.#isInList || this.#looksLikeRecord(at))) {
        this.#parts.push({ from: at, to: end, isRecord: true });
        at = this.#skipComma(end);
      } else if (problem === 'unfinished' && this.#text[at] === '{') {
        this.#addDamage(at, this.#text.length);
        break;
      } else if (problem === undefined && this.#form !== 'sequence' && this.#isSeparated(at, end)) {
        this.#addDamage(at, end);
        at = this.#skipComma(end);
      } else {
        const next = this.#findNextRecord(at);
        this.#addDamage(this.#findDamageStart(at, next), next);
        at = next;
      }
    }
    return this.#parts;
  }

  /** Determines the form. @returns the offset of the first record, or of the damage before it */
  #readStart(): number {
    const text = this.#text;
    const start = skipWhiteSpace(text, 0);
    if (text[start] === '[') {
      this.#form = 'list';
      return skipWhiteSpace(text, start + 1);
    }
    for (let at = start; text[at] === (at === start ? '{' : ',');) {
      const value = this.#scanName(at + 1);
      if (value === undefined) break;
      if (/"records"\s*:\s*$/.test(text.slice(at, value)) && text[value] === '[') {
        this.#form = 'envelope';
        return skipWhiteSpace(text, value + 1);
      }
      const { end, problem } = this.#scan(value);
      if (problem) break;
      at = skipWhiteSpace(text, end);
    }
    if (this.#looksLikeRecord(start)) {
      this.#form = 'sequence';
      return start;
    }
    // The name of the list may be damaged, and its records whole.
    const next = this.#findNextRecord(start + 1);
    if (this.#scan(start).problem || text[next] !== '{') return start;
    this.#addDamage(start, next);
    return next;
  }

  #findNextRecord(from: number): number {
    const text = this.#text;
    for (let at = text.indexOf('{', from); at !== -1 && this.#budget > 0; at = text.indexOf('{', at + 1)) {
      if (((this.#isInList && this.#isTail(at)) || this.#looksLikeRecord(at)) && this.#isPlaced(at)) return at;
    }
    return this.#findClosing(from);
  }

  get #isInList(): boolean {
    return this.#form === 'list' || this.#form === 'envelope';
  }

  /**
   * Reports whether a record may begin at an object: it follows another record, or begins with the same name as another
   * record. A brace inserted into a record makes its second half look whole.
   */
  #isPlaced(at: number): boolean {
    const text = this.#text;
    const before = this.#isInList ? BEFORE_IN_LIST : BEFORE_IN_SEQUENCE;
    if (before.test(text.slice(Math.max(0, at - 100), at))) return true;
    const next = this.#skipComma(this.#scan(at).end);
    const others = [this.#parts.findLast(({ isRecord }) => isRecord)?.from, next].map((one) => firstName(text, one));
    const own = firstName(text, at);
    if (own === undefined) return false;
    return others.some((name) => name !== undefined) ? others.includes(own) : /^"time/i.test(own);
  }

  #isTail(start: number): boolean {
    const seen: number[] = [];
    let result: boolean | undefined;
    for (let at = start; result === undefined;) {
      result = this.#tails.get(at);
      if (result !== undefined) break;
      seen.push(at);
      const { end, problem } = this.#scan(at);
      const next = skipWhiteSpace(this.#text, end);
      if (problem !== undefined || this.#budget <= 0) result = false;
      else if (this.#isEnd(next)) result = true;
      else if (this.#text[next] !== ',') result = false;
      else {
        at = this.#skipComma(end);
        if (this.#text[at] !== '{') result = false;
      }
    }
    for (const at of seen) this.#tails.set(at, result);
    return result;
  }

  #isEnd(at: number): boolean {
    const text = this.#text;
    if (this.#form === 'sequence') return at === text.length;
    if (text[at] !== ']') return false;
    let rest = skipWhiteSpace(text, at + 1);
    if (rest === text.length) return this.#form !== 'envelope';
    if (this.#form === 'list') return false;
    while (text[rest] === ',') {
      const start = this.#scanName(rest + 1);
      if (start === undefined) return false;
      const value = this.#scan(start);
      if (value.problem) return false;
      rest = skipWhiteSpace(text, value.end);
    }
    return text[rest] === '}' && skipWhiteSpace(text, rest + 1) === text.length;
  }

  /** Reports whether an element that is not an object is between others. */
  #isSeparated(at: number, end: number): boolean {
    const before = /[^ \t\r\n](?=[ \t\r\n]*$)/.exec(this.#text.slice(Math.max(0, at - 100), at))?.[0];
    const after = this.#text[skipWhiteSpace(this.#text, end)];
    return (before === ',' || before === '[') && (after === ',' || after === ']');
  }

  /**
   * Returns the offset at which damage begins. A character inserted into a record may make its first half look whole.
   * Then its second half follows: it ends with a brace, and has no name of the first half, as another record would.
   */
  #findDamageStart(from: number, to: number): number {
    const last = this.#parts.at(-1);
    if (!last?.isRecord || this.#text[from] === '{') return from;
    if (this.#text[from] === ']' && to === this.#text.length && this.#isInList) return from;
    const comma = this.#trimSpace(from, to);
    const rest = this.#text.slice(from, this.#text[comma - 1] === ',' ? this.#trimSpace(from, comma - 1) : comma);
    if (!rest.endsWith('}') || !/[^\]} \t\r\n]/.test(rest)) return from;
    const names = [...rest.matchAll(/"([^"\\]*)"\s*:/g)].map(([, name = '']) => name);
    const record = JSON.parse(this.#text.slice(last.from, last.to)) as JsonObject;
    if (names.some((name) => Object.hasOwn(record, name))) return from;
    this.#parts.pop();
    return last.from;
  }

  /** Adds damage without the comma after it, white space, and the end of the list. */
  #addDamage(from: number, to: number): void {
    const end = this.#trimComma(from, to);
    const isAtEnd = to === this.#text.length;
    if (end === from || (isAtEnd && /^[ \t\r\n\]}]*$/.test(this.#text.slice(from, end)))) return;
    this.#parts.push({ from, to: end, isRecord: false });
  }

  #trimComma(from: number, to: number): number {
    const end = this.#trimSpace(from, to);
    const isComma = end > from && this.#text[end - 1] === ',';
    return isComma && this.#text[to] === '{' && this.#form !== 'sequence' ? this.#trimSpace(from, end - 1) : end;
  }

  #trimSpace(from: number, to: number): number {
    let end = to;
    while (end > from && ' \t\r\n'.includes(this.#text[end - 1]!)) end -= 1;
    return end;
  }

  /** Returns the offset at which the list ends, if the damage is in its last record; else the end of the text. */
  #findClosing(from: number): number {
    const text = this.#text;
    const least = Math.max(from, text.length - LONGEST_CLOSING);
    for (let at = text.lastIndexOf(']'); at > least; at = text.lastIndexOf(']', at - 1)) if (this.#isEnd(at)) return at;
    return text.length;
  }

  #skipComma(end: number): number {
    const next = skipWhiteSpace(this.#text, end);
    return this.#text[next] === ',' ? skipWhiteSpace(this.#text, next + 1) : next;
  }

  #looksLikeRecord(at: number): boolean {
    const { end, problem } = this.#scan(at);
    return problem === undefined && looksLikeRecord(JSON.parse(this.#text.slice(at, end)));
  }

  /** Scans the name and colon of a member. @returns the offset of its value, undefined if there is none */
  #scanName(at: number): number | undefined {
    const name = this.#scan(skipWhiteSpace(this.#text, at));
    const colon = skipWhiteSpace(this.#text, name.end);
    return name.problem || this.#text[colon] !== ':' ? undefined : skipWhiteSpace(this.#text, colon + 1);
  }

  #scan(at: number): ReturnType<typeof scanJson> {
    const scanned = scanJson(this.#text, at);
    this.#budget -= scanned.end - at + 1;
    return scanned;
  }
}

/** Returns the first name of the object at `at`, with its quotes. */
function firstName(text: string, at: number | undefined): string | undefined {
  return at === undefined ? undefined : /^\{\s*("[^"]*")/.exec(text.slice(at, at + 200))?.[1];
}
