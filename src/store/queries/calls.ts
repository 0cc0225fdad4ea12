import type { DatabaseSync } from 'node:sqlite';
import { RESULT_NAMES, type ResultName } from '../results.ts';
import { type Filters, Names } from './filters.ts';
import { type CallsQuery, findCalls } from './find-calls.ts';

/** A call in a list. */
export interface CallSummary {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Milliseconds since 1970, with µs as decimals. */
  readonly start: number;
  /** Seconds. */
  readonly duration: number;
  /** Seconds until the first chunk of a stream. */
  readonly firstChunk: number | null;
  readonly service: string;
  readonly deployment: string;
  readonly model: string;
  readonly tenant: string;
  readonly feature: string;
  readonly operation: string;
  readonly result: ResultName;
  /** HTTP status of a failure. */
  readonly httpStatus: number | null;
  readonly errorType: string;
  readonly errorCode: string;
  readonly finish: string;
  readonly stream: boolean;
  readonly input: number | null;
  readonly cached: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  /** USD; null if the cost is not known. */
  readonly cost: number | null;
  /** USD that is known of a cost that is not known as a whole. */
  readonly partial: number | null;
  /** Whether the call should have a cost, and has none: sums count it as unpriced. */
  readonly unpriced: boolean;
  /** Why there is no cost. */
  readonly costAbsent: string;
  readonly estimated: boolean;
  readonly retries: number;
  readonly spilled: boolean;
  readonly requestId: string;
}

/** A page of calls. */
export interface CallsPage {
  readonly calls: readonly CallSummary[];
  /** Whether there are more calls after these. */
  readonly hasMore: boolean;
}

const COLUMNS = `id, part, hex(trace) AS trace, hex(span) AS span, start, dur, first, service, deployment, model, tenant,
  feature, operation, result, http_status, error_type, error_code, finish, stream, input, cached, output, reasoning,
  CAST(cost AS REAL) AS cost, CAST(partial AS REAL) AS partial, unpriced, cost_absent, estimated, retries,
  spilled, request_id`;

/** Reads a page of the calls that a query finds. */
export function readCalls(db: DatabaseSync, query: CallsQuery): CallsPage {
  const { offset = 0, limit = 50 } = query;
  const ids = findCalls(db, query, offset, limit + 1);
  return { calls: readCallsById(db, ids.slice(0, limit)), hasMore: ids.length > limit };
}

/** Reads calls by their ids, in this order. Calls that retention has deleted meanwhile are left out. */
export function readCallsById(db: DatabaseSync, ids: Iterable<number>): CallSummary[] {
  const names = new Names(db);
  const statement = db.prepare(`SELECT ${COLUMNS} FROM calls WHERE id = ?`);
  const rows = Array.from(ids, (id) => statement.get(id));
  return rows.filter((row) => row !== undefined).map((row) => summaryOf(row, names));
}

/** Reads the newest calls of a range. */
export function latestCalls(db: DatabaseSync, filters: Filters, limit: number): CallSummary[] {
  return [...readCalls(db, { ...filters, limit }).calls];
}

type Row = Record<string, unknown>;

/** Makes a summary of a row that has {@link COLUMNS}. */
function summaryOf(row: Row, names: Names): CallSummary {
  const number = (name: string): number | null => row[name] as number | null;
  const usd = (name: string): number | null => (row[name] === null ? null : Number(row[name]) / 1e12);
  return {
    traceId: String(row['trace']).toLowerCase(),
    spanId: String(row['span']).toLowerCase(),
    start: Number(row['start']) / 1000,
    duration: Number(row['dur']) / 1e6,
    firstChunk: row['first'] === null ? null : Number(row['first']) / 1e6,
    service: names.text(row['service']),
    deployment: names.text(row['deployment']),
    model: names.text(row['model']),
    tenant: names.text(row['tenant']),
    feature: names.text(row['feature']),
    operation: names.text(row['operation']),
    result: RESULT_NAMES[Number(row['result'])]!,
    httpStatus: number('http_status'),
    errorType: names.text(row['error_type']),
    errorCode: names.text(row['error_code']),
    finish: names.text(row['finish']),
    stream: row['stream'] === 1,
    input: number('input'),
    cached: number('cached'),
    output: number('output'),
    reasoning: number('reasoning'),
    cost: usd('cost'),
    partial: usd('partial'),
    unpriced: row['unpriced'] === 1,
    costAbsent: names.text(row['cost_absent']),
    estimated: row['estimated'] === 1,
    retries: Number(row['retries']),
    spilled: row['spilled'] === 1,
    requestId: String(row['request_id'] ?? ''),
  };
}

/** Reads the summary of one call; undefined if it is not stored. */
export function readSummary(
  db: DatabaseSync,
  traceId: string,
  spanId: string,
): (CallSummary & { readonly id: number; readonly part: number }) | undefined {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM calls WHERE trace = ? AND span = ?`)
    .get(Buffer.from(traceId, 'hex'), Buffer.from(spanId, 'hex'));
  return row && { ...summaryOf(row, new Names(db)), id: Number(row['id']), part: Number(row['part']) };
}
