import type { DatabaseSync } from 'node:sqlite';
import { dayOf } from './times.ts';

/** How long a store keeps data. */
export interface RetentionOptions {
  /** Calls, spans, logs and documents of the platform, in days. @default 30 */
  readonly days?: number;
  /** The size of the file in bytes, beyond which the oldest days are dropped. @default 5 GB */
  readonly maxSize?: number;
  /** The hourly sums, in days. @default 400 */
  readonly sumsDays?: number;
}

const DAY = 86_400_000_000;

/** Rows of one transaction: a few milliseconds, so that a write never waits long. */
const BATCH = 200;

/** Tables whose rows are deleted, with their column of time. */
const TABLES = [
  ['calls', 'start'],
  ['verdicts', 'start'],
  ['spans', 'start'],
  ['logs', 'time'],
  ['points', 'time'],
  ['platform', 'time'],
  ['platform_metrics', 'time'],
] as const;

/**
 * Deletes one small part of the data that is too old.
 *
 * @param now µs since 1970
 * @returns true if there may be more to delete
 */
export function deleteOldest(db: DatabaseSync, options: RetentionOptions, now: number): boolean {
  const { days = 30, maxSize = 5e9, sumsDays = 400 } = options;
  const oldest = db.prepare('SELECT min(day) AS day FROM days').get()?.['day'] as number | null;
  const isTooLarge = sizeOf(db) > maxSize && oldest !== null && oldest < dayOf(now);
  const firstKept = Math.max(dayOf(now) - days + 1, isTooLarge ? oldest + 1 : 0);
  if (oldest !== null && oldest < firstKept) {
    db.exec(`BEGIN IMMEDIATE; DROP TABLE IF EXISTS bodies_${oldest}; DROP TABLE IF EXISTS text_${oldest};
      DELETE FROM days WHERE day = ${oldest}; COMMIT`);
    return true;
  }
  for (const [table, column] of TABLES) if (deleteRows(db, table, column, firstKept * DAY)) return true;
  if (deleteRows(db, 'hours', 'hour', Math.floor((now - sumsDays * DAY) / 3_600_000_000))) return true;
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

/** @returns whether rows were deleted */
function deleteRows(db: DatabaseSync, table: string, column: string, before: number): boolean {
  const keys = KEYS[table] ?? 'rowid';
  const sql = `DELETE FROM ${table} WHERE (${keys}) IN (SELECT ${keys} FROM ${table} WHERE ${column} < ? LIMIT ${BATCH})`;
  return Number(db.prepare(sql).run(before).changes) > 0;
}

/** Primary keys of the tables that have no rowid. */
const KEYS: Readonly<Record<string, string>> = {
  verdicts: 'start, call, source, category',
  spans: 'trace, span',
  points: 'metric, time, series',
  platform: 'id',
  platform_metrics: 'id',
  hours: 'hour, service, deployment, model, tenant, feature, result',
};

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()![name]);
}
