/** What is on its way, bounded in number. */
export class InFlight {
  readonly #limit: number;
  readonly #running = new Set<(result: false) => void>();
  #wake: (() => void) | undefined;

  /** @param limit {@link InFlight.add} waits while so many are on their way */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Starts `work`, then waits until there is room for more.
   *
   * @param work never rejects
   * @param onSettled told the result of `work`, or false if it was given up before
   */
  async add(work: () => Promise<boolean>, onSettled: (result: boolean) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#running.add(resolve);
    void work().then(resolve);
    void promise.then((result) => {
      this.#running.delete(resolve);
      onSettled(result);
      this.#wake?.();
    });
    await this.#fewerThan(this.#limit);
  }

  /** Settles when nothing is on its way. */
  idle(): Promise<void> {
    return this.#fewerThan(1);
  }

  /** Takes everything that is on its way as not done, whatever becomes of it. */
  giveUp(): void {
    for (const resolve of this.#running) resolve(false);
  }

  async #fewerThan(count: number): Promise<void> {
    while (this.#running.size >= count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
