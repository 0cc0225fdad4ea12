import { processWide } from '../../process-wide.ts';
import type { Method, Resource } from './types.ts';

/** The method that a patch is calling now, whichever copy of this package made the patch. */
const state = processWide<{ passing?: { resource: Resource; method: string } | undefined }>('passing', () => ({}));

/**
 * True if an outer patch observes this very call. Two instrumentations may patch a client, for instance one by a module
 * hook and one by hand; the outer patch alone observes the call.
 */
export function isReentrant(resource: Resource, method: string): boolean {
  const { passing } = state;
  return passing !== undefined && passing.resource === resource && passing.method === method;
}

/** True while a patch calls a method of a resource of `client`, so that a `client.post` is a part of that call. */
export function isCallingResourceOf(client: unknown): boolean {
  const { passing } = state;
  return passing !== undefined && passing.resource._client === client;
}

/** Calls the original method. All inner patches run synchronously within it, before any other call. */
export function callOriginal(original: Method, resource: Resource, args: unknown[], method: string): unknown {
  const outer = state.passing;
  state.passing = { resource, method };
  try {
    return original.apply(resource, args);
  } finally {
    state.passing = outer;
  }
}
