import { processWide } from '../../process-wide.ts';
import { asObject } from '../json.ts';
import { safely } from '../safely.ts';
import { replaceMethod } from './openai-package.ts';
import { warnOfOtherInstrumentations } from './other-instrumentations.ts';
import type { Method, Resource } from './types.ts';

/** Called instead of a patched method. */
export type Observe = (original: Method, resource: Resource, args: unknown[]) => unknown;

/** Patches methods of prototypes, each of them once. */
export class Patcher {
  readonly #tracing: () => { isActive(): boolean };
  /** The names of the patched methods, by their prototype. */
  readonly #patched = new WeakMap<object, Set<string>>();

  /** @param tracing creates the state that patched methods read when they are called */
  constructor(tracing: () => { isActive(): boolean }) {
    this.#tracing = tracing;
  }

  /** Does nothing if `prototype` has no such method. */
  patch(prototype: unknown, method: string, observe: Observe): void {
    const holder = asObject(prototype);
    const original = holder?.[method];
    if (!holder || typeof original !== 'function') return;
    const methods = this.#patched.get(holder) ?? new Set();
    if (methods.has(method)) return;
    this.#patched.set(holder, methods.add(method));
    const tracing = this.#tracing();
    let checked = false;
    const patched: Method = function (...args) {
      // At the first traced call: by then, other instrumentations have patched the method too.
      if (!checked && tracing.isActive()) {
        checked = true;
        safely('looking for other instrumentations', () => warnOfOtherInstrumentations([original, holder[method]]));
      }
      return observe(original as Method, this, args);
    };
    replaceMethod(holder, method, original as Method, patched);
  }
}

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
