import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DICTIONARY } from './bodies.ts';
import { StoreError, storeError } from './errors.ts';

/**
 * The tables. Times and durations are in µs, costs in pico-USD (10⁻¹² USD), headroom in
 * thousandths of the limit; NULL if they are not known. Texts that
 * repeat are numbers of `strings`.
 *
 * - `calls`: a row for each call. The index `facts` has all that the panels sum up, so that they never read the rows.
 * - `hours`: sums for each hour; they outlive the calls. `headroom` is the lowest of the hour.
 * - `verdicts`: what the content filter found and did not call safe.
 * - `bodies_<part>`, `text_<part>`: everything else of a call, compressed, and its full text. `parts` has a part for each
 *   day (since 1970, UTC), and several for a day of many calls, so that retention drops small tables rather than deletes
 *   rows, which full text makes slow.
 * - `spans`: all other spans, for waterfalls. `logs`, `points`: log records and metric points. No panel reads `points`;
 *   they are kept for queries of one's own, since a request that was accepted is stored.
 * - `platform`, `platform_metrics`: the documents of the collectors.
 * - `usage`: sums for each day of what is billed: of calls (source 0), and of the platform's own counts (source 1). They
 *   outlive the calls. `charges`: changes of the charges of a day, whose amounts are exact decimals as texts, in any
 *   currency.
 */
