import type { JsonValue } from '../../contracts/document.ts';
import { type Names, clean } from './clean.ts';
import { parseExactly } from '../decode/exact-json.ts';
import { INEXACT, type RecordSource, plainSource, wholeSource } from '../decode/record-source.ts';

/** Does something with a record that `JSON.parse` has read, and again with one that was read exactly if it must. */
export function withExactNumbers<T>(
  record: unknown,
  source: RecordSource,
  use: (record: unknown, source: RecordSource) => T,
): T {
  try {
    return use(record, source);
  } catch (error) {
    if (error !== INEXACT) throw error;
    const { text } = source;
    return use(
      parseExactly(text),
      plainSource(() => text),
    );
  }
}

/** The cleaned value of a JSON text within a record. @returns undefined if it is no JSON, or nothing is in it */
export function parseClean(text: string, names: Names): JsonValue | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return withExactNumbers(value, wholeSource(text), (value, source) => clean(value, names, source));
}
