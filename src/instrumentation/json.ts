/** A JSON object that came from outside: nothing about its fields is known. */
export type JsonObject = Record<string, unknown>;

/** Readers of values that came over the wire: each gives the value if it is of the kind, else undefined. */

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The empty string counts as absent: Azure's first stream chunk has an empty `id` and `model`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A non-negative integer. */
export function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/**
 * What can be read of an object of the application without running its code: `object` itself if it has no getter, as
 * nearly always, else its data properties, inherited ones too. A getter runs as often as the client reads it, and not
 * once more.
 */
export function readWithoutGetters(object: JsonObject): JsonObject {
  return hasNoGetters(object) ? object : copyDataProperties(object);
}

function hasNoGetters(object: JsonObject): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in object) if (isGetter(Object.getOwnPropertyDescriptor(object, key))) return false;
  return true;
}

function copyDataProperties(object: JsonObject): JsonObject {
  const data = Object.create(null) as JsonObject;
  const getters = new Set<string>();
  let holder: object | null = object;
  for (; holder !== null && holder !== Object.prototype; holder = Object.getPrototypeOf(holder) as object | null) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (isGetter(descriptor)) getters.add(key);
      // The nearest holder's is the one that is read.
      else if (!(key in data) && !getters.has(key)) data[key] = descriptor.value;
    }
  }
  return data;
}

function isGetter(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor?.get !== undefined;
}
