import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricPoint, ReceivedMetric } from '../../src/receiver/telemetry.ts';
import { readCallDetails, readTrace } from '../../src/store/queries/call.ts';
import { readCalls } from '../../src/store/queries/calls.ts';
import { readLimits } from '../../src/store/queries/limits.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { readPlatform } from '../../src/store/queries/platform.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, temporaryFile } from './telemetry.ts';

const DAY = 86_400_000;

/** Every panel of a day and of a month. */
function readEverything(db: DatabaseSync): { calls: number; input: number } {
  for (const days of [1, 31]) {
    const range = { from: NOW - days * DAY, to: NOW + DAY };
    readLimits(db, range);
    readPlatform(db, range);
    for (const { traceId, spanId } of readCalls(db, range).calls) {
      expect(readTrace(db, traceId).length).toBeGreaterThan(0);
      expect(readCallDetails(db, traceId, spanId)).toBeDefined();
    }
  }
  const { calls, input } = readOverview(db, { from: NOW - 31 * DAY, to: NOW + DAY }).totals;
  expect(readOverview(db, { from: NOW - DAY, to: NOW + DAY }).totals).toMatchObject({ calls, input });
  return { calls, input };
}

test('counts beyond 2^53 together are summed up, and no panel fails', () => {
  const file = temporaryFile();
  const tokens = {
    'gen_ai.usage.input_tokens': Number.MAX_SAFE_INTEGER,
    'azure.openai.retry.count': Number.MAX_SAFE_INTEGER,
  };
  const retry = { name: 'azure.openai.retry', time: 0n, attributes: { 'azure.openai.retry.delay': 9e8 } };
  const spans = Array.from({ length: 12 }, () => call(tokens, { events: Array.from({ length: 12 }, () => retry) }));
  expect(new StoreWriter(file).write([{ spans }])).toEqual([undefined]);
  const { calls, input } = readEverything(openForReading(file));
  expect(calls).toBe(12);
  expect(input / Number.MAX_SAFE_INTEGER).toBeCloseTo(12);
});

test.each([
  ['in 1970', 0n, 1n],
  ['before 2000', 946_684_799_999_999_999n, 946_684_799_999_999_999n],
  ['after 2200', 2n ** 64n - 1n, 2n ** 64n - 1n],
  ['that ends after 2200', BigInt(NOW) * 1_000_000n, 2n ** 64n - 1n],
  ['that is beyond any clock', 10n ** 400n, 10n ** 400n],
])('a span %s is left out and counted, and no panel fails', (_, startTime, endTime) => {
  const file = temporaryFile();
  const spans = [call(), { ...call(), startTime, endTime }, { ...call(), attributes: {}, startTime, endTime }];
  const writer = new StoreWriter(file);
  expect(writer.write([{ spans }])).toEqual([
    { rejected: 2, message: expect.stringContaining('between 2000 and 2200') },
  ]);
  expect(readEverything(openForReading(file))).toMatchObject({ calls: 1 });
});

test('data points and log records without a time are left out, and each is counted', () => {
  const file = temporaryFile();
  const { resource, scope } = call();
  const point = (time: bigint): MetricPoint => {
    const none = { count: undefined, sum: undefined, min: undefined, max: undefined };
    return { startTime: 0n, time, attributes: {}, value: 1, ...none };
  };
  const times = [0n, 0n, BigInt(NOW) * 1_000_000n];
  const metric: ReceivedMetric = {
    name: 'azure.openai.provisioned_utilization.average',
    unit: '%',
    type: 'gauge',
    temporality: undefined,
    isMonotonic: false,
    points: times.map(point),
    resource,
    scope,
  };
  const logs = times.map((time) => ({
    time,
    severityNumber: 0,
    severityText: '',
    eventName: undefined,
    body: null,
    attributes: {},
    traceId: undefined,
    spanId: undefined,
    resource,
    scope,
  }));
  const left = { rejected: 2, message: expect.stringContaining('between 2000 and 2200') };
  const uid = (index: number): object => ({ 'log.record.uid': `record-${index}`, 'azure.category': 'RequestResponse' });
  const records = logs.map((log, index) => ({ ...log, attributes: { ...uid(index) } }));
  const batches = [{ metrics: [metric] }, { logs }, { logs: records }];
  expect(new StoreWriter(file).write(batches)).toEqual([left, left, left]);
  const db = openForReading(file);
  for (const table of ['points', 'platform_metrics', 'logs', 'platform']) {
    expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 1 });
  }
});

