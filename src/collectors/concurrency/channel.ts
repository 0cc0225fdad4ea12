/** Passes items from several producers to one consumer. A producer waits while the channel holds `capacity` items. */
export class Channel<T> {
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

  /** Makes {@link read} end, or throw the error, after the items that were pushed before. */
  end(failure: { readonly error?: unknown } = {}): void {
    this.#end ??= failure;
    this.#onChange();
  }

  async *read(): AsyncGenerator<T, void, void> {
    while (!this.#end || this.#items.length > 0) {
      if (this.#items.length === 0) await this.#changed.promise;
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) {
        this.#onChange();
        yield item;
      }
    }
    if ('error' in this.#end) throw this.#end.error;
  }

  #onChange(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
