import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test, vi } from 'vitest';
import { exportCalls } from '../../src/dashboard/export-calls.ts';
import type { Dashboard } from '../../src/dashboard/server.ts';
import {
  ExportTraceServiceRequestSchema,
  ExportTraceServiceResponseSchema,
} from '../../src/otlp/generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.js';
import { call, NOW } from '../store/telemetry.ts';
import { startTestDashboard } from './start-dashboard.ts';

/** Spans of a real SDK, as an exporter sends them. */
function exportedSpans(
  serializer: typeof JsonTraceSerializer | typeof ProtobufTraceSerializer,
): Uint8Array<ArrayBuffer> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const attributes = { 'gen_ai.operation.name': 'chat', 'azure.openai.deployment': 'gpt-4o', cost: 0.0002475 };
  provider.getTracer('test').startSpan('chat gpt-4o', { attributes }).end();
  return new Uint8Array(serializer.serializeRequest(exporter.getFinishedSpans())!);
}

test.each([
  ['application/json', JsonTraceSerializer, 'identity'],
  ['application/x-protobuf', ProtobufTraceSerializer, 'identity'],
  ['application/x-protobuf', ProtobufTraceSerializer, 'gzip'],
] as const)('a call that an SDK exports as %s is in the answers of the API', async (type, serializer, encoding) => {
  const { dashboard } = await startTestDashboard();
  const body = exportedSpans(serializer);
  const response = await fetch(`${dashboard.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': type, 'content-encoding': encoding },
    body: encoding === 'gzip' ? new Uint8Array(gzipSync(body)) : body,
  });
  expect(response.status).toBe(200);
  const { calls } = (await (await fetch(`${dashboard.url}/api/calls`)).json()) as {
    calls: { traceId: string; spanId: string }[];
  };
  expect(calls).toMatchObject([{ deployment: 'gpt-4o', operation: 'chat', cost: 0.0002475 }]);
  const details = await (await fetch(`${dashboard.url}/api/calls/${calls[0]!.traceId}/${calls[0]!.spanId}`)).json();
  expect(details).toMatchObject({ body: { attributes: { cost: 0.0002475 } }, price: { total: '0.0002475' } });
});

/** What other SDKs sent: test/fixtures/otlp has the programs that recorded it. */
async function sendRecorded(dashboard: Dashboard, signal: string, language: string): Promise<number> {
  const body = readFileSync(new URL(`../fixtures/otlp/${signal}.${language}.bin`, import.meta.url));
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
  return (await fetch(`${dashboard.url}/v1/${signal}`, { method: 'POST', headers, body })).status;
}

test.each(['python', 'go'])(
  'a call that the SDK of %s recorded has its tokens, and gets an estimated cost',
  async (language) => {
    const { store, dashboard } = await startTestDashboard();
    expect(await sendRecorded(dashboard, 'traces', language)).toBe(200);
    const range = { from: 0, to: Date.now() + 1e12 };
    const { calls } = await store.query('calls', range);
    expect(calls).toMatchObject([
      {
        service: `${language}-service`,
        deployment: 'gpt-4o',
        input: 17,
        output: 5,
        cost: 0.0000925,
        estimated: true,
        result: 'ok',
      },
    ]);
    expect((await store.query('overview', range)).totals).toMatchObject({ calls: 1, unpriced: 0, cost: 0.0000925 });
  },
);

test('metrics and log records of the SDK of Python are accepted', async () => {
  const { dashboard } = await startTestDashboard();
  expect(await sendRecorded(dashboard, 'metrics', 'python')).toBe(200);
  expect(await sendRecorded(dashboard, 'logs', 'python')).toBe(200);
});

test('a body that cannot be decoded is refused, and stores nothing', async () => {
  const { dashboard } = await startTestDashboard();
  const headers = { 'content-type': 'application/x-protobuf' };
  const response = await fetch(`${dashboard.url}/v1/traces`, { method: 'POST', headers, body: 'not protobuf' });
  expect(response.status).toBe(400);
});

const SPAN = { name: 'chat', startTimeUnixNano: '1800000000000000000', endTimeUnixNano: '1800000000000000001' };
const PARTIAL = {
  resourceSpans: [{ scopeSpans: [{ spans: [SPAN, { ...SPAN, traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }] }] }],
};

test('spans that cannot be stored are counted in the partial success of the answer', async () => {
  const { dashboard } = await startTestDashboard();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${dashboard.url}/v1/traces`, {
    method: 'POST',
    headers,
    body: JSON.stringify(PARTIAL),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('trace id') },
  });
});

