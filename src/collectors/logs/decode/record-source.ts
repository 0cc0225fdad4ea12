import { type JsonValue, toRawJson } from '../../contracts/document.ts';
import { type RecordSpans, scanRecords, scanValue } from './scan-records.ts';

/** The text that a record was parsed from. */
export interface RecordSource {
  /** The record's own text, as it was received. */
  readonly text: string;
  /**
   * Returns the number as the text has it, for a `value` beyond 2^53 that `JSON.parse` returned.
   *
   * @throws {@link INEXACT} if the value alone does not identify the number
   */
  exact(value: number): JsonValue;
}

/** Thrown by {@link RecordSource.exact}: the record must be parsed again by `parseExactly`. */
export const INEXACT: Error = new Error('the record has numbers that differ only beyond the precision of a double');

/** Most numbers to search one by one, since the search is quadratic. */
const MAX_NUMBERS = 32;

/**
 * A JSON text and the extents of its records.
 *
 * Nearly every record of Azure has two numbers of 18 digits. A `JSON.parse` that keeps them takes several times as long,
 * so plain `JSON.parse` reads the records, and the text is scanned a second time only when a number needs it: once for
 * all records of the text. `parseExactly` is left for records in which two different numbers are the same double.
 */
export class JsonText {
  readonly text: string;
  readonly #scan: (text: string) => RecordSpans;
  #spans: RecordSpans | undefined;

  /** @param scan finds the records of the text */
  constructor(text: string, scan: (text: string) => RecordSpans = scanRecords) {
    this.text = text;
    this.#scan = scan;
  }

  get spans(): RecordSpans {
    this.#spans ??= this.#scan(this.text);
    return this.#spans;
  }

  /** Returns the source of the record with this index. */
  source(index: number): RecordSource {
    return new TextSource(this, index);
  }
}

/** Returns the source of a record that is the whole text. */
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
    if (numbers === undefined || numbers.mixed || numbers.texts.length > MAX_NUMBERS) throw INEXACT;
    const { texts, values } = numbers;
    const first = values.indexOf(value);
    const text = texts[first];
    if (text === undefined) throw INEXACT;
    for (let other = values.indexOf(value, first + 1); other !== -1; other = values.indexOf(value, other + 1)) {
      if (texts[other] !== text) throw INEXACT;
    }
    return toRawJson(text);
  }
}

/** Returns a source that keeps numbers as they are: for a value that was passed in, or that `parseExactly` has read. */
export function plainSource(text: () => string): RecordSource {
  return {
    get text() {
      return text();
    },
    exact: (value) => value,
  };
}
