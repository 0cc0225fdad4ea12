import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBucket, makeBuckets } from '../../src/store/queries/buckets.ts';
import { readCallDetails, readTrace } from '../../src/store/queries/call.ts';
import { readLimits } from '../../src/store/queries/limits.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { Samples } from '../../src/store/queries/percentiles.ts';
import { call, NOW, platformCall, stored } from './telemetry.ts';

const DAY = 86_400_000;
const RANGE = { from: NOW - 86_400_000, to: NOW };

test('percentiles are exact by the nearest rank, and absent for fewer than ten values', () => {
  const of = (count: number): object => {
    const samples = new Samples();
    for (let value = count; value >= 1; value -= 1) samples.add(value * 1e6);
    return samples.percentiles();
  };
  expect(of(100)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99 });
  expect(of(10)).toEqual({ n: 10, p50: 5, p95: 10, p99: 10 });
  expect(of(9)).toEqual({ n: 9, p50: null, p95: null, p99: null });
});

test('percentiles of any values are those of the sorted values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 10, maxLength: 300 }), (values) => {
      const samples = new Samples();
      for (const value of values) samples.add(value * 1e6);
      const sorted = values.toSorted((a, b) => a - b);
      const at = (share: number): number => sorted[Math.ceil(share * values.length) - 1]!;
      const expected = { n: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
      expect(samples.percentiles()).toEqual(expected);
      // A second look is at values in another order.
      expect(samples.percentiles()).toEqual(expected);
    }),
  );
});

test('a p95 of calls leaves out failed calls, and counts streams apart', () => {
  const spans = Array.from({ length: 20 }, (_, index) =>
    call(index < 10 ? { 'gen_ai.response.time_to_first_chunk': 0.2 } : {}, { duration: (index + 1) * 100 }),
  );
  const failed = call({ 'error.type': 'x' }, { duration: 60_000, status: { code: 'error', message: '' } });
  const { totals } = readOverview(stored({ spans: [...spans, failed] }), RANGE);
  expect(totals.duration).toEqual({ n: 20, p50: 1, p95: 1.9, p99: 2 });
  expect(totals.firstChunk).toEqual({ n: 10, p50: 0.2, p95: 0.2, p99: 0.2 });
});

test.each([
  [['throttled'], 0],
  [['ok', 'throttled'], 20],
] as const)('percentiles of calls with the results %o are of %i answered calls', (results, n) => {
  const db = stored({ spans: Array.from({ length: 20 }, () => call()) });
  const { totals, deployments } = readOverview(db, { ...RANGE, results });
  expect([totals.duration.n, ...deployments.map(({ duration }) => duration.n)]).toEqual(n === 0 ? [0] : [n, n]);
});

test.each([
  ['the whole range, if calls are stored since before it', 20 * DAY, 30],
  ['the part of the range since the first call', DAY / 2, 120],
  ['nothing, for less than an hour', 1_800_000, null],
])('the projection of a month is at the pace of %s', (_, ago, monthly) => {
  const spans = [call({ cost: 1 }, { start: NOW - ago }), call({ cost: 1 }, { start: NOW - 1000 })];
  const db = stored({ spans });
  expect(readOverview(db, RANGE).monthlyCost).toEqual(monthly);
});

test('buckets of a day start at full hours of the time zone', () => {
  const { step, times } = makeBuckets(NOW - 7 * 86_400_000, NOW, 'Asia/Kolkata');
  expect(step).toBe(3 * 3_600_000);
  const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', timeStyle: 'short' });
  expect(local.format(times[0])).toMatch(/^(00|03|06|09|12|15|18|21):00$/);
  expect(times.length).toBeLessThanOrEqual(60);
});

test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])(
  'buckets of days start at midnight in %s, also where summer time starts and ends',
  (timeZone) => {
    const local = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    const [from, to] = [Date.UTC(2026, 0, 1, 5), Date.UTC(2026, 11, 31, 5)];
    for (let start = from; start < to; start += 50 * DAY) {
      const buckets = makeBuckets(start, start + 45 * DAY, timeZone);
      expect(buckets.step).toBe(DAY);
      const starts = buckets.times.map((time) => local.format(time));
      for (const text of starts) expect(text).toMatch(/, 00:00:00$/);
      expect(new Set(starts).size).toBe(starts.length);
      for (const [index, time] of buckets.times.entries()) {
        expect([time - 1, time, time + DAY / 2].map((one) => findBucket(buckets, one))).toEqual([
          Math.max(0, index - 1),
          index,
          index,
        ]);
      }
    }
  },
);

