import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Attributes, ReceivedLogRecord, ReceivedMetric, ReceivedSpan } from '../receiver/telemetry.ts';
import { compress, compressText } from './bodies.ts';
import { type CallRow, type GroupAttributes, INTERNED, isCall, readCall, readVerdicts, toMicros } from './call-row.ts';
import { fullText } from './full-text.ts';
import { storeError } from './errors.ts';
import { deleteOldest, type RetentionOptions } from './retention.ts';
import {
  type PlatformCall,
  type PlatformMetric,
  receivedPlatformCall,
  receivedPlatformMetrics,
} from './platform-row.ts';
import { dayOf, openForWriting } from './schema.ts';
import { Strings } from './strings.ts';

/** Telemetry to store together. */
export interface Batch {
  readonly spans?: readonly ReceivedSpan[];
  readonly logs?: readonly ReceivedLogRecord[];
  readonly metrics?: readonly ReceivedMetric[];
  readonly platformCalls?: readonly PlatformCall[];
  readonly platformMetrics?: readonly PlatformMetric[];
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

const HOUR = 3_600_000_000;
/** The `headroom` of an hour whose calls have none: more than any. */
export const NO_HEADROOM = 1001;

/**
 * Writes to a store. Synchronous, so it belongs into a worker thread. A span, a document or a metric point that is
 * stored already is not stored again, so that a sender's retry counts once.
 */
export class StoreWriter {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #groups: GroupAttributes;
  readonly #strings: Strings;
  readonly #statements = new Map<string, StatementSync>();
  readonly #days = new Set<number>();

