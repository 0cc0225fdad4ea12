/** The kept part of a document: only the ids of a million. */
export type Keep = 'documents' | 'ids';

/** A stored document. */
export interface Hit {
  readonly _index: string;
  readonly _id: string;
  /** The source as it was sent, byte for byte; empty if ids alone are kept. */
  readonly source: string;
}

/** Data streams in memory, made by the first document. */
export class Store {
  readonly #keep: Keep;
  readonly #streams = new Map<string, Map<string, string>>();
  /** The number of refusals because an id was stored already. */
  conflicts = 0;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** @returns false if the id is there already */
  create(index: string, id: string, source: string): boolean {
    let stream = this.#streams.get(index);
    if (stream === undefined) this.#streams.set(index, (stream = new Map()));
    if (stream.has(id)) {
      this.conflicts += 1;
      return false;
    }
    // A slice of the request's text would keep all of it in memory.
    stream.set(id, this.#keep === 'ids' ? '' : Buffer.from(source).toString());
    return true;
  }

  /** @param pattern names and `*`, separated by commas */
  hits(pattern = '*'): Hit[] {
    return this.#matching(pattern).flatMap(([_index, stream]) =>
      [...stream].map(([_id, source]) => ({ _index, _id, source })),
    );
  }

  ids(pattern = '*'): string[] {
    return this.#matching(pattern).flatMap(([, stream]) => [...stream.keys()]);
  }

  count(pattern = '*'): number {
    return this.#matching(pattern).reduce((sum, [, stream]) => sum + stream.size, 0);
  }

  names(): string[] {
    return [...this.#streams.keys()];
  }

  clear(): void {
    this.#streams.clear();
    this.conflicts = 0;
  }

  #matching(pattern: string): [string, Map<string, string>][] {
    const parts = pattern.split(',').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
    const names = new RegExp(`^(?:${parts.join('|')})$`);
    return [...this.#streams].filter(([name]) => names.test(name));
  }
}
