/** A JSON object whose members are not known yet. Request bodies are read with the guards below, never trusted. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` if it is a JSON object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of the array `value`; anything else in it is left out. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `value` if it is a string. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `value` if it is a finite number. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** `JSON.parse` whose reviver also gets the text of a number or another primitive value. */
type ParseWithSources = (
  text: string,
  revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** ECMAScript's "JSON.parse source text access" (Node.js 22), which TypeScript's es2024 lacks. */
export const parseWithSources: ParseWithSources = JSON.parse as ParseWithSources;

/** Parses JSON, and keeps each number as the text that was written, with all its digits. */
export function parseNumbersAsTexts(text: string): unknown {
  return parseWithSources(text, (_key, value, { source }) => (typeof value === 'number' ? source : value));
}