const TABLES = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE strings(id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE calls(
  id INTEGER PRIMARY KEY, part INTEGER NOT NULL, trace BLOB NOT NULL, span BLOB NOT NULL, parent BLOB,
  start INTEGER NOT NULL, dur INTEGER NOT NULL, first INTEGER,
  service INTEGER, deployment INTEGER, model INTEGER, tenant INTEGER, feature INTEGER, operation INTEGER,
  region INTEGER, resource INTEGER, api_version INTEGER,
  result INTEGER NOT NULL, error_type INTEGER, http_status INTEGER, error_code INTEGER, finish INTEGER,
  stream INTEGER NOT NULL, input INTEGER, cached INTEGER, cache_write INTEGER, output INTEGER, reasoning INTEGER,
  cost INTEGER, partial INTEGER, unpriced INTEGER NOT NULL, cost_absent INTEGER, estimated INTEGER NOT NULL,
  limit_requests INTEGER, limit_tokens INTEGER, remaining_requests INTEGER, remaining_tokens INTEGER,
  headroom INTEGER, retries INTEGER NOT NULL, retry_delay INTEGER NOT NULL, filtered INTEGER NOT NULL,
  spilled INTEGER NOT NULL, spilled_from INTEGER, spilled_to INTEGER, request_id TEXT, response_id TEXT,
  UNIQUE(trace, span)) STRICT;
CREATE INDEX facts ON calls(start, deployment, service, model, tenant, feature, result, dur, first, input, cached, output,
  reasoning, cost, partial, unpriced, headroom, retries, filtered, spilled);
CREATE INDEX calls_part ON calls(part, start);
CREATE INDEX calls_retried ON calls(start, deployment, retries, retry_delay) WHERE retries > 0;
CREATE INDEX calls_request ON calls(request_id) WHERE request_id IS NOT NULL;
CREATE TABLE hours(
  hour INTEGER NOT NULL, service INTEGER NOT NULL, deployment INTEGER NOT NULL, model INTEGER NOT NULL,
  tenant INTEGER NOT NULL, feature INTEGER NOT NULL, result INTEGER NOT NULL,
  calls INTEGER NOT NULL, input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL,
  reasoning INTEGER NOT NULL, cost INTEGER NOT NULL, partial INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  headroom INTEGER NOT NULL, retries INTEGER NOT NULL, filtered INTEGER NOT NULL, spilled INTEGER NOT NULL,
  PRIMARY KEY(hour, service, deployment, model, tenant, feature, result)) STRICT, WITHOUT ROWID;
CREATE TABLE verdicts(
  start INTEGER NOT NULL, call INTEGER NOT NULL, deployment INTEGER, source INTEGER NOT NULL, category INTEGER NOT NULL,
  severity INTEGER NOT NULL, filtered INTEGER NOT NULL,
  PRIMARY KEY(start, call, source, category)) STRICT, WITHOUT ROWID;
CREATE TABLE parts(id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL) STRICT;
CREATE TABLE spans(
  trace BLOB NOT NULL, span BLOB NOT NULL, parent BLOB, name INTEGER NOT NULL, kind INTEGER NOT NULL,
  start INTEGER NOT NULL, dur INTEGER NOT NULL, status INTEGER NOT NULL, service INTEGER, body BLOB NOT NULL,
  PRIMARY KEY(trace, span)) STRICT, WITHOUT ROWID;
CREATE INDEX spans_start ON spans(start);
CREATE TABLE logs(
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, trace BLOB, span BLOB, severity INTEGER NOT NULL, event INTEGER,
  service INTEGER, body BLOB NOT NULL) STRICT;
CREATE INDEX logs_span ON logs(trace, span) WHERE trace IS NOT NULL;
CREATE INDEX logs_time ON logs(time);
CREATE TABLE points(
  metric INTEGER NOT NULL, time INTEGER NOT NULL, series INTEGER NOT NULL, value REAL, count INTEGER, sum REAL,
  PRIMARY KEY(metric, time, series)) STRICT, WITHOUT ROWID;
CREATE INDEX points_time ON points(time);
CREATE TABLE platform(
  id TEXT PRIMARY KEY, time INTEGER NOT NULL, is_call INTEGER NOT NULL, category INTEGER, resource INTEGER, deployment INTEGER, model INTEGER,
  operation INTEGER, caller INTEGER, request_id TEXT, status INTEGER, dur INTEGER, input INTEGER, output INTEGER,
  body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX platform_time ON platform(time);
CREATE INDEX platform_request ON platform(request_id) WHERE request_id IS NOT NULL;
CREATE TABLE platform_metrics(
  id TEXT PRIMARY KEY, time INTEGER NOT NULL, resource INTEGER, deployment INTEGER, utilization REAL,
  body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX platform_metrics_time ON platform_metrics(time, deployment, utilization);
`;

const BILL_TABLES = `
CREATE TABLE usage(
  day INTEGER NOT NULL, source INTEGER NOT NULL, resource INTEGER NOT NULL, deployment INTEGER NOT NULL,
  model INTEGER NOT NULL, scope INTEGER NOT NULL, tier INTEGER NOT NULL, part INTEGER NOT NULL, is_long INTEGER NOT NULL,
  reason INTEGER NOT NULL, calls INTEGER NOT NULL, quantity INTEGER NOT NULL, cost INTEGER NOT NULL,
  PRIMARY KEY(day, source, resource, deployment, model, scope, tier, part, is_long, reason)) STRICT, WITHOUT ROWID;
CREATE TABLE charges(
  id TEXT PRIMARY KEY, day INTEGER NOT NULL, type INTEGER NOT NULL, resource INTEGER, location INTEGER,
  subscription INTEGER, deployment INTEGER, meter INTEGER, product INTEGER, unit INTEGER, charge_type INTEGER,
  pricing_model INTEGER, currency INTEGER, cost TEXT NOT NULL, quantity TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX charges_day ON charges(day);
`;

/** Steps from each version of the tables to the next. A new version adds a step at the end. */
const MIGRATIONS: readonly ((db: DatabaseSync) => void)[] = [
  (db) => {
    db.exec(TABLES);
    // The dictionary is part of the format: a later version of this package may have another one.
    db.prepare("INSERT INTO meta VALUES ('dictionary', ?)").run(DICTIONARY);
  },
  (db) => {
    db.exec(BILL_TABLES);
    // Calls that were stored before have no sums by day. Those by hour outlive the calls.
    const { day } = db.prepare('SELECT max(hour) / 24 AS day FROM hours').get()!;
    if (day !== null) db.prepare("INSERT INTO meta VALUES ('usage_since', ?)").run(Number(day) + 1);
  },
];

/** `azot`, in `PRAGMA application_id`: a file of another application is never written to. */
const APPLICATION_ID = 0x617a6f74;

/**
 * Opens a store for writing. A new file gets its tables, an older one is migrated. Several processes may write to a
 * file, one after another.
 *
 * @param lockTimeout milliseconds to wait for a transaction of another process
 * @throws StoreError if the file is not a store, is damaged, or belongs to a newer version of this package
 */
export function openForWriting(path: string, lockTimeout = 5000): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    makePrivate(path);
    db = new DatabaseSync(path, { timeout: lockTimeout });
    prepare(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error, path);
  }
}

/** Makes an empty file that only its owner may read, since a store may hold prompts. SQLite's other files get its mode. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It exists, or SQLite reports why it cannot be made.
  }
}

function prepare(db: DatabaseSync, path: string): void {
  const isNew = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()!['n']) === 0;
  if (!isNew && pragma(db, 'application_id') !== APPLICATION_ID) {
    throw new StoreError(`${path} is a database of another application. Choose another file.`);
  }
  // Works only before the journal mode is set.
  if (isNew) db.exec(`PRAGMA auto_vacuum=INCREMENTAL; PRAGMA application_id=${APPLICATION_ID}`);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY');
  if (readVersion(db, path) === MIGRATIONS.length) return;
  db.exec('BEGIN IMMEDIATE');
  // Another process may have migrated it meanwhile.
  for (const migrate of MIGRATIONS.slice(readVersion(db, path))) migrate(db);
  db.exec(`PRAGMA user_version=${MIGRATIONS.length}; COMMIT`);
}

/** Reads the version of the tables. @throws StoreError for one that this package does not know */
function readVersion(db: DatabaseSync, path: string): number {
  const version = pragma(db, 'user_version');
  if (version <= MIGRATIONS.length) return version;
  throw new StoreError(`${path} was written by a newer version of this package. Update it, or choose another file.`);
}

/**
 * Opens a store for reading, beside its writer.
 *
 * @throws StoreError if there is no such file, or it is not a store
 */
export function openForReading(path: string): DatabaseSync {
  try {
    if (!existsSync(path)) throw new StoreError(`${path} does not exist. "azure-openai-otel dashboard" makes it.`);
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    db.exec('PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY');
    if (pragma(db, 'application_id') !== APPLICATION_ID) throw new StoreError(`${path} is not a store.`);
    if (readVersion(db, path) < MIGRATIONS.length) {
      throw new StoreError(`${path} is of an older version: "azure-openai-otel dashboard" updates it.`);
    }
    return db;
  } catch (error) {
    throw storeError(error, path);
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()![name]);
}
