import type { JsonObject } from '../../contracts/document.ts';
import { looksLikeRecord } from './records-of.ts';
import { scanJson, skipWhiteSpace } from './scan-json.ts';

/** A part of a damaged text, by its offsets: a whole record, or what lies between records. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly isRecord: boolean;
}

/** The end of the records is that of the list, of the list and the object that it is in, or of the text. */
type Form = 'list' | 'envelope' | 'sequence' | 'unknown';

/** How often a text may be looked at, for its length: what is nested deep must not take hours. */
const MOST_LOOKS = 50;
/** The text in front of a record. */
const IN_LIST = /(?:\[|\},)[ \t\r\n]*$/;
const BEHIND_ANOTHER = /(?:^|[[\n]|\},?)[ \t\r\n]*$/;
/** How far from the end the list may be closed. */
const LONGEST_CLOSING = 1000;

/**
 * The records of a text that is damaged somewhere, and the damage, in their order. Each whole record is kept. Behind
 * damage, reading goes on at the first object from which the rest of the text is records to its end, or, where more is
 * damaged, at the first that has a category and a field that every record of Azure has: an object within the damaged
 * record is none.
 *
 * @param text JSON, or its bytes as Latin-1 where they are no UTF-8: the offsets are those of the bytes then
 */
export function salvage(text: string): Part[] {
  return new Salvage(text).read();
}

class Salvage {
  readonly #text: string;
  readonly #parts: Part[] = [];
  /** Whether records alone follow from an offset to the end. */
  readonly #tails = new Map<number, boolean>();
  #budget: number;
  #form: Form = 'unknown';

  constructor(text: string) {
    this.#text = text;
    this.#budget = MOST_LOOKS * text.length;
  }

  read(): Part[] {
    let at = this.#head();
    while (at < this.#text.length && !this.#isEnd(at)) {
      const { end, problem } = this.#scan(at);
      if (problem === undefined && this.#text[at] === '{' && this.#isExpected(at)) {
        this.#parts.push({ from: at, to: end, isRecord: true });
        at = this.#afterComma(end);
      } else if (problem === 'unfinished' && this.#text[at] === '{') {
        this.#addDamage(at, this.#text.length);
        break;
      } else if (problem === undefined && this.#form !== 'sequence' && this.#isSeparated(at, end)) {
        this.#addDamage(at, end);
        at = this.#afterComma(end);
      } else {
        const next = this.#nextRecord(at);
        this.#addDamage(this.#retracted(at, next), next);
        at = next;
      }
    }
    return this.#parts;
  }

  /** @returns the offset of the first record, or of the damage in front of it */
  #head(): number {
    const text = this.#text;
    const start = skipWhiteSpace(text, 0);
    if (text[start] === '[') {
      this.#form = 'list';
      return skipWhiteSpace(text, start + 1);
    }
    for (let at = start; text[at] === (at === start ? '{' : ',');) {
      const name = this.#scan(skipWhiteSpace(text, at + 1));
      const colon = skipWhiteSpace(text, name.end);
      if (name.problem || text[colon] !== ':') break;
      const value = skipWhiteSpace(text, colon + 1);
      if (/"records"\s*$/.test(text.slice(at, colon)) && text[value] === '[') {
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
    // The records may be whole in a list whose name is not.
    const next = this.#nextRecord(start + 1);
    if (this.#scan(start).problem || text[next] !== '{') return start;
    this.#addDamage(start, next);
    return next;
  }

  #nextRecord(from: number): number {
    const text = this.#text;
    for (let at = text.indexOf('{', from); at !== -1 && this.#budget > 0; at = text.indexOf('{', at + 1)) {
      if (((this.#isInList && this.#isTail(at)) || this.#looksLikeRecord(at)) && this.#isPlaced(at)) return at;
    }
    return this.#closing(from);
  }

  /** In a list every object is a record. */
  #isExpected(at: number): boolean {
    return this.#isInList || this.#looksLikeRecord(at);
  }

  get #isInList(): boolean {
    return this.#form === 'list' || this.#form === 'envelope';
  }

  /**
   * Whether an object stands where a record may begin: behind another one, or else with the name with which another one
   * begins. A brace that came into the middle of a record makes its other half look whole.
   */
  #isPlaced(at: number): boolean {
    const text = this.#text;
    const behind = this.#isInList ? IN_LIST : BEHIND_ANOTHER;
    if (behind.test(text.slice(Math.max(0, at - 100), at))) return true;
    const next = this.#afterComma(this.#scan(at).end);
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
        at = this.#afterComma(end);
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
      const name = this.#scan(skipWhiteSpace(text, rest + 1));
      const colon = skipWhiteSpace(text, name.end);
      if (name.problem || text[colon] !== ':') return false;
      const value = this.#scan(skipWhiteSpace(text, colon + 1));
      if (value.problem) return false;
      rest = skipWhiteSpace(text, value.end);
    }
    return text[rest] === '}' && skipWhiteSpace(text, rest + 1) === text.length;
  }

