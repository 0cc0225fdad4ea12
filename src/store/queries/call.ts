import type { DatabaseSync } from 'node:sqlite';
import type { Attributes } from '../../receiver/telemetry.ts';
import { Bodies } from '../bodies.ts';
import { type CallSummary, readSummary } from './calls.ts';
import { MAX_TRACE_SPANS, Names } from './filters.ts';

/** The stored body of a span. */
export interface SpanBody {
  readonly name: string;
  readonly kind: string;
  readonly status: { readonly code: string; readonly message: string };
  readonly attributes: Attributes;
  /** `time` is in nanoseconds since 1970. */
  readonly events: readonly { readonly name: string; readonly time: string; readonly attributes: Attributes }[];
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string };
}

/** A log record or an event of a span. */
export interface LogRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly eventName?: string;
  readonly severityText: string;
  readonly body: unknown;
  readonly attributes: Attributes;
}

/** Everything that is stored of a call. */
export interface CallDetails {
  readonly summary: CallSummary;
  readonly body: SpanBody;
  /** Records of the span, such as the event with its messages. */
  readonly logs: readonly LogRecord[];
  /** The platform's records of the same request. */
  readonly platform: readonly object[];
}

/** Reads a call; undefined if it is not stored. */
export function readCallDetails(db: DatabaseSync, traceId: string, spanId: string): CallDetails | undefined {
  const found = readSummary(db, traceId, spanId);
  if (!found) return undefined;
  const { id, part, ...summary } = found;
  const bodies = new Bodies(db);
  const row = db.prepare(`SELECT body FROM bodies_${part} WHERE id = ?`).get(id)!;
  const platform = summary.requestId
    ? db.prepare('SELECT body FROM platform WHERE request_id = ? ORDER BY time').all(summary.requestId)
    : [];
  return {
    summary,
    body: bodies.parse(row['body'] as Uint8Array) as SpanBody,
    logs: readLogs(db, bodies, traceId, spanId),
    platform: platform.map(({ body }) => parseExactly(bodies.decompress(body as Uint8Array))),
  };
}

/** Parses a document of the platform. An integer that a number cannot hold, such as of ticks, becomes its digits. */
function parseExactly(json: string): object {
  const parse = JSON.parse as (
    text: string,
    revive: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => object;
  return parse(json, (_, value, { source }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value,
  );
}

function readLogs(db: DatabaseSync, bodies: Bodies, traceId: string, spanId: string): LogRecord[] {
  return db
    .prepare('SELECT time, body FROM logs WHERE trace = ? AND span = ? ORDER BY time LIMIT 100')
    .all(Buffer.from(traceId, 'hex'), Buffer.from(spanId, 'hex'))
    .map(({ time, body }) => ({
      ...(bodies.parse(body as Uint8Array) as Omit<LogRecord, 'time'>),
      time: Number(time) / 1000,
    }));
}

/** A span of a trace. */
export interface TraceSpan {
  readonly spanId: string;
  /** Empty for the root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  /** Milliseconds since 1970, with µs as decimals. */
  readonly start: number;
  /** Seconds. */
  readonly duration: number;
  readonly failed: boolean;
  /** Whether it is a call of a model, which has a page of its own. */
  readonly isCall: boolean;
  /** Seconds until the first chunk of a stream. */
  readonly firstChunk: number | null;
  /** USD; null for spans that are no calls and for calls without a cost. */
  readonly cost: number | null;
  /** Whether it is a call that was answered and whose cost is not known, or known in part. */
  readonly unpriced: boolean;
  /** USD that is known of a cost that is not known as a whole. */
  readonly partial: number | null;
  /** Seconds that the client waited before each retry. */
  readonly retries: readonly number[];
}

/** Reads the spans of a trace in the order in which they started. */
export function readTrace(db: DatabaseSync, traceId: string): TraceSpan[] {
  const names = new Names(db);
  const trace = Buffer.from(traceId, 'hex');
  const rows = db
    .prepare(
      `SELECT hex(span) AS span, hex(parent) AS parent, name, service, start, dur, status = 2 AS failed, NULL AS first,
         NULL AS cost, 0 AS call, NULL AS deployment, 0 AS unpriced, NULL AS partial, 0 AS retries
       FROM spans WHERE trace = ?
       UNION ALL SELECT hex(span), hex(parent), operation, service, start, dur, result NOT IN (0, 6), first,
         CAST(cost AS REAL), 1, deployment, unpriced, CAST(partial AS REAL), retries
       FROM calls WHERE trace = ? ORDER BY 5 LIMIT ${MAX_TRACE_SPANS}`,
    )
    // Numbered parameters cannot be bound in Node.js 22.16.
    .all(trace, trace);
  return rows.map((row) => ({
    spanId: String(row['span']).toLowerCase(),
    parentSpanId: String(row['parent'] ?? '').toLowerCase(),
    name: [row['name'], row['deployment']]
      .map((id) => names.text(id))
      .filter(Boolean)
      .join(' '),
    service: names.text(row['service']),
    start: Number(row['start']) / 1000,
    duration: Number(row['dur']) / 1e6,
    failed: row['failed'] === 1,
    isCall: row['call'] === 1,
    firstChunk: row['first'] === null ? null : Number(row['first']) / 1e6,
    cost: row['cost'] === null ? null : Number(row['cost']) / 1e12,
    unpriced: row['unpriced'] === 1,
    partial: row['partial'] === null ? null : Number(row['partial']) / 1e12,
    retries: Number(row['retries']) > 0 ? readRetries(db, traceId, row) : [],
  }));
}

/** Reads the waits before a call's retries from its body. */
function readRetries(db: DatabaseSync, traceId: string, { span }: Record<string, unknown>): number[] {
  const events = readSpanBody(db, traceId, String(span))?.events ?? [];
  return events
    .filter(({ name }) => name === 'azure.openai.retry')
    .map(({ attributes }) => Number(attributes['azure.openai.retry.delay'] ?? 0));
}

/** Reads the body of any span; undefined if it is not stored. */
export function readSpanBody(db: DatabaseSync, traceId: string, spanId: string): SpanBody | undefined {
  const row = db
    .prepare('SELECT body FROM spans WHERE trace = ? AND span = ?')
    .get(Buffer.from(traceId, 'hex'), Buffer.from(spanId, 'hex'));
  return row
    ? (new Bodies(db).parse(row['body'] as Uint8Array) as SpanBody)
    : readCallDetails(db, traceId, spanId)?.body;
}
