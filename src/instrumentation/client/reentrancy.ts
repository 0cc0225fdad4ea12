import { processWide } from '../../process-wide.ts';
import type { Method, Resource } from './types.ts';

/** The call that a patched method is passing on to the method below it, whichever copy of this package patched it. */
const state = processWide<{ passing?: { resource: Resource; method: string } | undefined }>('passing', () => ({}));

/**
 * True if this very call is being passed on already: the client is patched by two of our instances (by a module hook and
 * by hand, say), and the outer one observes it. Twice is once.
 */
export function isReentrant(resource: Resource, method: string): boolean {
  const { passing } = state;
  return passing !== undefined && passing.resource === resource && passing.method === method;
}

/** True while a method of a resource of `client` is being passed on: what is sent is its request. */
export function isCallingResourceOf(client: unknown): boolean {
  const { passing } = state;
  return passing !== undefined && passing.resource._client === client;
}

/** Calls the method below. All that is patched by us below it is reached before anything else is called. */
export function callOriginal(original: Method, resource: Resource, args: unknown[], method: string): unknown {
  const outer = state.passing;
  state.passing = { resource, method };
  try {
    return original.apply(resource, args);
  } finally {
    state.passing = outer;
  }
}
