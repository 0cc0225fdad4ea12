import { log } from '../../log.ts';
import type { Attribution } from './attribution.ts';

/** Replaces all values beyond a limit, as in the enumerations of the semantic conventions. */
export const OTHER_VALUE = '_OTHER';

/** In UTF-16 code units. */
const MAX_VALUE_LENGTH = 256;

/** False for a value that is too long to keep. It is not cut, since two values could become the same. */
export function isShortEnough(value: string | number | boolean): boolean {
  return typeof value !== 'string' || value.length <= MAX_VALUE_LENGTH;
}

/**
 * Bounds the number of metric series. The first `limit` distinct values of each dimension are kept for the life of the
 * process. All others, and values longer than 256 UTF-16 code units, become {@link OTHER_VALUE}, so that sums stay right.
 * Baggage is untrusted input, so the set has to be bounded.
 */
export class DistinctValues {
  readonly #limit: number;
  readonly #seen = new Map<string, Set<string | number | boolean>>();

  /** @param limit distinct values of each dimension */
  constructor(limit = 100) {
    this.#limit = limit;
  }

  /** Replaces the values beyond the limit. The names must be configured ones: each is remembered. */
  limit(dimensions: Attribution): Attribution {
    let limited: Record<string, string | number | boolean> | undefined;
    for (const [name, value] of Object.entries(dimensions)) {
      if (!this.#admits(name, value)) (limited ??= { ...dimensions })[name] = OTHER_VALUE;
    }
    return limited ?? dimensions;
  }

  #admits(name: string, value: string | number | boolean): boolean {
    if (!isShortEnough(value)) return false;
    let seen = this.#seen.get(name);
    if (!seen) this.#seen.set(name, (seen = new Set()));
    if (seen.has(value) || value === OTHER_VALUE) return true;
    if (seen.size >= this.#limit) return false;
    seen.add(value);
    if (seen.size === this.#limit) {
      log.warn(`${name} has reached ${this.#limit} values in metrics; further ones are recorded as ${OTHER_VALUE}`);
    }
    return true;
  }
}
