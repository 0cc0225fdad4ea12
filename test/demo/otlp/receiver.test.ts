import { gzipSync } from 'node:zlib';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { type Attributes, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../../src/demo/otlp/types.ts';
import { startOtlpReceiver } from '../../../src/demo/otlp-receiver.ts';

const ATTRIBUTES: Attributes = {
  text: 'größer',
  whole: 9_007_199_254_740_991,
  negative: -3,
  fraction: 0.0002475,
  yes: true,
  list: ['stop', 'length'],
  numbers: [1, 2.5],
};

type Exporter = typeof JsonExporter | typeof ProtobufExporter;

/** A parent and its child, exported for real. */
async function exportTo(url: string, Exporter: Exporter, options: object): Promise<void> {
  const exporter = new Exporter({ url: `${url}/v1/traces`, ...options });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('tester', '1.2.3');
  const parent = tracer.startSpan('GET /completion', { kind: SpanKind.SERVER });
  const child = tracer.startSpan(
    'chat gpt-4o',
    { kind: SpanKind.CLIENT, attributes: ATTRIBUTES, startTime: [1_700_000_000, 123_456_789] },
    trace.setSpan(context.active(), parent),
  );
  child.addEvent('first chunk', { size: 3 });
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'too bad' });
  child.end([1_700_000_001, 0]);
  parent.end();
  await provider.shutdown();
}

describe.each([
  ['JSON', JsonExporter, {}],
  ['JSON, compressed', JsonExporter, { compression: 'gzip' }],
  ['protobuf', ProtobufExporter, {}],
  ['protobuf, compressed', ProtobufExporter, { compression: 'gzip' }],
] as const)('spans that an exporter sends as %s', (_, Exporter, options) => {
  test('the receiver returns spans as the exporter sent them', async () => {
    const spans: ReceivedSpan[] = [];
    await using receiver = await startOtlpReceiver({ onSpans: (received) => void spans.push(...received) });
    await exportTo(receiver.url, Exporter, options);
    const child = spans.find((span) => span.name === 'chat gpt-4o')!;
    const parent = spans.find((span) => span.name === 'GET /completion')!;
    expect(child).toMatchObject({
      traceId: parent.traceId,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      parentSpanId: parent.spanId,
      kind: 'client',
      startTime: 1_700_000_000_123_456_789n,
      endTime: 1_700_000_001_000_000_000n,
      status: { code: 'error', message: 'too bad' },
      events: [{ name: 'first chunk', attributes: { size: 3 } }],
      scope: { name: 'tester', version: '1.2.3' },
    });
    expect(child.attributes).toEqual(ATTRIBUTES);
    expect(child.resource['telemetry.sdk.language']).toBe('nodejs');
    expect([parent.kind, parent.parentSpanId, parent.status.code]).toEqual(['server', undefined, 'unset']);
  });
});

interface Sent {
  path?: string;
  method?: string;
  type?: string;
  encoding?: string;
  body?: string | Uint8Array<ArrayBuffer>;
}

function send(
  url: string,
  { path = '/v1/traces', method = 'POST', type = 'application/json', encoding, body }: Sent,
): Promise<Response> {
  const headers = { 'content-type': type, ...(encoding !== undefined && { 'content-encoding': encoding }) };
  return fetch(url + path, { method, headers, ...(method === 'POST' && { body: body ?? '{}' }) });
}

test.each<[what: string, sent: Sent, status: number, says: string]>([
  ['an unknown path', { path: '/v1/profiles' }, 404, '/v1/traces'],
  ['a GET', { method: 'GET' }, 405, 'POST'],
  ['another content type', { type: 'text/plain' }, 415, 'OTEL_EXPORTER_OTLP_PROTOCOL=http/json'],
  ['metrics as protobuf', { path: '/v1/metrics', type: 'application/x-protobuf' }, 415, 'http/json'],
  ['another compression', { encoding: 'br' }, 415, 'OTEL_EXPORTER_OTLP_COMPRESSION'],
  ['a body that is not JSON', { body: '{' }, 400, 'decoded'],
  ['a body that is not gzip', { encoding: 'gzip' }, 400, 'decoded'],
  ['a cut protobuf message', { type: 'application/x-protobuf', body: Uint8Array.of(0x0a, 0x20, 0x01) }, 400, 'decoded'],
])('%s is refused with the reason: %o %i', async (_, sent, status, says) => {
  await using receiver = await startOtlpReceiver({});
  const response = await send(receiver.url, sent);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(says)]);
});

test('an answer has the encoding of its request', async () => {
  await using receiver = await startOtlpReceiver({});
  const json = await send(receiver.url, {});
  expect([json.headers.get('content-type'), await json.text()]).toEqual(['application/json', '{}']);
  const protobuf = await send(receiver.url, { type: 'application/x-protobuf', body: '' });
  expect([protobuf.headers.get('content-type'), await protobuf.text()]).toEqual(['application/x-protobuf', '']);
});

test('a consumer that fails makes the sender retry', async () => {
  await using receiver = await startOtlpReceiver({ onSpans: () => Promise.reject(new Error('full')) });
  const response = await send(receiver.url, {});
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await response.json()).toMatchObject({ message: 'full' });
});

test('metrics and logs are passed on as JSON', async () => {
  const received: unknown[] = [];
  const keep = (request: unknown): void => void received.push(request);
  await using receiver = await startOtlpReceiver({ onMetrics: keep, onLogs: keep });
  const body = gzipSync('{"resourceMetrics":[]}');
  await send(receiver.url, { path: '/v1/metrics', encoding: 'gzip', body: new Uint8Array(body) });
  await send(receiver.url, { path: '/v1/logs', body: '{"resourceLogs":[]}' });
  expect(received).toEqual([{ resourceMetrics: [] }, { resourceLogs: [] }]);
});

test('a missing or malformed field does not stop the rest', async () => {
  const spans: ReceivedSpan[] = [];
  await using receiver = await startOtlpReceiver({ onSpans: (received) => void spans.push(...received) });
  const odd = [{ name: 'bare' }, { name: 'odd', kind: 99, startTimeUnixNano: 'soon', attributes: [{ key: 'x' }, 7] }];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: odd }] }, 'nothing'] });
  expect((await send(receiver.url, { body })).status).toBe(200);
  expect(spans).toMatchObject([
    { name: 'bare', kind: 'unspecified', startTime: 0n, attributes: {}, scope: { name: '' } },
    { name: 'odd', kind: 'unspecified', startTime: 0n, attributes: { x: null } },
  ]);
});
