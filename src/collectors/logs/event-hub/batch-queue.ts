/** Merges the batches of all partitions into one sequence. It is unbounded: each partition limits its own batches. */
export class BatchQueue<T> {
  readonly #begin: (item: T) => boolean;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param begin reports whether the reader may have the item now; called again after {@link wake} if not */
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

  /** Removes items that the reader does not have yet. @returns the removed items */
  remove(isRemoved: (item: T) => boolean): T[] {
    const removed = this.#items.filter((item) => isRemoved(item));
    this.#items = this.#items.filter((item) => !isRemoved(item));
    return removed;
  }

  /** Lets the reader throw this error before it reads another item. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Ends when `signal` is aborted, even if items are left. */
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
