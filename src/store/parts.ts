import type { DatabaseSync } from 'node:sqlite';

/** The most calls of a part: dropping its tables takes well below 300 ms. */
const MAX_CALLS = 20_000;

/** A part of the calls of a day. */
interface Part {
  readonly id: number;
  calls: number;
}

/** The parts that new calls belong to. Another process may make and drop parts at the same time. */
export class Parts {
  readonly #db: DatabaseSync;
  readonly #maxCalls: number;
  readonly #newest = new Map<number, Part>();

  constructor(db: DatabaseSync, maxCalls: number = MAX_CALLS) {
    this.#db = db;
    this.#maxCalls = maxCalls;
  }

  /** Returns the part for one more call of a day. */
  take(day: number): number {
    let part = this.#newest.get(day) ?? this.#find(day);
    if (part === undefined || part.calls >= this.#maxCalls) part = this.#make(day);
    part.calls += 1;
    this.#newest.set(day, part);
    return part.id;
  }

  /** Forgets the parts of a transaction that was rolled back, or that were dropped. */
  clear(): void {
    this.#newest.clear();
  }

  #find(day: number): Part | undefined {
    const id = this.#db.prepare('SELECT max(id) AS id FROM parts WHERE day = ?').get(day)!['id'] as number | null;
    if (id === null) return undefined;
    return { id, calls: Number(this.#db.prepare('SELECT count(*) AS n FROM calls WHERE part = ?').get(id)!['n']) };
  }

  #make(day: number): Part {
    const id = Number(this.#db.prepare('INSERT INTO parts(day) VALUES (?)').run(day).lastInsertRowid);
    this.#db.exec(`
      CREATE TABLE bodies_${id}(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE VIRTUAL TABLE text_${id} USING fts5(body, attributes, content='', tokenize='unicode61');`);
    return { id, calls: 0 };
  }
}

/** Drops a part, whose calls are deleted already. */
export function dropPart(db: DatabaseSync, id: number): void {
  db.exec(`BEGIN IMMEDIATE; DROP TABLE IF EXISTS bodies_${id}; DROP TABLE IF EXISTS text_${id};
    DELETE FROM parts WHERE id = ${id}; COMMIT`);
}
