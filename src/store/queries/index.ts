import type { DatabaseSync } from 'node:sqlite';
import { readBill } from './bill.ts';
import { readCallDetails, readSpanBody, readTrace } from './call.ts';
import { readCalls, readCallsById } from './calls.ts';
import { type Dimension, DIMENSIONS, type Filters, Names } from './filters.ts';
import { type CallsQuery, findCalls } from './find-calls.ts';
import { readLimits } from './limits.ts';
import { readOverview } from './overview.ts';
import { readPlatform } from './platform.ts';

interface Queries {
  readonly bill: typeof readBill;
  readonly overview: typeof readOverview;
  readonly calls: typeof readCalls;
  readonly findCalls: (db: DatabaseSync, query: CallsQuery) => Float64Array;
  readonly callsById: typeof readCallsById;
  readonly call: typeof readCallDetails;
  readonly trace: typeof readTrace;
  readonly span: typeof readSpanBody;
  readonly platform: typeof readPlatform;
  readonly limits: typeof readLimits;
  readonly values: typeof readValues;
}

/** Every query that a reader answers, by name. */
export const QUERIES: Queries = {
  bill: readBill,
  overview: readOverview,
  calls: readCalls,
  findCalls: (db, query) => findCalls(db, query),
  callsById: readCallsById,
  call: readCallDetails,
  trace: readTrace,
  span: readSpanBody,
  platform: readPlatform,
  limits: readLimits,
  values: readValues,
};

/** The name of a query. */
export type QueryName = keyof Queries;

/** The parameters of a query, without the database. */
export type QueryParameters<Name extends QueryName> =
  Parameters<Queries[Name]> extends [DatabaseSync, ...infer Rest] ? Rest : never;

/** The result of a query. */
export type QueryResult<Name extends QueryName> = ReturnType<Queries[Name]>;

/** Reads the values that calls can be filtered by: those of the last 400 days, in the order of their names. */
export function readValues(db: DatabaseSync): Record<Dimension, string[]> {
  const names = new Names(db);
  return Object.fromEntries(
    DIMENSIONS.map((dimension) => {
      const rows = db.prepare(`SELECT DISTINCT ${dimension} AS id FROM hours LIMIT 1000`).all();
      return [dimension, rows.map(({ id }) => names.text(id)).toSorted((a, b) => a.localeCompare(b))];
    }),
  ) as Record<Dimension, string[]>;
}

export type { Filters };
