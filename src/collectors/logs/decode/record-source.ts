import type { JsonValue } from '../../contracts/document.ts';
import { rawJson } from './exact-json.ts';
import { type RecordSpans, scanRecords, scanValue } from './scan-records.ts';

/** Where a record was read from. */
export interface RecordSource {
  /** The record's own text, as it was received. */
  readonly text: string;
  /**
   * The number that the text says where `JSON.parse` gave `value`, which is beyond 2^53.
   *
   * @throws {@link INEXACT} if that can't be told from the value alone
   */
  exact(value: number): JsonValue;
}

/** Thrown by {@link RecordSource.exact}: the record is to be parsed again by `parseExactly`. */
export const INEXACT: Error = new Error('the record has numbers that differ only beyond the precision of a double');

/** Looking up one by one would be quadratic. */
const MANY = 32;

/**
 * A JSON text and the records in it. That is why plain `JSON.parse` is enough for nearly every record, although nearly
 * every record has two numbers of 18 digits: the text is looked at a second time only when a number was met that needs
 * it, once for all records of the text, and slow `parseExactly` is left for those records where two numbers are the
 * same double and yet different.
 */
export class JsonText {
  readonly text: string;
  readonly #scan: (text: string) => RecordSpans;
  #spans: RecordSpans | undefined;

  /** @param scan what the records of the text are */
  constructor(text: string, scan: (text: string) => RecordSpans = scanRecords) {
    this.text = text;
    this.#scan = scan;
  }

  get spans(): RecordSpans {
    this.#spans ??= this.#scan(this.text);
    return this.#spans;
  }

  /** The record that is the nth of the text. */
  source(index: number): RecordSource {
    return new TextSource(this, index);
  }
}

/** A JSON text that is one record by itself, whatever it holds. */
export function wholeSource(text: string): RecordSource {
  return new TextSource(new JsonText(text, scanValue), 0);
}

class TextSource implements RecordSource {
  readonly #whole: JsonText;
  readonly #index: number;

  constructor(whole: JsonText, index: number) {
    this.#whole = whole;
    this.#index = index;
  }

  get text(): string {
    const { bounds } = this.#whole.spans;
    return this.#whole.text.slice(bounds[2 * this.#index], bounds[2 * this.#index + 1]);
  }

  exact(value: number): JsonValue {
    const numbers = this.#whole.spans.numbers[this.#index];
    if (numbers === undefined || numbers.mixed || numbers.texts.length > MANY) throw INEXACT;
    const { texts, values } = numbers;
    const first = values.indexOf(value);
    const text = texts[first];
    if (text === undefined) throw INEXACT;
    for (let other = values.indexOf(value, first + 1); other !== -1; other = values.indexOf(value, other + 1)) {
      if (texts[other] !== text) throw INEXACT;
    }
    return rawJson(text);
  }
}

/** For numbers that are what they are: those of a value that was handed over, or that `parseExactly` has read. */
export function plainSource(text: () => string): RecordSource {
  return {
    get text() {
      return text();
    },
    exact: (value) => value,
  };
}
