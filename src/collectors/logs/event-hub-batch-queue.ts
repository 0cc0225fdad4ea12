/**
 * Brings the batches of all partitions into one sequence. It is as long as the partitions let it grow: each waits until
 * its own batches are acknowledged.
 */
export class BatchQueue<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Takes out what was not handed out yet. */
  drop(isDropped: (item: T) => boolean): void {
    this.#items = this.#items.filter((item) => !isDropped(item));
  }

  /** The reader gets this error in place of what would come. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Ends when `signal` is aborted, whatever there is left. */
  async *read(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const wake = (): void => this.#wake?.();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        if (this.#failure) throw this.#failure.error;
        const item = this.#items.shift();
        if (item !== undefined) {
          yield item;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }
}
