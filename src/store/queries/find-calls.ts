import type { DatabaseSync } from 'node:sqlite';
import { Bodies } from '../bodies.ts';
import { dayOf } from '../times.ts';
import { conditionOf, type Filters } from './filters.ts';

/** Columns by which calls are sorted. */
export const SORTS = { time: 'start', cost: 'cost', duration: 'dur', tokens: 'input' } as const;

/** A page of a list of calls. */
export interface CallsQuery extends Filters {
  /** Words that a call's content or attributes contain. */
  readonly text?: string;
  /** Attributes with the values that a call must have, as `name=value`. */
  readonly attributes?: readonly string[];
  /** @default 'time' */
  readonly sort?: keyof typeof SORTS;
  /** @default 'desc' */
  readonly order?: 'asc' | 'desc';
  /** @default 0 */
  readonly offset?: number;
  /** @default 50 */
  readonly limit?: number;
}

/**
 * Finds the ids of calls in their order.
 *
 * @param limit the most ids. @default all
 */
export function findCalls(
  db: DatabaseSync,
  query: CallsQuery,
  offset: number = 0,
  limit: number = Infinity,
): Float64Array {
  const isSearch = Boolean(query.text?.trim()) || (query.attributes?.length ?? 0) > 0;
  const ids = isSearch ? search(db, query, offset + limit).slice(offset) : select(db, query, offset, limit);
  return Float64Array.from(ids);
}

/** Reads the index `facts` alone. Calls of the same time are in the order of their ids, so that each is on one page. */
function select(db: DatabaseSync, query: CallsQuery, offset: number, limit: number): number[] {
  const { sort = 'time', order = 'desc' } = query;
  const { sql, values } = conditionOf(db, query, 'calls');
  const direction = order === 'asc' ? 'ASC' : 'DESC';
  const first = sort === 'time' ? '' : `${SORTS[sort]} ${direction} NULLS LAST, `;
  const byTime = sort === 'time' ? direction : 'DESC';
  return db
    .prepare(`SELECT id FROM calls WHERE ${sql} ORDER BY ${first}start ${byTime}, id ${byTime} LIMIT ? OFFSET ?`)
    .all(...values, Number.isFinite(limit) ? limit : -1, offset)
    .map(({ id }) => Number(id));
}

/** A call that a search has found, with the value that it is sorted by. */
interface Found {
  readonly id: number;
  readonly value: number | null;
}

/** Searches day after day, the newest first. Sorted by time, it stops when there are enough calls. */
function search(db: DatabaseSync, query: CallsQuery, wanted: number): number[] {
  const { sort = 'time', order = 'desc', attributes = [] } = query;
  const match = matchOf(query);
  const { sql, values } = conditionOf(db, query, 'calls');
  const [first, last] = [dayOf(query.from * 1000), dayOf(query.to * 1000)];
  const direction = sort === 'time' && order === 'asc' ? 'ASC' : 'DESC';
  const parts = db
    .prepare(`SELECT id, day FROM parts WHERE day >= ? AND day <= ? ORDER BY day ${direction}`)
    .all(first, last);
  const found: Found[] = [];
  const bodies = new Bodies(db);
  for (const ofDay of Map.groupBy(parts, ({ day }) => day).values()) {
    const matches = ofDay.map(
      ({ id }) => `SELECT calls.id AS id, part, start, CAST(${SORTS[sort]} AS REAL) AS value
        FROM text_${id} JOIN calls ON calls.id = text_${id}.rowid WHERE text_${id} MATCH ? AND ${sql}`,
    );
    const statement = db.prepare(`${matches.join(' UNION ALL ')} ORDER BY start ${direction}, id ${direction}`);
    const parameters = ofDay.flatMap(() => [match, ...values]);
    for (const { id, part, value } of statement.iterate(...parameters)) {
      if (attributes.length > 0) {
        const body = db.prepare(`SELECT body FROM bodies_${Number(part)} WHERE id = ?`).get(id!)!['body'];
        if (!hasAttributes(bodies.parse(body as Uint8Array), attributes)) continue;
      }
      found.push({ id: Number(id), value: value as number | null });
      if (sort === 'time' && found.length >= wanted) return found.map((one) => one.id);
    }
  }
  return (sort === 'time' ? found : sortFound(found, order)).map(({ id }) => id).slice(0, wanted);
}

function sortFound(found: readonly Found[], order: 'asc' | 'desc'): Found[] {
  const sign = order === 'asc' ? 1 : -1;
  return found.toSorted((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value);
  });
}

/** Makes the expression of FTS5: every word, and every attribute as the phrase of its name and value. */
function matchOf({ text = '', attributes = [] }: CallsQuery): string {
  // FTS5 ends a text at its first NUL.
  const phrase = (words: string): string => `"${words.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
  const words = text.match(/"[^"]+"|\S+/g) ?? [];
  return [
    ...words.map((word) => phrase(word.replaceAll('"', '')) + (word.endsWith('*') ? '*' : '')),
    ...attributes.map((pair) => `attributes : ${phrase(pair.replace('=', ' '))}`),
  ].join(' AND ');
}

/** The full text knows words alone: whether an attribute has exactly this value is read from the body. */
function hasAttributes(body: unknown, pairs: readonly string[]): boolean {
  const { attributes, resource } = body as Record<'attributes' | 'resource', Record<string, unknown>>;
  return pairs.every((pair) => {
    const at = pair.indexOf('=');
    const [name, wanted] = [pair.slice(0, at), pair.slice(at + 1)];
    const value = attributes[name] ?? resource[name];
    return Array.isArray(value) ? value.map(String).includes(wanted) : value !== undefined && String(value) === wanted;
  });
}
