/**
 * Brings the batches of all partitions into one sequence. It is as long as the partitions let it grow: each waits until
 * its own batches are acknowledged.
 */
export class BatchQueue<T> {
  readonly #begin: (item: T) => boolean;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param begin whether the item may be handed out now, which it is then; asked again after `wake` */
  constructor(begin: (item: T) => boolean) {
    this.#begin = begin;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  wake(): void {
    this.#wake?.();
  }

  /** Takes out what was not handed out yet. @returns what was taken out */
  drop(isDropped: (item: T) => boolean): T[] {
    const dropped = this.#items.filter((item) => isDropped(item));
    this.#items = this.#items.filter((item) => !isDropped(item));
    return dropped;
  }

  /** The reader gets this error in place of what would come. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Ends when `signal` is aborted, whatever there is left. */
  async *read(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const wake = (): void => this.wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        if (this.#failure) throw this.#failure.error;
        const [item] = this.#items;
        if (item !== undefined && this.#begin(item)) {
          this.#items.shift();
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
