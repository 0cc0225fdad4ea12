import { type JsonValue, type RawJson, isRawJson } from '../../contracts/document.ts';

/** What ECMAScript's "JSON.parse source text access" adds to JSON (Node.js 22), which TypeScript's es2024 lacks. */
interface JsonWithSource {
  rawJSON(text: string): RawJson;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): JsonValue;
}

const JSON_WITH_SOURCE = JSON as unknown as JsonWithSource;
const INTEGER = /^-?\d+$/;

/** A number's own text, kept as it is by `JSON.stringify`. */
export function rawJson(text: string): RawJson {
  return JSON_WITH_SOURCE.rawJSON(text);
}

/** The integer that a {@link RawJson} holds, undefined for anything else. */
export function rawInteger(value: unknown): bigint | undefined {
  return isRawJson(value) && INTEGER.test(value.rawJSON) ? BigInt(value.rawJSON) : undefined;
}

/** Whether a double may stand for another integer than the one that was written. */
export function isInexact(value: number): boolean {
  return value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER;
}

/**
 * The number that `source` says: integers beyond 2^53, and what no double can hold at all, as {@link RawJson}. This is
 * the rule; {@link parseExactly} and `RecordSource` are two ways to it.
 */
export function exactNumber(value: number, source: string): number | RawJson {
  return isInexact(value) && (!Number.isFinite(value) || INTEGER.test(source)) ? rawJson(source) : value;
}

/** `JSON.parse` that keeps every integer exact. Several times slower than without. */
export function parseExactly(text: string): JsonValue {
  return JSON_WITH_SOURCE.parse(text, (_key, value, context) =>
    typeof value === 'number' ? exactNumber(value, context.source ?? String(value)) : value,
  );
}
