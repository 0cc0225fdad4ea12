import type { JsonObject } from '../json.ts';

type Change = (value: unknown) => unknown;

/**
 * Stands for an object of the application some of whose properties are to be read differently. All else is read from the
 * object itself, as often and as late as the reader reads it, and its methods have the object itself as their `this`: it
 * may keep something there, have private fields, be frozen, or be changed later, so that a copy would not do.
 *
 * @param changes by property, what becomes of its value each time it is read; of a property that is not there, undefined
 *   becomes what is read in its place
 */
export function overlay(object: JsonObject, changes: Record<string, Change>): JsonObject {
  const changeOf = (key: string | symbol): Change | undefined =>
    typeof key === 'string' && Object.hasOwn(changes, key) ? changes[key] : undefined;
  const isAdded = (key: string | symbol): boolean =>
    !Reflect.has(object, key) && changeOf(key)?.(undefined) !== undefined;
  const read = (key: string | symbol): unknown => {
    const value = object[key as string];
    const change = changeOf(key);
    const changed = change ? change(value) : value;
    return typeof changed === 'function' ? callOnObject(object, stand, changed as Change) : changed;
  };
  // Not a proxy of the object: what is frozen must be read as it is.
  const stand: JsonObject = new Proxy<JsonObject>(
    {},
    {
      get: (_, key) => read(key),
      set: (_, key, value) => Reflect.set(object, key, value),
      has: (_, key) => Reflect.has(object, key) || isAdded(key),
      deleteProperty: (_, key) => Reflect.deleteProperty(object, key),
      defineProperty: (_, key, descriptor) => Reflect.defineProperty(object, key, descriptor),
      getPrototypeOf: () => Reflect.getPrototypeOf(object),
      ownKeys: () => [...Reflect.ownKeys(object), ...Object.keys(changes).filter(isAdded)],
      getOwnPropertyDescriptor(_, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
        if (descriptor) return { ...descriptor, configurable: true };
        return isAdded(key) ? { value: read(key), enumerable: true, configurable: true, writable: true } : undefined;
      },
    },
  );
  return stand;
}

/** The same function in all, except that a call on `stand` is one on `object`. */
function callOnObject(object: object, stand: object, method: Change): Change {
  return new Proxy(method, {
    apply: (target, self: unknown, args) => Reflect.apply(target, self === stand ? object : self, args) as unknown,
  });
}
