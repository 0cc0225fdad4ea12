import type { Outcome } from '../contracts/sink.ts';
import type { Encoded } from './group-writes.ts';

/** How long a lower limit holds, in milliseconds: what refused large requests may be another proxy, or gone. */
const MEMORY = 60_000;

/** How long it is known that single documents of a size are refused, in milliseconds. Retries of one come more often. */
const REFUSAL_MEMORY = 120_000;

/** How large requests may be: less than is configured for a while after larger ones were refused. */
export class RequestSize {
  readonly #configured: number;
  #learned: number;
  #learnedAt = -Infinity;
  /** The size of single documents that are refused, and larger ones with them. */
  #refused = { bytes: Infinity, since: 0, last: 0 };

  constructor(configured: number) {
    this.#configured = configured;
    this.#learned = configured;
  }

  /** Bytes with which a request is full. */
  get most(): number {
    return Date.now() - this.#learnedAt < MEMORY ? this.#learned : this.#configured;
  }

  /** A request of so many bytes was accepted: a lower limit was learned from an answer that was not about the size. */
  accepted(bytes: number): void {
    this.#learned = Math.max(this.#learned, bytes);
    if (bytes >= this.#refused.bytes) this.#refused.bytes = Infinity;
  }

  /**
   * A single document of so many bytes was refused for its size.
   *
   * @returns since when no document of its size is accepted, in milliseconds since 1970: another one of that size need
   *   not be retried as long as the first
   */
  refusedSince(bytes: number): number {
    const now = Date.now();
    const isKnown = bytes >= this.#refused.bytes && now - this.#refused.last < REFUSAL_MEMORY;
    this.#refused = isKnown ? { ...this.#refused, last: now } : { bytes, since: now, last: now };
    return this.#refused.since;
  }

  /**
   * Sends the parts of a request that was refused whole in two. If the service takes nothing at present, the second half
   * is not sent.
   *
   * @param tooLarge whether it was refused for its size: if a half of it is accepted, later requests are smaller
   */
  async halves<E extends Encoded>(
    parts: readonly E[],
    tooLarge: boolean,
    send: (half: readonly E[]) => Promise<readonly Outcome[]>,
  ): Promise<readonly Outcome[]> {
    const middle = parts.length >> 1;
    const first = await send(parts.slice(0, middle));
    const isDown = first.every((outcome) => outcome.status === 'retry' && outcome.refused !== true);
    const second = isDown ? parts.slice(middle).map(() => first[0]!) : await send(parts.slice(middle));
    const outcomes = [...first, ...second];
    if (tooLarge && outcomes.some(({ status }) => status === 'accepted')) {
      this.#learned = Math.min(this.most, Math.ceil(bytesOf(parts) / 2));
      this.#learnedAt = Date.now();
    }
    return outcomes;
  }
}

/** What the parts of a request have together. */
export function bytesOf(parts: readonly Encoded[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
