import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { findBucket, makeBuckets } from '../../src/store/queries/buckets.ts';
import { readCallDetails, readTrace } from '../../src/store/queries/call.ts';
import { type CallsQuery, readCalls } from '../../src/store/queries/calls.ts';
import { readLimits } from '../../src/store/queries/limits.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { Samples } from '../../src/store/queries/percentiles.ts';
import { readPlatform } from '../../src/store/queries/platform.ts';
import type { PlatformCall } from '../../src/store/platform-row.ts';
import { openForReading } from '../../src/store/schema.ts';
import type { Batch } from '../../src/store/record-inserter.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, temporaryFile } from './telemetry.ts';

const DAY = 86_400_000;
const RANGE = { from: NOW - 86_400_000, to: NOW };

function stored(...batches: Batch[]): DatabaseSync {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  writer.write(batches);
  writer.close();
  return openForReading(file);
}

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

const CONTENT = [
  call({ response: JSON.stringify({ choices: [{ message: { content: 'Der Grüße-Text ist schön' } }] }), cost: 0.3 }),
  call({ 'app.tenant': 'contoso', 'http.route': '/a b', cost: 0.1 }, { start: NOW - 1000 }),
  call({ 'app.tenant': 'contoso retail', cost: 0.2 }, { start: NOW - 26 * 3_600_000 }),
];

test.each<[what: string, query: Partial<CallsQuery>, found: number[]]>([
  ['words of the response', { text: 'schön' }, [0]],
  ['words without accents', { text: 'schon text' }, [0]],
  ['the beginning of a word', { text: 'grü*' }, [0]],
  ['a phrase', { text: '"ist schön"' }, [0]],
  ['a word that is nowhere', { text: 'nowhere' }, []],
  ['an attribute with exactly this value', { attributes: ['app.tenant=contoso'] }, [1]],
  ['an attribute whose value has blanks', { attributes: ['http.route=/a b'] }, [1]],
  ['an attribute of the resource, and words', { text: 'contoso', attributes: ['app.tenant=contoso retail'] }, [2]],
  ['characters that are operators of a search', { text: 'NEAR( OR "' }, []],
])('calls are found by %s', (_, query, found) => {
  const { calls } = readCalls(stored({ spans: CONTENT }), { from: 0, to: NOW, ...query });
  expect(calls.map(({ traceId }) => CONTENT.findIndex((span) => span.traceId === traceId))).toEqual(found);
});

test.each<
  [sort: NonNullable<CallsQuery['sort']>, order: NonNullable<CallsQuery['order']>, text: string, expected: number[]]
>([
  ['time', 'desc', '', [1, 0, 2]],
  ['time', 'asc', '', [2, 0, 1]],
  ['cost', 'desc', '', [0, 2, 1]],
  ['cost', 'asc', 'contoso', [1, 2]],
])('calls are sorted by %s %s, in a search for "%s" too', (sort, order, text, expected) => {
  const { calls } = readCalls(stored({ spans: CONTENT }), { from: 0, to: NOW, sort, order, text });
  expect(calls.map(({ traceId }) => CONTENT.findIndex((span) => span.traceId === traceId))).toEqual(expected);
});

test('a list of calls has pages, each call once', () => {
  const spans = Array.from({ length: 25 }, (_, index) => call({}, { start: NOW - 1000 - index }));
  const db = stored({ spans });
  const pages = [0, 10, 20].map((offset) => readCalls(db, { ...RANGE, offset, limit: 10 }));
  expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
  expect(pages.flatMap(({ calls }) => calls.map(({ traceId }) => traceId))).toEqual(
    spans.map(({ traceId }) => traceId),
  );
});

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

let records = 0;

function platformCall(options: Partial<PlatformCall>): PlatformCall {
  records += 1;
  return {
    id: `record-${records}`,
    time: (NOW - 3_600_000) * 1000,
    isCall: true,
    category: 'RequestResponse',
    resource: 'my-resource',
    deployment: 'gpt-4o',
    model: null,
    operation: 'ChatCompletions_Create',
    caller: '10.0.0.***',
    requestId: null,
    status: 200,
    dur: 100_000,
    input: null,
    output: null,
    document: '{"raw":true,"ticks":638481757794854611}',
    ...options,
  };
}

