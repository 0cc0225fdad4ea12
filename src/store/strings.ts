import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** More are looked up in the file. */
const MAX_CACHED = 50_000;

/** The texts that rows refer to by number. Another process may add to them at the same time. */
export class Strings {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #ids = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO strings(value) VALUES (?) ON CONFLICT DO NOTHING RETURNING id');
    this.#select = db.prepare('SELECT id FROM strings WHERE value = ?');
  }

  /** Returns the number of a text, which is stored if it is new. 0 is no text's number. */
  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const row = this.#insert.get(text) ?? this.#select.get(text);
    const id = Number(row!['id']);
    if (this.#ids.size >= MAX_CACHED) this.#ids.clear();
    this.#ids.set(text, id);
    return id;
  }

  /** Forgets the numbers of a transaction that was rolled back. */
  clear(): void {
    this.#ids.clear();
  }
}
