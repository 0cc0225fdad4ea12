/** A JSON object from outside, whose fields are unknown. */
export type JsonObject = Record<string, unknown>;

// Each reader returns the value if it has the type, else undefined.

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** Returns undefined for the empty string too: Azure's first stream chunk has an empty `id` and `model`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Accepts non-negative integers. */
export function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/**
 * Returns an object of the application in a form that can be read without running its code: the object itself if it has
 * no getter, which is nearly always so, else a copy of its data properties, including inherited ones. Only the client may
 * run a getter.
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
      // The property of the nearest object in the chain takes precedence.
      else if (!(key in data) && !getters.has(key)) data[key] = descriptor.value;
    }
  }
  return data;
}

function isGetter(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor?.get !== undefined;
}
