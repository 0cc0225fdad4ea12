import type { Outcome, Retry } from '../contracts/sink.ts';
import type { Encoded } from './group-writes.ts';

/** How long a lower limit holds, in milliseconds: a proxy that refused large requests may be gone. */
const LIMIT_MEMORY = 60_000;

/** How long the size of refused documents is remembered, in milliseconds: longer than the wait between two retries. */
const REFUSAL_MEMORY = 120_000;

/** How large requests may be: as configured, or less for a while after large ones were refused. */
export class RequestSize {
  readonly #configured: number;
  #learned: number;
  #learnedAt = -Infinity;
  /** Size from which on single documents are refused. */
  #refused = { bytes: Infinity, since: 0, last: 0 };

  constructor(configured: number) {
    this.#configured = configured;
    this.#learned = configured;
  }

  /** Bytes at which a request is full. */
  get limit(): number {
    return Date.now() - this.#learnedAt < LIMIT_MEMORY ? this.#learned : this.#configured;
  }

  /** Records that a request was accepted: requests of its size are not too large after all. */
  onAccepted(bytes: number): void {
    this.#learned = Math.max(this.#learned, bytes);
    if (bytes >= this.#refused.bytes) this.#refused.bytes = Infinity;
  }

  /**
   * Records that a single document was refused for its size.
   *
   * @param service that refused it, as the reason names it
   * @returns its outcome. `refusedSince` counts from the first refusal of that size, so that each further document that
   *   large is not retried as long as the first
   */
  onTooLarge(bytes: number, service: string): Retry {
    const now = Date.now();
    const isKnown = bytes >= this.#refused.bytes && now - this.#refused.last < REFUSAL_MEMORY;
    this.#refused = isKnown ? { ...this.#refused, last: now } : { bytes, since: now, last: now };
    const reason = `it has ${bytes} bytes, more than ${service} takes (413)`;
    return { status: 'retry', reason, refused: true, refusedSince: this.#refused.since };
  }

  /**
   * Sends a request that was refused as a whole in two halves. The second half is not sent if the first shows that the
   * service accepts nothing at present.
   *
   * @param tooLarge whether it was refused for its size: if a part of it is accepted, later requests are smaller
   */
  async halve<E extends Encoded>(
    parts: readonly E[],
    tooLarge: boolean,
    send: (half: readonly E[]) => Promise<readonly Outcome[]>,
  ): Promise<readonly Outcome[]> {
    const [start, end] = [parts.slice(0, parts.length >> 1), parts.slice(parts.length >> 1)];
    const first = await send(start);
    const isDown = first.every((outcome) => outcome.status === 'retry' && outcome.refused !== true);
    const outcomes = [...first, ...(isDown ? forAll(end, first[0]!) : await send(end))];
    if (tooLarge && outcomes.some(({ status }) => status === 'accepted')) {
      this.#learned = Math.min(this.limit, Math.ceil(totalBytes(parts) / 2));
      this.#learnedAt = Date.now();
    }
    return outcomes;
  }
}

/** Returns the size of several documents. */
export function totalBytes(parts: readonly Encoded[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Returns the same outcome for each document of a request. */
export function forAll(parts: readonly Encoded[], outcome: Outcome): readonly Outcome[] {
  return parts.map(() => outcome);
}
