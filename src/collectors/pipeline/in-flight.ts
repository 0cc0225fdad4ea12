/** Bounds the batches in flight. */
export class InFlight {
  readonly #limit: number;
  readonly #running = new Set<(result: false) => void>();
  #wake: (() => void) | undefined;

  /** @param limit number of batches at which {@link InFlight.add} waits */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Starts `work`, then waits until there is room for more.
   *
   * @param work never rejects
   * @param onSettled called with the result of `work`, or with false if it was given up
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

  /** Settles when nothing is in flight. */
  idle(): Promise<void> {
    return this.#fewerThan(1);
  }

  /** Settles all pending work as not acknowledged. */
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

/**
 * Acknowledges the batches of each partition in their order. A checkpoint means that everything before it is stored, so a
 * batch that is not stored holds back all later ones.
 */
export class PartitionOrder {
  readonly #last = new Map<string, Promise<boolean>>();

  /**
   * Adds a batch. It is called as soon as the batch is handed out.
   *
   * @param stored resolves to whether the batch was stored; never rejects
   * @param acknowledge called when this batch and all earlier ones of its partition are stored; never rejects
   * @returns whether the batch was acknowledged
   */
  async add(partition: string, stored: Promise<boolean>, acknowledge: () => Promise<boolean>): Promise<boolean> {
    const previous = this.#last.get(partition);
    const current = (async () => {
      const [isPreviousDone, isStored] = await Promise.all([previous ?? true, stored]);
      return isPreviousDone && isStored && acknowledge();
    })();
    this.#last.set(partition, current);
    const isAcknowledged = await current;
    // An idle partition is forgotten. A partition in which a batch was given up stays closed.
    if (isAcknowledged && this.#last.get(partition) === current) this.#last.delete(partition);
    return isAcknowledged;
  }
}
