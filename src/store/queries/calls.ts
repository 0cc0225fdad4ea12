import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { decompress } from '../bodies.ts';
import { RESULT_NAMES, type ResultName } from '../results.ts';
import { dayOf } from '../times.ts';
import { conditionOf, type Filters, Names } from './filters.ts';

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
  /** Why there is no cost. */
  readonly costAbsent: string;
  readonly estimated: boolean;
  readonly retries: number;
  readonly spilled: boolean;
  readonly requestId: string;
}

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

/** A page of calls. */
export interface CallsPage {
  readonly calls: readonly CallSummary[];
  /** Whether there are more calls after these. */
  readonly hasMore: boolean;
}

const COLUMNS = `calls.id, hex(trace) AS trace, hex(span) AS span, start, dur, first, service, deployment, model, tenant,
  feature, operation, result, http_status, error_type, error_code, finish, stream, input, cached, output, reasoning,
  CAST(cost AS REAL) AS cost, CAST(partial AS REAL) AS partial, cost_absent, estimated, retries, spilled, request_id`;

/** Reads a page of the calls that a query finds. */
export function readCalls(db: DatabaseSync, query: CallsQuery): CallsPage {
  const { offset = 0, limit = 50 } = query;
  const searches = Boolean(query.text?.trim()) || (query.attributes?.length ?? 0) > 0;
  const rows = searches ? search(db, query, offset + limit + 1) : select(db, query, offset + limit + 1);
  const names = new Names(db);
  return {
    calls: rows.slice(offset, offset + limit).map((row) => summaryOf(row, names)),
    hasMore: rows.length > offset + limit,
  };
}

/** Reads the newest calls of a range. */
export function latestCalls(db: DatabaseSync, filters: Filters, limit: number): CallSummary[] {
  return [...readCalls(db, { ...filters, limit }).calls];
}

type Row = Record<string, unknown>;

function orderOf({ sort = 'time', order = 'desc' }: CallsQuery): string {
  const direction = order === 'asc' ? 'ASC' : 'DESC';
  const column = Object.hasOwn(SORTS, sort) ? SORTS[sort] : SORTS.time;
  return `${column} ${direction} NULLS LAST, start DESC`;
}

/** Finds the ids by the index `facts` alone; the rows are read then. */
function select(db: DatabaseSync, query: CallsQuery, limit: number): Row[] {
  const { sql, values } = conditionOf(db, query, 'calls');
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM (SELECT id AS found FROM calls WHERE ${sql} ORDER BY ${orderOf(query)} LIMIT ?)
       JOIN calls ON calls.id = found ORDER BY ${orderOf(query)}`,
    )
    .all(...values, limit);
}

/** The most calls of a search that are looked at to sort them by another column than time. */
const MAX_SORTED = 20_000;

/** Searches day after day, the newest first, until there are enough calls. */
function search(db: DatabaseSync, query: CallsQuery, limit: number): Row[] {
  const match = matchOf(query);
  const { sql, values } = conditionOf(db, query, 'calls');
  const [first, last] = [dayOf(query.from * 1000), dayOf(query.to * 1000)];
  const byTime = (query.sort ?? 'time') === 'time';
  const isAscending = byTime && query.order === 'asc';
  const days = db
    .prepare(`SELECT day FROM days WHERE day >= ? AND day <= ? ORDER BY day ${isAscending ? 'ASC' : 'DESC'}`)
    .all(first, last);
  const wanted = byTime ? limit : MAX_SORTED;
  const found: Row[] = [];
  for (const { day } of days) {
    const statement = db.prepare(
      `SELECT ${COLUMNS}, bodies_${day}.body FROM text_${day} JOIN calls ON calls.id = text_${day}.rowid
       JOIN bodies_${day} USING (id) WHERE text_${day} MATCH ? AND ${sql} ORDER BY start ${isAscending ? 'ASC' : 'DESC'}`,
    );
    for (const row of statement.iterate(match, ...(values as SQLInputValue[]))) {
      if (!hasAttributes(row['body'] as Uint8Array, query.attributes)) continue;
      found.push(row);
      if (found.length >= wanted) break;
    }
    if (found.length >= wanted) break;
  }
  return byTime ? found : sortRows(found, query).slice(0, limit);
}

function sortRows(rows: readonly Row[], { sort = 'time', order = 'desc' }: CallsQuery): Row[] {
  const column = SORTS[sort];
  const sign = order === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [one, other] = [a[column] as number | null, b[column] as number | null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
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
function hasAttributes(body: Uint8Array, pairs: readonly string[] = []): boolean {
  if (pairs.length === 0) return true;
  const { attributes, resource } = decompress(body) as Record<'attributes' | 'resource', Record<string, unknown>>;
  return pairs.every((pair) => {
    const at = pair.indexOf('=');
    const [name, wanted] = [pair.slice(0, at), pair.slice(at + 1)];
    const value = attributes[name] ?? resource[name];
    return Array.isArray(value) ? value.map(String).includes(wanted) : value !== undefined && String(value) === wanted;
  });
}

/** Makes a summary of a row that has {@link COLUMNS}. */
export function summaryOf(row: Row, names: Names): CallSummary {
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
): (CallSummary & { id: number }) | undefined {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM calls WHERE trace = ? AND span = ?`)
    .get(Buffer.from(traceId, 'hex'), Buffer.from(spanId, 'hex'));
  return row && { ...summaryOf(row, new Names(db)), id: Number(row['id']) };
}