test('a call has its attributes, its event and the record of the platform', () => {
  const span = call({ 'azure.service.request.id': 'r-1', note: '<script>' });
  const { traceId, spanId, resource, scope } = span;
  const event = {
    time: span.endTime,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'gen_ai.client.inference.operation.details',
    body: null,
    attributes: { 'gen_ai.input.messages': '[]' },
    traceId,
    spanId,
    resource,
    scope,
  };
  const db = stored({ spans: [span], logs: [event], platformCalls: [platformCall({ requestId: 'r-1' })] });
  const details = readCallDetails(db, traceId, spanId)!;
  expect(details.body?.attributes).toEqual(span.attributes);
  expect(details.logs).toMatchObject([{ eventName: event.eventName, attributes: event.attributes }]);
  expect(details.platform).toEqual([{ raw: true, ticks: '638481757794854611' }]);
  expect(readCallDetails(db, '0'.repeat(32), spanId)).toBeUndefined();
});

test('a trace has its calls among its other spans', () => {
  const root = { ...call(), name: 'GET /', kind: 'server' as const, attributes: {} };
  const child = { ...call({ cost: 0.5 }, { traceId: root.traceId }), parentSpanId: root.spanId };
  const spans = readTrace(stored({ spans: [root, child] }), root.traceId);
  expect(spans).toMatchObject([
    { spanId: root.spanId, parentSpanId: '', name: 'GET /', isCall: false, cost: null },
    { spanId: child.spanId, parentSpanId: root.spanId, name: 'chat gpt-4o', isCall: true, cost: 0.5 },
  ]);
});

test('a call of a trace has the waits before its retries, and says that it is unpriced', () => {
  const attributes = { 'azure.openai.retry.count': 1, 'azure.openai.cost.absent_reason': 'unknown_model' };
  const retry = { name: 'azure.openai.retry', time: 0n, attributes: { 'azure.openai.retry.delay': 0.25 } };
  const span = call(attributes, { events: [retry] });
  const spans = readTrace(stored({ spans: [span] }), span.traceId);
  expect(spans).toMatchObject([{ cost: null, unpriced: true, retries: [0.25] }]);
});

test('a deployment whose limits are not known is behind those that have nearly all of theirs left', () => {
  const limits = {
    'azure.openai.rate_limit.limit.tokens': 120_000,
    'azure.openai.rate_limit.remaining.tokens': 119_988,
  };
  const spans = [
    call({ 'azure.openai.deployment': 'a-unknown' }),
    call({ 'azure.openai.deployment': 'known', ...limits }),
    call({ 'azure.openai.deployment': 'unknown' }),
  ];
  expect(readLimits(stored({ spans }), RANGE).deployments.map(({ name }) => name)).toEqual([
    'known',
    'a-unknown',
    'unknown',
  ]);
});

test('limits have the lowest headroom, the throttled calls, retries and verdicts', () => {
  const limits = (remaining: number): Record<string, number> => ({
    'azure.openai.rate_limit.limit.tokens': 1000,
    'azure.openai.rate_limit.remaining.tokens': remaining,
  });
  const retry = { name: 'azure.openai.retry', time: 0n, attributes: { 'azure.openai.retry.delay': 0.35 } };
  const db = stored({
    spans: [
      call(limits(900)),
      call({ ...limits(120), 'azure.openai.retry.count': 1 }, { events: [retry] }),
      call(
        { 'azure.openai.error.status_code': 429, 'error.type': 'RateLimitError' },
        { status: { code: 'error', message: '' } },
      ),
      call({
        'azure.openai.content_filter.prompt.hate.severity': 'medium',
        'azure.openai.content_filter.prompt.hate.filtered': true,
        'azure.openai.content_filter.prompt.sexual.severity': 'safe',
        'azure.openai.content_filter.completion.violence.severity': ['safe', 'low'],
      }),
    ],
  });
  const { deployments, verdicts, calls } = readLimits(db, RANGE);
  const [{ headroom, throttled, retries, retryDelay }] = deployments as [(typeof deployments)[number]];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(calls).toBe(4);
  expect([headroom.filter((share) => share !== null), sum(throttled), sum(retries), retryDelay]).toEqual([
    [0.12],
    1,
    1,
    0.35,
  ]);
  expect(verdicts.toSorted((a, b) => a.category.localeCompare(b.category))).toEqual([
    { source: 'prompt', category: 'hate', severity: 'medium', filtered: true, calls: 1 },
    { source: 'completion', category: 'violence', severity: 'low', filtered: false, calls: 1 },
  ]);
});
