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
