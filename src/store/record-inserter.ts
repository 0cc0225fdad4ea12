import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type UsagePart, usageOf } from '../bill/usage.ts';
import type {
  Attributes,
  MetricPoint,
  ReceivedLogRecord,
  ReceivedMetric,
  ReceivedSpan,
} from '../receiver/telemetry.ts';
import { readPriceEnvironment } from '../instrumentation/config/environment.ts';
import { resolvePriceSettings } from '../instrumentation/config/price-settings.ts';
import { SpanPricer, describeCall } from '../span-cost/span-pricer.ts';
import { Bodies } from './bodies.ts';
import { type GroupAttributes, INTERNED, isCall, readCall } from './call-row.ts';
import type { Charge } from './charge-row.ts';
import { fullText } from './full-text.ts';
import { ADD_TO_HOUR, hourOf } from './hours.ts';
import {
  type PlatformCall,
  type PlatformMetric,
  receivedPlatformCall,
  receivedPlatformMetrics,
} from './platform-row.ts';
import { Parts } from './parts.ts';
import { Strings } from './strings.ts';
import { bodyOf, bytesOf, idsOf } from './span-columns.ts';
import { dayOf, timeOf, timesOf } from './times.ts';
import { ADD_TO_USAGE, countedParts, SOURCES, type UsageKeys, usageRow } from './usage-row.ts';
import { readVerdicts } from './verdicts.ts';

/** Telemetry to store together. */
export interface Batch {
  readonly spans?: readonly ReceivedSpan[];
  readonly logs?: readonly ReceivedLogRecord[];
  readonly metrics?: readonly ReceivedMetric[];
  readonly platformCalls?: readonly PlatformCall[];
  readonly platformMetrics?: readonly PlatformMetric[];
  readonly charges?: readonly Charge[];
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

/** Inserts records into the tables of a store, within the transaction of its caller. */
export class RecordInserter {
  readonly #db: DatabaseSync;
  readonly #groups: GroupAttributes;
  readonly #strings: Strings;
  readonly #bodies: Bodies;
  readonly #statements = new Map<string, StatementSync>();
  readonly #parts: Parts;
  readonly #pricer = new SpanPricer(resolvePriceSettings(readPriceEnvironment()));

  /** @param maxCalls the most calls of a part */
  constructor(db: DatabaseSync, groups: GroupAttributes, maxCalls?: number) {
    this.#db = db;
    this.#groups = groups;
    this.#strings = new Strings(db);
    this.#bodies = new Bodies(db);
    this.#parts = new Parts(db, maxCalls);
  }

  /** Forgets what is known of the file: after a rollback, and when parts were dropped. */
  forgetFile(): void {
    this.#strings.clear();
    this.#parts.clear();
    this.#statements.clear();
  }

