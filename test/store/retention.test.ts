import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceivedLogRecord, ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { readCallDetails } from '../../src/store/queries/call.ts';
import { readCalls } from '../../src/store/queries/calls.ts';
import { readLimits } from '../../src/store/queries/limits.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { type RetentionOptions, sizeOf } from '../../src/store/retention.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, platformCall, temporaryFile } from './telemetry.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Makes a store whose parts have up to 10 calls. */
function makeStore(): { file: string; writer: StoreWriter; retain: (options: RetentionOptions) => DatabaseSync } {
  const file = temporaryFile();
  const writer = new StoreWriter(file, {}, undefined, 10);
  return {
    file,
    writer,
    retain: (options) => {
      for (let steps = 0; writer.deleteOldest(options, NOW * 1000); steps += 1) expect(steps).toBeLessThan(1000);
      return openForReading(file);
    },
  };
}

function ago(milliseconds: number): ReceivedSpan {
  return call({ cost: 1, response: 'x'.repeat(5000) }, { start: NOW - milliseconds });
}

function log(milliseconds: number): ReceivedLogRecord {
  const { resource, scope } = ago(0);
  const time = BigInt(NOW - milliseconds) * 1_000_000n;
  const ids = { traceId: undefined, spanId: undefined };
  return {
    ...ids,
    time,
    severityNumber: 9,
    severityText: '',
    eventName: '',
    body: 'x',
    attributes: {},
    resource,
    scope,
  };
}

function count(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!['n']);
}

test('days that are too old are dropped with all that belongs to them, and their hourly sums are kept', () => {
  const { writer, retain } = makeStore();
  const times = [0, 1, 5, 40].map((days) => days * DAY + 1000);
  const verdict = { 'azure.openai.content_filter.prompt.hate.severity': 'low' };
  writer.write([
    {
      spans: [
        ...times.map((time) => ({ ...ago(time), attributes: { ...ago(time).attributes, ...verdict } })),
        ...times.map((time) => ({ ...ago(time), attributes: {} })),
      ],
      logs: times.map(log),
      platformCalls: times.map((time) => platformCall({ time: (NOW - time) * 1000 })),
    },
  ]);
  const db = retain({ days: 3 });
  for (const table of ['calls', 'parts', 'verdicts', 'spans', 'logs', 'platform'])
    expect([table, count(db, table)]).toEqual([table, 2]);
  expect(readOverview(db, { from: NOW - 60 * DAY, to: NOW }).totals).toMatchObject({ calls: 4, cost: 4 });
  expect(readLimits(db, { from: NOW - 60 * DAY, to: NOW }).verdicts).toMatchObject([{ calls: 2 }]);
  expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name GLOB 'bodies_*'").get()).toEqual({ n: 2 });
});

test('hourly sums are dropped after their own time', () => {
  const { writer, retain } = makeStore();
  writer.write([{ spans: [ago(390 * DAY), ago(410 * DAY)] }]);
  expect(readOverview(retain({}), { from: NOW - 430 * DAY, to: NOW }).totals.calls).toBe(1);
});

test('a store that is too large loses its oldest calls, of a single day too, and stays below its size', () => {
  const { writer, retain, file } = makeStore();
  const spans = Array.from({ length: 300 }, (_, index) => ago((300 - index) * 60_000));
  for (let index = 0; index < 300; index += 50) writer.write([{ spans: spans.slice(index, index + 50) }]);
  const whole = sizeOf(openForReading(file));
  const db = retain({ maxSize: whole * 0.7 });
  expect(sizeOf(db)).toBeLessThanOrEqual(whole * 0.7);
  const { calls } = readCalls(db, { from: 0, to: NOW, limit: 1000 });
  expect(calls.length).toBeGreaterThan(100);
  expect(calls.length).toBeLessThan(300);
  expect(calls.map(({ spanId }) => spanId)).toEqual(
    spans
      .slice(-calls.length)
      .toReversed()
      .map(({ spanId }) => spanId),
  );
  expect(readCalls(db, { from: 0, to: NOW, limit: 1000, text: 'chat' }).calls).toEqual(calls);
  for (const { traceId, spanId } of calls) expect(readCallDetails(db, traceId, spanId)!.body.name).toBe('chat gpt-4o');
  expect(readOverview(db, { from: NOW - 3 * DAY, to: NOW }).totals).toMatchObject({ calls: 300, cost: 300 });
});

test('a store that is too large loses what is oldest, whatever its kind, and keeps the newest calls', () => {
  const { writer, retain } = makeStore();
  writer.write([{ spans: [ago(2 * HOUR)], logs: [log(HOUR), log(3 * HOUR)] }]);
  expect(writer.deleteOldest({ maxSize: 1 }, NOW * 1000)).toBe(true);
  const db = retain({ maxSize: 1 });
  expect([count(db, 'logs'), count(db, 'calls')]).toEqual([0, 1]);
});

test('sums stay exact after any part was dropped: what has no calls any more is summed up by hours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(6 * DAY), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 0, max: 12 }),
      (times, steps) => {
        const { writer, file } = makeStore();
        const spans = times.map((time) => ago(time + 1));
        writer.write([{ spans }]);
        for (let step = 0; step < steps; step += 1) writer.deleteOldest({ maxSize: 1 }, NOW * 1000);
        const db = openForReading(file);
        expect(readOverview(db, { from: NOW - 7 * DAY, to: NOW }).totals).toMatchObject({ calls: times.length });
        expect(readOverview(db, { from: NOW - 7 * DAY, to: NOW }, 'Asia/Kolkata').totals).toMatchObject({
          calls: times.length,
        });
        db.close();
        writer.close();
      },
    ),
    { numRuns: 30 },
  );
});

test('calls that arrive while a part is dropped are stored', () => {
  const { writer, file } = makeStore();
  for (let round = 0; round < 40; round += 1) {
    expect(writer.write([{ spans: [ago(DAY), ago(1000)] }])).toEqual([undefined]);
    writer.deleteOldest({ maxSize: 1 }, NOW * 1000);
  }
  const db = openForReading(file);
  const { calls } = readCalls(db, { from: 0, to: NOW, limit: 100 });
  expect(calls.filter(({ start }) => start === NOW - 1000).length).toBeGreaterThan(0);
  expect(db.prepare('SELECT sum(calls) AS n FROM hours').get()).toEqual({ n: 80 });
});
