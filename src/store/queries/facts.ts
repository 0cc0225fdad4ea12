import type { DatabaseSync } from 'node:sqlite';
import { NO_HEADROOM } from '../hours.ts';
import { conditionOf, type Filters } from './filters.ts';

/**
 * A call, or the sums of an hour: an array, since a million of them are read in a second. `FACT` has the index of each
 * value. Numbers of texts are 0 for calls without one; costs are in pico-USD, and the headroom in thousandths.
 */
export type Fact = readonly (number | null)[];

/** The index of each value of a {@link Fact}. */
export const FACT = {
  /** Milliseconds since 1970; of the hour. */
  time: 0,
  service: 1,
  deployment: 2,
  model: 3,
  tenant: 4,
  feature: 5,
  result: 6,
  calls: 7,
  input: 8,
  cached: 9,
  output: 10,
  reasoning: 11,
  cost: 12,
  partial: 13,
  /** Calls that were answered and whose cost is not known, or known in part. */
  unpriced: 14,
  headroom: 15,
  retries: 16,
  filtered: 17,
  spilled: 18,
} as const;

/** Ranges up to this length, in milliseconds, are summed up from the calls themselves. */
export const LONGEST_EXACT_RANGE: number = 48 * 3_600_000;

/** A part of a range that is summed up from one table. */
interface Segment {
  readonly table: 'calls' | 'hours';
  /** Milliseconds since 1970, as in {@link Filters}. */
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Divides a range: its hours are read from `hours`, which outlive the calls, and the hours in which it or one of its
 * buckets starts or ends from the calls, as long as retention has left them.
 *
 * @param borders times at which buckets start, in milliseconds since 1970
 */
export function divideRange(db: DatabaseSync, { from, to }: Filters, borders: readonly number[] = []): Segment[] {
  if (to - from <= LONGEST_EXACT_RANGE) return [{ table: 'calls', from, to }];
  const deletedUntil = db.prepare("SELECT value FROM meta WHERE key = 'deleted_until'").get()?.['value'] ?? 0;
  const divided = [from, to, ...borders]
    .filter((time) => time % HOUR !== 0 && time >= from && time <= to)
    .map((time) => Math.floor(time / HOUR) * HOUR)
    .filter((hour) => hour * 1000 > Number(deletedUntil));
  const segments: Segment[] = [];
  let at = from;
  for (const hour of new Set(divided.toSorted((a, b) => a - b))) {
    if (hour > at) segments.push({ table: 'hours', from: at, to: hour });
    segments.push({ table: 'calls', from: Math.max(hour, from), to: Math.min(hour + HOUR, to) });
    at = hour + HOUR;
  }
  if (at < to) segments.push({ table: 'hours', from: at, to });
  return segments;
}

const COLUMNS = {
  calls: `start / 1000, ifnull(service, 0), ifnull(deployment, 0), ifnull(model, 0), ifnull(tenant, 0), ifnull(feature, 0),
    result, 1, ifnull(input, 0), ifnull(cached, 0), ifnull(output, 0), ifnull(reasoning, 0), CAST(cost AS REAL),
    CAST(partial AS REAL), unpriced, headroom, retries, filtered, spilled`,
  hours: `hour * ${HOUR}, service, deployment, model, tenant, feature, result, calls, CAST(input AS REAL),
    CAST(cached AS REAL), CAST(output AS REAL), CAST(reasoning AS REAL), CAST(cost AS REAL), CAST(partial AS REAL),
    unpriced, nullif(headroom, ${NO_HEADROOM}), CAST(retries AS REAL), filtered, spilled`,
};

/**
 * Reads the facts of a range: of each call, or beyond 48 hours of each hour.
 *
 * @param borders times at which buckets start, in milliseconds since 1970: no fact belongs to two of them
 */
export function* readFacts(db: DatabaseSync, filters: Filters, borders: readonly number[]): Generator<Fact> {
  for (const { table, ...range } of divideRange(db, filters, borders)) {
    const { sql, values } = conditionOf(db, { ...filters, ...range }, table);
    const statement = db.prepare(`SELECT ${COLUMNS[table]} FROM ${table} WHERE ${sql}`);
    statement.setReturnArrays(true);
    yield* statement.iterate(...values) as unknown as Iterable<Fact>;
  }
}

/**
 * The latency of a call: its time in milliseconds since 1970, the number of its deployment, its duration and the time
 * until the first chunk of a stream in µs.
 */
export type Latency = readonly [time: number, deployment: number, duration: number, firstChunk: number | null];

/**
 * Reads the latencies of the calls that were answered, from `calls` alone: hours have no percentiles. There are none if
 * the filters ask for other results.
 */
export function* readLatencies(db: DatabaseSync, filters: Filters): Generator<readonly Latency[]> {
  const { results = [] } = filters;
  if (results.length > 0 && !results.includes('ok')) return;
  // A day at a time, which is faster than a row at a time, and needs less memory than all of them.
  for (let { from } = filters; from < filters.to; from += DAY) {
    const range = { from, to: Math.min(from + DAY, filters.to) };
    const { sql, values } = conditionOf(db, { ...filters, ...range, results: ['ok'] }, 'calls');
    const statement = db.prepare(`SELECT start / 1000, ifnull(deployment, 0), dur, first FROM calls WHERE ${sql}`);
    statement.setReturnArrays(true);
    yield statement.all(...values) as unknown as readonly Latency[];
  }
}
