import { type JsonObject, isJsonObject } from '../../contracts/document.ts';

/** An object within an object; an empty one if there is none. */
export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

export function textAt(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

/** A whole number, or the text of one. */
export function integerAt(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** Adds the leaves of an object, their names joined by dots. */
export function addLeaves(into: JsonObject, prefix: string, object: JsonObject): void {
  for (const [name, value] of Object.entries(object)) {
    if (isJsonObject(value)) addLeaves(into, `${prefix}${name}.`, value);
    else into[`${prefix}${name}`] ??= value;
  }
}

/** One that can have members of any name, such as `__proto__`. */
export function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}