  /** Returns the insertion of each record of a batch: of each data point of its metrics. */
  insertsOf(batch: Batch): (() => void)[] {
    const { spans = [], logs = [], metrics = [], platformCalls = [], platformMetrics = [], charges = [] } = batch;
    for (const span of spans) this.#pricer.countOwn({ ...span, scope: span.scope.name });
    return [
      ...spans
        .map((span) => this.#addCost(span))
        .map((span) => () => (isCall(span) ? this.#insertCall(span) : this.#insertSpan(span))),
      ...logs.map((record) => () => this.#insertLog(record)),
      ...metrics.flatMap((metric) => metric.points.map((point) => () => this.#insertPoint(metric, point))),
      ...platformCalls.map((call) => () => this.#insertPlatformCall(call)),
      ...platformMetrics.map((metric) => () => this.#insertPlatformMetric(metric)),
      ...charges.map((charge) => () => this.#insertCharge(charge)),
    ];
  }

  /** Prices the call of another instrumentation, and gives it the attributes of the conventions that it lacks. */
  #addCost(span: ReceivedSpan): ReceivedSpan {
    const at = new Date(Number(span.endTime / 1_000_000n));
    const priced = this.#pricer.price({ ...span, scope: span.scope.name, at });
    if (!priced) return span;
    const added = { ...describeCall(priced.call), ...priced.cost } as ReceivedSpan['attributes'];
    return { ...span, attributes: { ...added, ...span.attributes } };
  }

  #insertCall(span: ReceivedSpan): void {
    const ids = idsOf(span);
    const row = readCall(span, this.#groups);
    const interned = Object.fromEntries(INTERNED.map((column) => [column, this.#id(row[column])]));
    const part = this.#parts.take(dayOf(row.start));
    const { changes, lastInsertRowid: id } = this.#insert('calls', { part, ...ids, ...row, ...interned });
    if (Number(changes) === 0) return;
    const [body, attributes] = fullText(span);
    this.#insert(`bodies_${part}`, { id, body: this.#bodies.compress(bodyOf(span)) });
    this.#insert(`text_${part}`, { rowid: id, body, attributes });
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
    this.#insert(
      'hours',
      hourOf(row, (text) => this.#id(text) ?? 0),
      ADD_TO_HOUR,
    );
    // Azure bills and counts a call that spilled over for the deployment that served it.
    const deployment = row.spilled_to ?? row.deployment;
    const keys = { day: dayOf(row.start), source: SOURCES.traced, resource: row.resource, deployment };
    for (const part of usageOf(span.attributes, new Date(row.start / 1000))) this.#addUsage(keys, part);
  }

  #addUsage(keys: UsageKeys, part: UsagePart): void {
    const row = usageRow(keys, part, (text) => this.#id(text));
    this.#insert('usage', row, ADD_TO_USAGE);
  }

  #insertSpan(span: ReceivedSpan): void {
    const { name, kind, resource, status } = span;
    this.#insert('spans', {
      ...idsOf(span),
      ...timesOf(span),
      name: this.#id(name),
      kind: KINDS.indexOf(kind),
      status: STATUSES.indexOf(status.code),
      service: this.#service(resource),
      body: this.#bodies.compress(bodyOf(span)),
    });
  }

  #insertLog(record: ReceivedLogRecord): void {
    const time = timeOf(record.time);
    const platform = receivedPlatformCall(record);
    if (platform !== undefined) return this.#insertPlatformCall(platform);
    const { traceId, spanId, severityNumber, eventName, resource } = record;
    const body = JSON.stringify({ ...record, time: String(record.time) });
    this.#insert('logs', {
      id: hashOf(body),
      time,
      trace: traceId === undefined ? null : bytesOf(traceId),
      span: spanId === undefined ? null : bytesOf(spanId),
      severity: severityNumber,
      event: this.#id(eventName ?? null),
      service: this.#service(resource),
      body: this.#bodies.compress(body),
    });
  }

  #insertPoint(received: ReceivedMetric, point: MetricPoint): void {
    const time = timeOf(point.time);
    for (const row of receivedPlatformMetrics({ ...received, points: [point] })) this.#insertPlatformMetric(row);
    const { name, resource } = received;
    const { attributes, value = null, count = null, sum = null } = point;
    const series = this.#id(JSON.stringify({ ...attributes, 'service.name': resource['service.name'] }));
    this.#insert('points', { metric: this.#id(name), time, series, value, count, sum });
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
      body: this.#bodies.compress(document),
    });
  }

  #insertPlatformMetric(metric: PlatformMetric): void {
    const { id, time, resource, deployment, utilization, document } = metric;
    const { changes } = this.#insert('platform_metrics', {
      id,
      time,
      resource: this.#id(resource),
      deployment: this.#id(deployment),
      utilization,
      body: this.#bodies.compress(document),
    });
    if (Number(changes) === 0) return;
    const keys = { day: dayOf(time), source: SOURCES.counted, resource, deployment };
    for (const part of countedParts(metric)) this.#addUsage(keys, part);
  }

  #insertCharge({ id, day, cost, quantity, ...texts }: Charge): void {
    const interned = Object.entries(texts).map(([column, text]) => [column, this.#id(text === '' ? null : text) ?? 0]);
    this.#insert('charges', { id, day, ...Object.fromEntries(interned), cost, quantity });
  }

  #id(text: string | null): number | null {
    return text === null ? null : this.#strings.id(text);
  }

  #service(resource: Attributes): number | null {
    const service = resource['service.name'];
    return typeof service === 'string' ? this.#strings.id(service) : null;
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

/** Returns 63 bits of a hash: OTLP gives log records no id, and a record that is sent again must count once. */
function hashOf(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE() >> 1n;
}
