import type { Method, Resource } from './internal-types.ts';

/** The call that a patched method is passing on to the method below it. */
let passing: { resource: Resource; key: unknown } | undefined;

/**
 * True if this very call is being passed on already: the client is patched by two of our instances (by a module hook and
 * by hand, say), and the outer one observes it. Twice is once.
 */
export function isPassedOn(resource: Resource, key: unknown): boolean {
  return passing !== undefined && passing.resource === resource && passing.key === key;
}

/** Calls the method below. All that is patched by us below it is reached before anything else is called. */
export function passOn(original: Method, resource: Resource, args: unknown[], key: unknown): unknown {
  const outer = passing;
  passing = { resource, key };
  try {
    return original.apply(resource, args);
  } finally {
    passing = outer;
  }
}
