import { retry, wait } from '../../concurrency/backoff.ts';
import type { AttemptOptions } from '../event-hub/options.ts';

/** Thrown by an acknowledgement if its checkpoint could not be stored: its batch, or a part of it, may be read again. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly eventHub: string;
  readonly partitionId: string;
  readonly sequenceNumber: number;

  constructor(
    at: { readonly eventHub: string; readonly partitionId: string; readonly sequenceNumber: number },
    options?: ErrorOptions,
  ) {
    super(
      `The checkpoint of partition ${at.partitionId} of event hub ${at.eventHub} at sequence number ` +
        `${at.sequenceNumber} could not be stored; a later one will cover it`,
      options,
    );
    this.eventHub = at.eventHub;
    this.partitionId = at.partitionId;
    this.sequenceNumber = at.sequenceNumber;
  }
}

/** A place in a partition: all events up to it are acknowledged. */
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
 * Stores the checkpoints of one partition, one at a time, so that none overtakes another. During a write, and for an
 * interval after it, only the newest of the following positions is kept: it covers the others.
 */
export class CheckpointWriter {
  readonly #write: (position: CheckpointPosition) => Promise<void>;
  readonly #options: CheckpointWriterOptions;
  readonly #hurry = new AbortController();
  #latest: CheckpointPosition | undefined;
  #running: Promise<void> | undefined;
  /** The error of the latest write that no caller awaited. */
  #failure: { readonly error: unknown } | undefined;
  #abandoned = false;

  constructor(write: (position: CheckpointPosition) => Promise<void>, options: CheckpointWriterOptions = {}) {
    this.#write = write;
    this.#options = options;
  }

  /**
   * Stores a position. Settles when it is stored; or immediately, if the position follows soon after another and will be
   * stored with later ones, or if the partition was abandoned.
   *
   * @throws the error of the last attempt, at this position or at an earlier one that settled immediately
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
    const first = this.#writeLatest();
    this.#running = this.#writeFollowing(first);
    await first;
  }

  /**
   * Settles when the latest position is stored, without waiting for an interval to end.
   *
   * @throws the error of its last attempt
   */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#running;
    if (this.#failure) throw this.#failure.error;
  }

  /** Stops writing: another process owns the partition. */
  abandon(): void {
    this.#abandoned = true;
    this.#latest = undefined;
    this.#hurry.abort();
  }

  async #writeFollowing(first: Promise<void>): Promise<void> {
    const { interval = 0 } = this.#options;
    // The caller of `store` gets its error.
    await first.catch(() => undefined);
    await wait(interval, this.#hurry.signal);
    while (this.#latest) {
      try {
        await this.#writeLatest();
        this.#failure = undefined;
      } catch (error) {
        this.#failure = { error };
      }
      await wait(interval, this.#hurry.signal);
    }
    this.#running = undefined;
  }

  /** Writes the position that is the latest at each attempt. */
  async #writeLatest(): Promise<void> {
    const { attempts = 5 } = this.#options;
    let position: CheckpointPosition | undefined;
    const attempt = async (): Promise<void> => {
      position = this.#latest;
      this.#latest = undefined;
      if (position) await this.#write(position);
    };
    const isRetryable = (_error: unknown, failures: number): boolean => !this.#abandoned && failures < attempts;
    const onRetry = (): void => void (this.#latest ??= position);
    try {
      await retry(attempt, { ...this.#options, isRetryable, onRetry });
    } catch (error) {
      if (!this.#abandoned) throw error;
    }
  }
}
