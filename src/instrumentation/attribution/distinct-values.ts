import { diag } from '@opentelemetry/api';
import type { Attribution } from './attribution.ts';

/** Stands for all values past the limit, as in the semantic conventions' enumerations. */
export const OTHER_VALUE = '_OTHER';

/** In UTF-16 code units. */
const LONGEST_VALUE = 256;

/** False for a value that is too long to be kept for long. Cut, it could be taken for another's. */
export function isShortEnough(value: string | number | boolean): boolean {
  return typeof value !== 'string' || value.length <= LONGEST_VALUE;
}

/**
 * Bounds the number of metric streams: of each dimension the first `limit` distinct values are let through for the
 * life of the process, and all others, and those longer than 256 UTF-16 code units, become {@link OTHER_VALUE}.
 * Sums over all values stay right. Baggage may come from a stranger: without a limit, so would our memory's size.
 */
export class DistinctValues {
  readonly #limit: number;
  readonly #seen = new Map<string, Set<string | number | boolean>>();

  /** @param limit distinct values of each dimension */
  constructor(limit = 100) {
    this.#limit = limit;
  }

  /** Takes dimensions whose names are configured, not those of a stranger: each name is remembered. */
  limited(dimensions: Attribution): Attribution {
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
      diag.warn(`azure-openai: ${name} had ${this.#limit} values in metrics; any further one is ${OTHER_VALUE}`);
    }
    return true;
  }
}
