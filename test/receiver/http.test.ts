import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { readValue } from '../../src/receiver/values.ts';
import { ATTRIBUTES, type Sent, send } from './send.ts';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import { otlpHandler } from '../../src/receiver/http.ts';

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
  test('spans arrive as the exporter sent them', async () => {
    const spans: ReceivedSpan[] = [];
    await using receiver = await startOtlpReceiver((received) => void spans.push(...(received.spans ?? [])));
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

/** A span with an attribute that is an array within an array, and so on, as protobuf. */
function nestedSpan(depth: number): Uint8Array<ArrayBuffer> {
  const field = (number: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish();
  let value: Uint8Array<ArrayBuffer> = new Uint8Array();
  for (let level = 0; level < depth; level += 1) value = field(5, field(1, value));
  return field(1, field(2, field(2, field(9, field(2, value)))));
}

/** The same as JSON. */
function nestedJson(depth: number): string {
  const value = `${'{"arrayValue":{"values":['.repeat(depth)}${']}}'.repeat(depth)}`;
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"x","value":${value}}]}]}]}]}`;
}

test.each<[what: string, sent: Sent, status: number, says: string]>([
  ['a GET', { method: 'GET' }, 405, 'POST'],
  ['another content type', { type: 'text/plain' }, 415, 'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or'],
  ['a deeply nested message', { type: 'application/x-protobuf', body: nestedSpan(3000) }, 400, 'decoded'],
  ['deeply nested JSON', { body: nestedJson(3000) }, 400, 'nested'],
  [
    'a body that is too large once it is unpacked',
    { encoding: 'gzip', body: gzipSync(Buffer.alloc(65 << 20)) },
    413,
    'bytes',
  ],
  ['another compression', { encoding: 'br' }, 415, 'OTEL_EXPORTER_OTLP_COMPRESSION'],
  ['a body that is not JSON', { body: '{' }, 400, 'decoded'],
  ['a list that is an object', { body: '{"resourceSpans":{}}' }, 400, 'resourceSpans must be an array'],
  ['a number as the list of spans', { body: '{"resourceSpans":[{"scopeSpans":[{"spans":1}]}]}' }, 400, 'spans must'],
  ['a list of logs that is a text', { path: '/v1/logs', body: '{"resourceLogs":"x"}' }, 400, 'resourceLogs'],
  ['a body that is not gzip', { encoding: 'gzip' }, 400, 'decoded'],
  ['a cut protobuf message', { type: 'application/x-protobuf', body: Uint8Array.of(0x0a, 0x20, 0x01) }, 400, 'decoded'],
])('the receiver refuses %s and says why: %o %i', async (_, sent, status, says) => {
  await using receiver = await startOtlpReceiver(() => {});
  const response = await send(receiver.url, sent);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(says)]);
});

test('a request to a path that is not of OTLP is left to the server', async () => {
  let isOtlp: boolean | undefined;
  const handle = otlpHandler(async () => undefined);
  const server = createServer((message, response) => {
    void handle(message, response).then((handled) => {
      isOtlp = handled;
      response.writeHead(418).end();
    });
  });
  const port = await listenOnLoopback(server, 0);
  expect((await send(`http://127.0.0.1:${port}`, { path: '/v1/profiles' })).status).toBe(418);
  expect(isOtlp).toBe(false);
  await closeServer(server);
});

test('an answer has the encoding of its request', async () => {
  await using receiver = await startOtlpReceiver(() => {});
  const json = await send(receiver.url, {});
  expect([json.headers.get('content-type'), await json.text()]).toEqual(['application/json', '{}']);
  const protobuf = await send(receiver.url, { type: 'application/x-protobuf', body: '' });
  expect([protobuf.headers.get('content-type'), await protobuf.text()]).toEqual(['application/x-protobuf', '']);
});

test('a consumer that fails makes the sender retry', async () => {
  await using receiver = await startOtlpReceiver(() => Promise.reject(new Error('full')));
  const response = await send(receiver.url, {});
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await response.json()).toMatchObject({ message: 'full' });
});

test('an integer that a number cannot hold keeps all its digits', () => {
  expect(readValue({ intValue: '9223372036854775807' })).toBe('9223372036854775807');
  expect(readValue({ value: { case: 'intValue', value: 9_007_199_254_740_993n } })).toBe('9007199254740993');
  expect(readValue({ intValue: '-42' })).toBe(-42);
});

test('any bytes and any JSON are either decoded or refused with 400', async () => {
  await using receiver = await startOtlpReceiver(() => {});
  const sent = fc.oneof(
    fc.uint8Array({ maxLength: 64 }).map((body) => ({ type: 'application/x-protobuf', body: new Uint8Array(body) })),
    fc.json().map((body) => ({ type: 'application/json', body })),
  );
  const path = fc.constantFrom('/v1/traces', '/v1/metrics', '/v1/logs');
  await fc.assert(
    fc.asyncProperty(sent, path, async (request, path) => {
      const { status } = await send(receiver.url, { ...request, path });
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test('a field that a sender leaves out, or gets wrong, gets its default', async () => {
  const spans: ReceivedSpan[] = [];
  await using receiver = await startOtlpReceiver((received) => void spans.push(...(received.spans ?? [])));
  const odd = [{ name: 'bare' }, { name: 'odd', kind: 99, startTimeUnixNano: 'soon', attributes: [{ key: 'x' }, 7] }];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: odd }] }, 'nothing'] });
  expect((await send(receiver.url, { body })).status).toBe(200);
  expect(spans).toMatchObject([
    { name: 'bare', kind: 'unspecified', startTime: 0n, attributes: {}, scope: { name: '' } },
    { name: 'odd', kind: 'unspecified', startTime: 0n, attributes: { x: null } },
  ]);
});
