import { backoff, wait } from '../../concurrency/backoff.ts';
import type { AttemptOptions } from '../event-hub/options.ts';

/** How far a partition was read. */
export interface CheckpointPosition {
  readonly offset: string;
  readonly sequenceNumber: number;
}

/** Options of a {@link CheckpointWriter}. */
export interface CheckpointWriterOptions extends AttemptOptions {
  /** Milliseconds between two checkpoints. @default 0 */
  readonly interval?: number;
}

/**
 * Stores the checkpoints of one partition, one after the other, so that none overtakes another. While one is being
 * written, and for an interval after it, only the newest of those that follow is kept: it covers the others.
 */
export class CheckpointWriter {
  readonly #write: (position: CheckpointPosition) => Promise<void>;
  readonly #options: CheckpointWriterOptions;
  readonly #hurry = new AbortController();
  #latest: CheckpointPosition | undefined;
  #running: Promise<void> | undefined;
  /** What the newest write that nobody waited for threw. */
  #failure: { readonly error: unknown } | undefined;
  #abandoned = false;

  constructor(write: (position: CheckpointPosition) => Promise<void>, options: CheckpointWriterOptions = {}) {
    this.#write = write;
    this.#options = options;
  }

  /**
   * @returns settles when the position is stored; at once if it follows soon after another, and is stored later with
   *   those that follow; at once if the partition was given up
   * @throws what the last attempt threw, at this position or at an earlier one that settled at once
   */
  async store(position: CheckpointPosition): Promise<void> {
    if (this.#abandoned) return;
    this.#latest = position;
    const failure = this.#failure;
    this.#failure = undefined;
    if (this.#running !== undefined) {
      if (failure) throw failure.error;
      return;
    }
    const first = this.#writeNewest();
    this.#running = this.#writeOthers(first);
    await first;
  }

  /**
   * Settles when the newest position is stored, without waiting for an interval to end.
   *
   * @throws what its last attempt threw
   */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#running;
    if (this.#failure) throw this.#failure.error;
  }

  /** The partition is another's now: nothing more is written. */
  abandon(): void {
    this.#abandoned = true;
    this.#latest = undefined;
    this.#hurry.abort();
  }

  async #writeOthers(first: Promise<void>): Promise<void> {
    const { interval = 0 } = this.#options;
    // It is told to whoever stored it.
    await first.catch(() => undefined);
    await wait(interval, this.#hurry.signal);
    while (this.#latest) {
      try {
        await this.#writeNewest();
        this.#failure = undefined;
      } catch (error) {
        this.#failure = { error };
      }
      await wait(interval, this.#hurry.signal);
    }
    this.#running = undefined;
  }

  /** Each attempt is at the position that is the newest by then. */
  async #writeNewest(): Promise<void> {
    const { attempts = 5 } = this.#options;
    for (let failures = 1; this.#latest; failures += 1) {
      const position = this.#latest;
      this.#latest = undefined;
      try {
        await this.#write(position);
        return;
      } catch (error) {
        if (this.#abandoned) return;
        if (failures >= attempts) throw error;
        this.#latest ??= position;
        await wait(backoff(failures, this.#options));
      }
    }
  }
}