test('a partial success is protobuf for a sender of protobuf', async () => {
  const { dashboard } = await startTestDashboard();
  const request = create(ExportTraceServiceRequestSchema, {
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'without ids' }, { name: 'too' }] }] }],
  });
  const response = await fetch(`${dashboard.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(toBinary(ExportTraceServiceRequestSchema, request)),
  });
  const answer = fromBinary(ExportTraceServiceResponseSchema, new Uint8Array(await response.arrayBuffer()));
  expect(answer.partialSuccess).toMatchObject({ rejectedSpans: 2n, errorMessage: expect.stringContaining('trace id') });
});

test('every view is the same page, and a file that is not of the page is not found', async () => {
  const { dashboard } = await startTestDashboard();
  const paths = ['/', '/calls', `/calls/${'a'.repeat(32)}/${'b'.repeat(16)}`, '/limits'];
  for (const path of paths) expect(await (await fetch(dashboard.url + path)).text()).toBe('the file index.html');
  expect(await (await fetch(`${dashboard.url}/app.js`)).text()).toBe('the file app.js');
  for (const path of ['/package.json', '/sub/x.js', '/%2e%2e/secret.txt']) {
    expect((await fetch(dashboard.url + path)).status).toBe(404);
  }
});

test.each([
  ['/api/overview?from=2&to=1', 400, 'from must be before to'],
  ['/api/overview?from=x', 400, 'from must be a whole number'],
  ['/api/overview?tz=Mars/Base', 400, 'tz must be'],
  ['/api/overview?from=0', 400, 'a range may have'],
  ['/api/calls?sort=color', 400, 'sort must be one of time, cost, duration, tokens'],
  ['/api/calls?result=bad', 400, 'result must be one of'],
  ['/api/calls?attribute=x', 400, 'attribute must be name=value'],
  [`/api/calls/${'a'.repeat(32)}/${'b'.repeat(16)}`, 404, 'nothing is stored'],
  ['/api/secrets', 404, 'no such path'],
])('%s is answered with %i and the reason', async (path, status, reason) => {
  const { dashboard } = await startTestDashboard();
  const response = await fetch(dashboard.url + path);
  expect([response.status, await response.json()]).toEqual([status, { error: expect.stringContaining(reason) }]);
});

test('an export has exactly the calls of its filter, and no formula', async () => {
  const { dashboard, store } = await startTestDashboard();
  const now = Date.now();
  const spans = Array.from({ length: 1001 }, (_, index) =>
    call(
      { 'app.tenant': index === 0 ? '=cmd()' : 'contoso', 'azure.openai.deployment': 'a "b", c' },
      { start: now - 1000 - index },
    ),
  );
  await store.write({ spans: [...spans, call({ 'app.tenant': 'other' }, { start: Date.now() - 5000 })] });
  const csv = await (await fetch(`${dashboard.url}/api/calls.csv?tenant=contoso&tenant=%3Dcmd()`)).text();
  const lines = csv.trimEnd().split('\r\n');
  expect(lines).toHaveLength(1002);
  expect(lines[1]).toContain(`,"a ""b"", c",,'=cmd(),,chat,ok,`);
  const ndjson = await (await fetch(`${dashboard.url}/api/calls.ndjson?tenant=contoso`)).text();
  const ids = ndjson
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { spanId: string }).spanId);
  expect(ids).toEqual(spans.slice(1).map(({ spanId }) => spanId));
});

test('calls that arrive during an export neither move nor repeat the others', async () => {
  const { store } = await startTestDashboard();
  const spans = Array.from({ length: 1500 }, (_, index) => call({}, { start: NOW - 2000 - index }));
  await store.write({ spans });
  const ids = await store.query('findCalls', { from: 0, to: NOW });
  let text = '';
  for await (const page of exportCalls(store, ids, 'ndjson')) {
    text += page;
    await store.write({ spans: Array.from({ length: 100 }, () => call({}, { start: NOW - 1000 })) });
  }
  const exported = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { spanId: string }).spanId);
  expect(exported).toEqual(spans.map(({ spanId }) => spanId));
});

test('open pages get an event after something was stored', async () => {
  const { dashboard, store } = await startTestDashboard();
  const abort = new AbortController();
  const response = await fetch(`${dashboard.url}/api/changes`, { signal: abort.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  })().catch(() => {});
  await vi.waitFor(() => expect(text).toContain('data: 0'));
  await store.write({ spans: [call()] });
  await vi.waitFor(() => expect(text).toContain('data: 1'), 5000);
  abort.abort();
  await reading;
});
