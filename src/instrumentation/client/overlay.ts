import type { JsonObject } from '../json.ts';

type Change = (value: unknown) => unknown;

/**
 * Returns a view of an application's object, in which some properties have other values. All other properties are read
 * from the object itself, whenever the reader reads them, and methods are called on the object itself. A copy would not
 * do: the object may have private fields or state, be frozen, or be changed later.
 *
 * @param changes for each property, a function from its value to the value that is read; it is called with undefined for a
 *   missing property, which it may add
 */
export function overlay(object: JsonObject, changes: Record<string, Change>): JsonObject {
  const findChange = (key: string | symbol): Change | undefined =>
    typeof key === 'string' && Object.hasOwn(changes, key) ? changes[key] : undefined;
  const isAdded = (key: string | symbol): boolean =>
    !Reflect.has(object, key) && findChange(key)?.(undefined) !== undefined;
  const read = (key: string | symbol): unknown => {
    const value = object[key as string];
    const change = findChange(key);
    const changed = change ? change(value) : value;
    return typeof changed === 'function' ? callOnObject(object, view, changed as Change) : changed;
  };
  // The target is not the object: a proxy must return the frozen properties of its target unchanged.
  const view: JsonObject = new Proxy<JsonObject>(
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
  return view;
}

/** Returns a proxy of a method, which calls it on `object` instead of on `view`. */
function callOnObject(object: object, view: object, method: Change): Change {
  return new Proxy(method, {
    apply: (target, self: unknown, args) => Reflect.apply(target, self === view ? object : self, args) as unknown,
  });
}