  /** Whether an element that is no object stands between others. */
  #isSeparated(at: number, end: number): boolean {
    const before = /[^ \t\r\n](?=[ \t\r\n]*$)/.exec(this.#text.slice(Math.max(0, at - 100), at))?.[0];
    const after = this.#text[skipWhiteSpace(this.#text, end)];
    return (before === ',' || before === '[') && (after === ',' || after === ']');
  }

  /**
   * Where the damage begins. A sign that came into the middle of a record may make its first half look whole: then its
   * other half follows, which ends with a brace, and has no name that the first half has, as another record would.
   */
  #retracted(from: number, to: number): number {
    const last = this.#parts.at(-1);
    if (!last?.isRecord || this.#text[from] === '{') return from;
    if (this.#text[from] === ']' && to === this.#text.length && this.#isInList) return from;
    const comma = this.#withoutSpace(from, to);
    const rest = this.#text.slice(from, this.#text[comma - 1] === ',' ? this.#withoutSpace(from, comma - 1) : comma);
    if (!rest.endsWith('}') || !/[^\]} \t\r\n]/.test(rest)) return from;
    const names = [...rest.matchAll(/"([^"\\]*)"\s*:/g)].map(([, name = '']) => name);
    const record = JSON.parse(this.#text.slice(last.from, last.to)) as JsonObject;
    if (names.some((name) => Object.hasOwn(record, name))) return from;
    this.#parts.pop();
    return last.from;
  }

  /** The comma behind the damage, white space, and what closes the text are no part of it. */
  #addDamage(from: number, to: number): void {
    const end = this.#withoutComma(from, to);
    const isAtEnd = to === this.#text.length;
    if (end === from || (isAtEnd && /^[ \t\r\n\]}]*$/.test(this.#text.slice(from, end)))) return;
    this.#parts.push({ from, to: end, isRecord: false });
  }

  #withoutComma(from: number, to: number): number {
    const end = this.#withoutSpace(from, to);
    const isComma = end > from && this.#text[end - 1] === ',';
    return isComma && this.#text[to] === '{' && this.#form !== 'sequence' ? this.#withoutSpace(from, end - 1) : end;
  }

  #withoutSpace(from: number, to: number): number {
    let end = to;
    while (end > from && ' \t\r\n'.includes(this.#text[end - 1]!)) end -= 1;
    return end;
  }

  /** Where the list is closed, if the damage is in the last record; else the end of the text. */
  #closing(from: number): number {
    const text = this.#text;
    const least = Math.max(from, text.length - LONGEST_CLOSING);
    for (let at = text.lastIndexOf(']'); at > least; at = text.lastIndexOf(']', at - 1)) if (this.#isEnd(at)) return at;
    return text.length;
  }

  #afterComma(end: number): number {
    const next = skipWhiteSpace(this.#text, end);
    return this.#text[next] === ',' ? skipWhiteSpace(this.#text, next + 1) : next;
  }

  #looksLikeRecord(at: number): boolean {
    const { end, problem } = this.#scan(at);
    return problem === undefined && looksLikeRecord(JSON.parse(this.#text.slice(at, end)));
  }

  #scan(at: number): ReturnType<typeof scanJson> {
    const scanned = scanJson(this.#text, at);
    this.#budget -= scanned.end - at + 1;
    return scanned;
  }
}

/** The first name of the object that begins at `at`, in its quotes. */
function firstName(text: string, at: number | undefined): string | undefined {
  return at === undefined ? undefined : /^\{\s*("[^"]*")/.exec(text.slice(at, at + 200))?.[1];
}
