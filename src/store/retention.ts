import type { DatabaseSync } from 'node:sqlite';
import { dropPart } from './parts.ts';
import { dayOf } from './times.ts';

/** How long a store keeps data. */
export interface RetentionOptions {
  /** Calls, spans, logs and documents of the platform, in days. @default 30 */
  readonly days?: number;
  /** The size of the data in bytes, beyond which the oldest is deleted. The newest calls are kept. @default 5 GB */
  readonly maxSize?: number;
  /** The sums by hour and by day, and charges, in days. @default 400 */
  readonly sumsDays?: number;
}

const DAY = 86_400_000_000;

/** Rows of one transaction: a few milliseconds, so that a write never waits long. */
const BATCH = 200;

/** A table whose rows are deleted, its column of time, and its primary key. */
type Table = readonly [name: string, time: string, keys: string];

const TABLES: readonly Table[] = [
  ['spans', 'start', 'trace, span'],
  ['logs', 'time', 'id'],
  ['points', 'time', 'metric, time, series'],
  ['platform', 'time', 'id'],
  ['platform_metrics', 'time', 'id'],
];

const HOURS: Table = ['hours', 'hour', 'hour, service, deployment, model, tenant, feature, result'];

/** By day since 1970. */
const BILL_TABLES: readonly Table[] = [
  ['usage', 'day', 'day, source, resource, deployment, model, scope, tier, part, is_long, reason'],
  ['charges', 'day', 'id'],
];

/**
 * Deletes one small part of the data that is too old, or the oldest one of a store that is too large.
 *
 * @param now µs since 1970
 * @returns true if there may be more to delete
 */
export function deleteOldest(db: DatabaseSync, options: RetentionOptions, now: number): boolean {
  const { days = 30, maxSize = 5e9, sumsDays = 400 } = options;
  const firstKept = (dayOf(now) - days + 1) * DAY;
  const isTooLarge = sizeOf(db) > maxSize;
  const [oldest] = [...oldestRows(db), ...oldestPart(db)]
    .filter(({ time, isNewest }) => time < firstKept || (isTooLarge && !isNewest))
    .toSorted((a, b) => a.time - b.time);
  if (oldest) {
    oldest.delete(oldest.time < firstKept ? firstKept : Infinity);
    return true;
  }
  if (deleteRows(db, HOURS, Math.floor((now - sumsDays * DAY) / 3_600_000_000))) return true;
  if (BILL_TABLES.some((table) => deleteRows(db, table, dayOf(now) - sumsDays))) return true;
  // New calls use the freed pages. If there are many, they are given back to the file system, a megabyte at a time.
  if (pragma(db, 'freelist_count') > Math.max(1000, pragma(db, 'page_count') / 4)) {
    db.exec('PRAGMA incremental_vacuum(256)');
    return true;
  }
  return false;
}

/** Returns the bytes that the data of a store takes. */
export function sizeOf(db: DatabaseSync): number {
  return (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size');
}

/** The oldest data of a kind, some of which can be deleted. */
interface Oldest {
  /** µs since 1970. */
  readonly time: number;
  readonly isNewest: boolean;
  /** Deletes some of what is before a time. */
  readonly delete: (before: number) => void;
}

function oldestRows(db: DatabaseSync): Oldest[] {
  return TABLES.flatMap((table) => {
    const [name, column] = table;
    const time = db.prepare(`SELECT min(${column}) AS time FROM ${name}`).get()!['time'] as number | null;
    return time === null ? [] : [{ time, isNewest: false, delete: (before) => deleteRows(db, table, before) }];
  });
}

function oldestPart(db: DatabaseSync): Oldest[] {
  const [oldest, next] = db.prepare('SELECT id, day FROM parts ORDER BY day, id LIMIT 2').all();
  if (!oldest) return [];
  const id = Number(oldest['id']);
  const start = db.prepare('SELECT min(start) AS start FROM calls WHERE part = ?').get(id)!['start'] as number | null;
  const time = start ?? Number(oldest['day']) * DAY;
  return [{ time, isNewest: !next, delete: () => (start === null ? dropPart(db, id) : deleteCalls(db, id)) }];
}

/** Deletes the oldest calls of a part. From then on, the sums of their hours are known from `hours` alone. */
function deleteCalls(db: DatabaseSync, part: number): void {
  const calls = `SELECT id, start FROM calls WHERE part = ${part} ORDER BY start LIMIT ${BATCH}`;
  db.exec(`BEGIN IMMEDIATE;
    INSERT INTO meta SELECT 'deleted_until', max(start) FROM (${calls}) WHERE true
      ON CONFLICT DO UPDATE SET value = max(value, excluded.value);
    DELETE FROM verdicts WHERE (call, start) IN (${calls});
    DELETE FROM calls WHERE id IN (SELECT id FROM (${calls}));
    COMMIT`);
}

/**
 * Deletes the oldest rows of a table.
 *
 * @returns whether there were any
 */
function deleteRows(db: DatabaseSync, [name, time, keys]: Table, before: number): boolean {
  const oldest = `SELECT ${keys} FROM ${name} WHERE ${time} < ? ORDER BY ${time} LIMIT ${BATCH}`;
  return Number(db.prepare(`DELETE FROM ${name} WHERE (${keys}) IN (${oldest})`).run(before).changes) > 0;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()![name]);
}
