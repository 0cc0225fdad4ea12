/** Passes items from several producers to one consumer. A producer waits while the channel holds `capacity` items. */
export class Channel<T> implements AsyncIterableIterator<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns false if the channel has ended, and the item is dropped */
  async push(item: T): Promise<boolean> {
    while (!this.#end && this.#items.length >= this.#capacity) await this.#changed.promise;
    if (this.#end) return false;
    this.#items.push(item);
    this.#onChange();
    return true;
  }

  /** Ends the consumer's loop, or makes it throw the error, after the items that were pushed before. */
  end(failure: { readonly error?: unknown } = {}): void {
    this.#end ??= failure;
    this.#onChange();
  }

  async next(): Promise<IteratorResult<T>> {
    while (this.#items.length === 0 && !this.#end) await this.#changed.promise;
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#onChange();
      return { done: false, value: item };
    }
    if (this.#end && 'error' in this.#end) throw this.#end.error;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #onChange(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
