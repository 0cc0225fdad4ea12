/** Runs at most `limit` tasks at once; the others wait in their order. */
export class Limiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

/** Maps items in order, at most `limit` at once. After a failure it starts no more, waits for the others, and rejects. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const limiter = new Limiter(limit);
  let failure: { readonly error: unknown } | undefined;
  const attempt = async (item: T): Promise<R | undefined> => {
    if (failure) return undefined;
    try {
      return await work(item);
    } catch (error) {
      failure ??= { error };
      return undefined;
    }
  };
  const results = await Promise.all(items.map((item) => limiter.run(() => attempt(item))));
  if (failure) throw failure.error;
  return results as R[];
}