test('a span whose end is before its start lasts 0, and one in the future is found', () => {
  const file = temporaryFile();
  const skewed = { ...call(), endTime: BigInt(NOW - DAY) * 1_000_000n };
  new StoreWriter(file).write([{ spans: [skewed, call({}, { start: NOW + DAY / 2 })] }]);
  const db = openForReading(file);
  expect(readEverything(db)).toMatchObject({ calls: 2 });
  expect(readCalls(db, { from: NOW - DAY, to: NOW }).calls).toMatchObject([{ duration: 0 }]);
});

test('a value of a wrong type is no value, and a cost that is not a cost leaves the call unpriced', () => {
  const file = temporaryFile();
  const usage = { 'gen_ai.usage.input_tokens': 10 };
  const costs = [-1, 1e9, 'free', Number.NaN, null, { usd: 1 }, true];
  const spans = [
    ...costs.map((cost) => call({ ...usage, cost })),
    call({ 'gen_ai.usage.input_tokens': '10', 'gen_ai.usage.output_tokens': -3, 'azure.openai.deployment': ['a'] }),
  ];
  new StoreWriter(file).write([{ spans }]);
  const db = openForReading(file);
  expect(readEverything(db)).toMatchObject({ calls: 8, input: 70 });
  expect(readOverview(db, { from: NOW - DAY, to: NOW }).totals).toMatchObject({ cost: 0, unpriced: 7 });
});

test('any text of a user is a search, and never a syntax error', () => {
  const file = temporaryFile();
  new StoreWriter(file).write([{ spans: [call({ response: 'an answer' })] }]);
  const db = openForReading(file);
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"',
      '*',
      '^',
      '(',
      ')',
      'NEAR',
      'AND',
      'OR',
      'NOT',
      'body:',
      '-',
      '+',
      '\0',
      '=',
      '"a b"',
      ' ',
      '😀',
      '\ud800',
    ),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 2 }), (words, attributes) => {
      const query = { from: 0, to: NOW, text: words, attributes: attributes.map((one) => `${one}=`) };
      expect(readCalls(db, query).calls.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1000 },
  );
});

test('a call with nothing, and one with 10 MB of everything, are found and read whole', () => {
  const file = temporaryFile();
  const huge = 'wörd '.repeat(2e6);
  const spans = [
    call({ 'azure.openai.deployment': '', response: '', 'app.tenant': '' }),
    call({ response: huge, ['n'.repeat(70_000)]: huge, 'app.tenant': huge }),
  ];
  expect(new StoreWriter(file).write([{ spans }])).toEqual([undefined]);
  const db = openForReading(file);
  expect(readEverything(db).calls).toBe(2);
  const { calls } = readCalls(db, { from: 0, to: NOW, text: 'wörd' });
  expect(calls).toHaveLength(1);
  expect(readCallDetails(db, calls[0]!.traceId, calls[0]!.spanId)!.body!.attributes['response']).toBe(huge);
});

test('a trace of 10,000 spans is read whole, in the order of time', () => {
  const file = temporaryFile();
  const traceId = 'ab'.repeat(16);
  const spans = Array.from({ length: 10_000 }, (_, index) => ({
    ...call(index % 10 === 0 ? {} : { 'gen_ai.operation.name': null }, { traceId, start: NOW - 20_000 + index }),
  }));
  new StoreWriter(file).write([{ spans: spans.toReversed() }]);
  const read = readTrace(openForReading(file), traceId);
  expect(read.map(({ spanId }) => spanId)).toEqual(spans.map(({ spanId }) => spanId));
  expect(read.filter(({ isCall }) => isCall)).toHaveLength(1000);
});
