import { backoff, wait } from '../pipeline/backoff.ts';
import type { RetryOptions } from '../pipeline/backoff.ts';

/** How far a partition was read. */
export interface CheckpointPosition {
  readonly offset: string;
  readonly sequenceNumber: number;
}

/** How often a checkpoint is tried. */
export interface CheckpointRetryOptions extends RetryOptions {
  /** @default 5 */
  readonly attempts?: number;
}

/**
 * Stores the checkpoints of one partition, one after the other, so that none overtakes another. While one is being
 * written only the newest of those that follow is kept: it covers the others.
 */
export class CheckpointWriter {
  readonly #write: (position: CheckpointPosition) => Promise<void>;
  readonly #retry: CheckpointRetryOptions;
  #latest: CheckpointPosition | undefined;
  #waiting: PromiseWithResolvers<void>[] = [];
  #running: Promise<void> | undefined;
  #abandoned = false;

  constructor(write: (position: CheckpointPosition) => Promise<void>, retry: CheckpointRetryOptions = {}) {
    this.#write = write;
    this.#retry = retry;
  }

  /**
   * @returns settles when this position, or a later one, is stored, or when the partition was given up
   * @throws what the last attempt threw
   */
  async store(position: CheckpointPosition): Promise<void> {
    if (this.#abandoned) return;
    this.#latest = position;
    const stored = Promise.withResolvers<void>();
    this.#waiting.push(stored);
    this.#running ??= this.#run();
    await stored.promise;
  }

  /** Settles when nothing is left to write, whether it could be written or not. */
  async flush(): Promise<void> {
    await this.#running;
  }

  /** The partition is another's now: nothing more is written, and nobody waits for it. */
  abandon(): void {
    this.#abandoned = true;
    this.#latest = undefined;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  async #run(): Promise<void> {
    const { attempts = 5 } = this.#retry;
    let failures = 0;
    while (this.#latest) {
      const position = this.#latest;
      const covered = this.#waiting.length;
      this.#latest = undefined;
      try {
        await this.#write(position);
        failures = 0;
        for (const { resolve } of this.#waiting.splice(0, covered)) resolve();
      } catch (error) {
        failures++;
        if (failures < attempts && !this.#abandoned) {
          this.#latest ??= position;
          await wait(backoff(failures, this.#retry));
        } else {
          failures = 0;
          for (const { reject } of this.#waiting.splice(0, covered)) reject(error);
        }
      }
    }
    this.#running = undefined;
  }
}
