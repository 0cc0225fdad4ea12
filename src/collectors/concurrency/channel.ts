/** Hands what several producers make to one consumer; a producer waits while `capacity` items wait to be taken. */
export class Channel<T> implements AsyncIterableIterator<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #end: { error?: unknown } | undefined;
  #taken: PromiseWithResolvers<void> | undefined;
  #given: PromiseWithResolvers<void> | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns false if the channel has ended, and the item goes nowhere */
  async push(item: T): Promise<boolean> {
    while (!this.#end && this.#items.length >= this.#capacity) {
      await (this.#taken ??= Promise.withResolvers<void>()).promise;
    }
    if (this.#end) return false;
    this.#items.push(item);
    this.#wake('given');
    return true;
  }

  /** What was pushed is still handed out; then the consumer's loop ends, or throws the error. */
  end(failure: { error?: unknown } = {}): void {
    this.#end ??= failure;
    this.#wake('given');
    this.#wake('taken');
  }

  async next(): Promise<IteratorResult<T>> {
    while (this.#items.length === 0 && !this.#end) {
      await (this.#given ??= Promise.withResolvers<void>()).promise;
    }
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#wake('taken');
      return { done: false, value: item };
    }
    if (this.#end && 'error' in this.#end) throw this.#end.error;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #wake(event: 'given' | 'taken'): void {
    if (event === 'given') {
      this.#given?.resolve();
      this.#given = undefined;
    } else {
      this.#taken?.resolve();
      this.#taken = undefined;
    }
  }
}