  /** @throws StoreError if the file cannot be used */
  constructor(path: string, groups: GroupAttributes = {}, lockTimeout?: number) {
    this.#path = path;
    this.#groups = groups;
    this.#db = openForWriting(path, lockTimeout);
    this.#strings = new Strings(this.#db);
    for (const { day } of this.#db.prepare('SELECT day FROM days').all()) this.#days.add(Number(day));
  }

  /**
   * Stores batches in one transaction: all of them, or none.
   *
   * @throws StoreError if they cannot be stored, such as for a full disk
   */
  write(batches: readonly Batch[]): void {
    this.#transaction(() => {
      for (const { spans, logs, metrics, platformCalls, platformMetrics } of batches) {
        for (const span of spans ?? []) {
          if (isCall(span)) this.#insertCall(span);
          else this.#insertSpan(span);
        }
        for (const record of logs ?? []) this.#insertLog(record);
        for (const metric of metrics ?? []) this.#insertMetric(metric);
        for (const call of platformCalls ?? []) this.#insertPlatformCall(call);
        for (const metric of platformMetrics ?? []) this.#insertPlatformMetric(metric);
      }
    });
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Deletes one small part of the data that is too old.
   *
   * @returns true if there may be more to delete
   * @throws StoreError if it cannot be deleted at present
   */
  deleteOldest(options: RetentionOptions, now: number = Date.now() * 1000): boolean {
    try {
      const hasMore = deleteOldest(this.#db, options, now);
      for (const day of this.#days) if (!this.#hasDay(day)) this.#forgetDay(day);
      return hasMore;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw storeError(error, this.#path);
    }
  }

  #hasDay(day: number): boolean {
    return this.#db.prepare('SELECT 1 FROM days WHERE day = ?').get(day) !== undefined;
  }

  #forgetDay(day: number): void {
    this.#days.delete(day);
    this.#statements.delete(`bodies_${day}`);
    this.#statements.delete(`text_${day}`);
  }

  #transaction(work: () => void): void {
    const days = new Set(this.#days);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      // Some errors, such as a full disk, have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      // What the transaction made is gone.
      this.#strings.clear();
      this.#days.clear();
      for (const day of days) this.#days.add(day);
      throw storeError(error, this.#path);
    }
  }

  #insertCall(span: ReceivedSpan): void {
    const row = readCall(span, this.#groups);
    const interned = Object.fromEntries(INTERNED.map((column) => [column, this.#id(row[column])]));
    const { changes, lastInsertRowid: id } = this.#insert('calls', { ...idsOf(span), ...row, ...interned });
    if (Number(changes) === 0) return;
    const day = dayOf(row.start);
    this.#makeDay(day);
    const [body, attributes] = fullText(span);
    this.#insert(`bodies_${day}`, { id, body: compress(bodyOf(span)) });
    this.#insert(`text_${day}`, { rowid: id, body, attributes });
    for (const { source, category, severity, filtered } of readVerdicts(span)) {
      this.#insert('verdicts', {
        start: row.start,
        call: id,
        deployment: this.#id(row.deployment),
        source: this.#id(source),
        category: this.#id(category),
        severity: this.#id(severity),
        filtered: Number(filtered),
      });
    }
    this.#addToHour(row);
  }

  #addToHour(row: CallRow): void {
    const id = (text: string | null): number => this.#id(text) ?? 0;
    const values = {
      hour: Math.floor(row.start / HOUR),
      service: id(row.service),
      deployment: id(row.deployment),
      model: id(row.model),
      tenant: id(row.tenant),
      feature: id(row.feature),
      result: row.result,
      calls: 1,
      input: row.input ?? 0,
      cached: row.cached ?? 0,
      output: row.output ?? 0,
      reasoning: row.reasoning ?? 0,
      cost: row.cost ?? 0n,
      partial: row.partial ?? 0n,
      unpriced: row.unpriced,
      headroom: row.headroom ?? NO_HEADROOM,
      retries: row.retries,
      filtered: row.filtered,
      spilled: row.spilled,
    };
    this.#insert('hours', values, ADD_TO_HOUR);
  }

  #insertSpan(span: ReceivedSpan): void {
    const { name, kind, resource, status, startTime, endTime } = span;
    this.#insert('spans', {
      ...idsOf(span),
      name: this.#id(name),
      kind: KINDS.indexOf(kind),
      start: toMicros(startTime),
      dur: Math.max(0, toMicros(endTime - startTime)),
      status: STATUSES.indexOf(status.code),
      service: this.#service(resource),
      body: compress(bodyOf(span)),
    });
  }

  #insertLog(record: ReceivedLogRecord): void {
    const platform = receivedPlatformCall(record);
    if (platform !== undefined) return this.#insertPlatformCall(platform);
    const { time, traceId, spanId, severityNumber, eventName, resource } = record;
    this.#insert('logs', {
      time: toMicros(time),
      trace: traceId === undefined ? null : bytesOf(traceId),
      span: spanId === undefined ? null : bytesOf(spanId),
      severity: severityNumber,
      event: this.#id(eventName ?? null),
      service: this.#service(resource),
      body: compress({ ...record, time: String(time) }),
    });
  }

  #insertMetric(received: ReceivedMetric): void {
    for (const row of receivedPlatformMetrics(received)) this.#insertPlatformMetric(row);
    const { name, resource, points } = received;
    const metric = this.#id(name);
    for (const { time, attributes, value = null, count = null, sum = null } of points) {
      const series = this.#id(JSON.stringify({ ...attributes, 'service.name': resource['service.name'] }));
      this.#insert('points', { metric, time: toMicros(time), series, value, count, sum });
    }
  }

  #insertPlatformCall({ id, time, requestId, status, dur, input, output, document, ...row }: PlatformCall): void {
    this.#insert('platform', {
      id,
      time,
      is_call: Number(row.isCall),
      category: this.#id(row.category),
      resource: this.#id(row.resource),
      deployment: this.#id(row.deployment),
      model: this.#id(row.model),
      operation: this.#id(row.operation),
      caller: this.#id(row.caller),
      request_id: requestId,
      status,
      dur,
      input,
      output,
      body: compressText(document),
    });
  }

  #insertPlatformMetric({ id, time, resource, deployment, utilization, document }: PlatformMetric): void {
    this.#insert('platform_metrics', {
      id,
      time,
      resource: this.#id(resource),
      deployment: this.#id(deployment),
      utilization,
      body: compressText(document),
    });
  }

  #id(text: string | null): number | null {
    return text === null ? null : this.#strings.id(text);
  }

  #service(resource: Attributes): number | null {
    const service = resource['service.name'];
    return typeof service === 'string' ? this.#strings.id(service) : null;
  }

  #makeDay(day: number): void {
    if (this.#days.has(day)) return;
    this.#db.exec(`
      INSERT INTO days VALUES (${day}) ON CONFLICT DO NOTHING;
      CREATE TABLE IF NOT EXISTS bodies_${day}(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE VIRTUAL TABLE IF NOT EXISTS text_${day} USING fts5(body, attributes, content='', tokenize='unicode61');`);
    this.#days.add(day);
  }

  /** Inserts a row. Its columns are always the same for a table, whose statement is prepared once. */
  #insert(table: string, row: Record<string, SQLInputValue>, onConflict = 'ON CONFLICT DO NOTHING'): StatementResult {
    let statement = this.#statements.get(table);
    if (!statement) {
      const columns = Object.keys(row);
      const marks = columns.map(() => '?').join(', ');
      // Virtual tables know no ON CONFLICT.
      const conflict = table.startsWith('text_') ? '' : onConflict;
      const sql = `INSERT INTO ${table}(${columns.join(', ')}) VALUES (${marks}) ${conflict}`;
      this.#statements.set(table, (statement = this.#db.prepare(sql)));
    }
    return statement.run(...Object.values(row));
  }
}

type StatementResult = ReturnType<StatementSync['run']>;

/** Sums up the calls of an hour that are alike. */
const ADD_TO_HOUR = `ON CONFLICT DO UPDATE SET ${[
  ...[
    'calls',
    'input',
    'cached',
    'output',
    'reasoning',
    'cost',
    'partial',
    'unpriced',
    'retries',
    'filtered',
    'spilled',
  ].map((column) => `${column} = ${column} + excluded.${column}`),
  'headroom = min(headroom, excluded.headroom)',
].join(', ')}`;

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

interface Ids {
  readonly trace: Uint8Array;
  readonly span: Uint8Array;
  readonly parent: Uint8Array | null;
}

function idsOf({ traceId, spanId, parentSpanId }: ReceivedSpan): Ids {
  const parent = parentSpanId === undefined ? null : bytesOf(parentSpanId);
  return { trace: bytesOf(traceId), span: bytesOf(spanId), parent };
}

/** Returns everything of a span that is stored compressed. */
function bodyOf({ name, kind, status, attributes, events, resource, scope }: ReceivedSpan): object {
  const plain = events.map((event) => ({ ...event, time: String(event.time) }));
  return { name, kind, status, attributes, events: plain, resource, scope };
}