test('calls of the platform are matched by request id, once for records of several categories', () => {
  const spans = ['a', 'b'].map((id) => call({ 'azure.service.request.id': id }));
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'a', category: 'GatewayLogs' }),
    platformCall({ requestId: 'b' }),
    platformCall({ requestId: 'c', caller: '10.9.9.***' }),
  ];
  const { platform, untraced, byCaller, byDeployment, latestUntraced } = readPlatform(
    stored({ spans, platformCalls }),
    RANGE,
  );
  expect({ platform, untraced }).toEqual({ platform: 3, untraced: 1 });
  expect(byCaller[0]).toMatchObject({ name: '10.9.9.***', platform: 1, untraced: 1, traced: 0 });
  expect(byDeployment).toMatchObject([{ name: 'gpt-4o', platform: 3, untraced: 1 }]);
  expect(latestUntraced).toMatchObject([{ requestId: 'c' }]);
});

test('the record of an attempt that a traced call tried again is traced, and no record beyond the retries', () => {
  const spans = [call({ 'azure.service.request.id': 'a', 'azure.openai.retry.count': 1 })];
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'a1', status: 429 }),
    platformCall({ requestId: 'x1', status: 429 }),
    platformCall({ requestId: 'x2', status: 400 }),
  ];
  expect(readPlatform(stored({ spans, platformCalls }), RANGE)).toMatchObject({ platform: 4, untraced: 2 });
});

test('a record that is of no call of a model is not compared with what is traced', () => {
  const platformCalls = [platformCall({ requestId: 'a' }), platformCall({ requestId: 'b', isCall: false })];
  expect(readPlatform(stored({ platformCalls }), RANGE)).toMatchObject({
    platform: 1,
    untraced: 1,
    latestUntraced: [{ requestId: 'a' }],
  });
});

test('spill-over has the deployment that was asked and the one that answered', () => {
  const spilled = {
    'azure.openai.deployment': 'gpt-4o-ptu',
    'azure.openai.spilled_over': true,
    'azure.openai.spillover.from_deployment': 'gpt-4o-ptu',
    'azure.openai.served_deployment': 'gpt-4o',
  };
  const { spillover } = readPlatform(stored({ spans: [call(spilled), call(spilled), call()] }), RANGE);
  expect(spillover).toEqual([{ from: 'gpt-4o-ptu', to: 'gpt-4o', calls: 2 }]);
});

test('calls of the platform are filtered by deployment', () => {
  const spans = [
    call({ 'azure.service.request.id': 'a' }),
    call({ 'azure.openai.spilled_over': true, 'azure.openai.spillover.from_deployment': 'provisioned' }),
  ];
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'b', deployment: 'other' }),
    platformCall({ deployment: 'other' }),
  ];
  const db = stored({ spans, platformCalls });
  const read = (deployment: string): object => {
    const { platform, untraced, latestUntraced, spillover } = readPlatform(db, { ...RANGE, deployment: [deployment] });
    return { platform, untraced, latest: latestUntraced.length, spilled: spillover.length };
  };
  expect(read('gpt-4o')).toEqual({ platform: 1, untraced: 0, latest: 0, spilled: 1 });
  expect(read('other')).toEqual({ platform: 2, untraced: 2, latest: 1, spilled: 0 });
  expect(read('provisioned')).toEqual({ platform: null, untraced: null, latest: 0, spilled: 1 });
});

test('calls of the platform without request ids are compared by deployment and hour', () => {
  const platformCalls = [1, 2, 3].map(() => platformCall({}));
  const { platform, untraced } = readPlatform(stored({ spans: [call()], platformCalls }), RANGE);
  expect({ platform, untraced }).toEqual({ platform: 3, untraced: 2 });
});

test('without records of the platform, the number of calls that are not traced is unknown', () => {
  expect(readPlatform(stored({ spans: [call()] }), RANGE)).toMatchObject({ platform: null, untraced: null });
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
