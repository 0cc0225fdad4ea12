import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../../src/cli/listen.ts';
import { IMPORT, apps, chatSpans, spans, start } from './started-apps.ts';

test('register sends protobuf if requested, or by default', async () => {
  await start([...IMPORT, apps('call.mjs')], {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRICS_EXPORTER: 'none',
  }).ended;
  expect(chatSpans()).toHaveLength(1);
});

test('register sends the configured headers, percent-decoded, with traces, metrics and logs', async () => {
  const seen = new Map<string, unknown>();
  const server = createServer((request, response) => {
    seen.set(request.url ?? '', request.headers.authorization);
    request.resume().on('end', () => response.end());
  });
  const port = await listenOnLoopback(server, 0);
  await start([...IMPORT, apps('call-with-signals.mjs')], {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret',
  }).ended;
  server.close();
  const bearer = 'Bearer secret';
  expect(Object.fromEntries(seen)).toEqual({ '/v1/traces': bearer, '/v1/metrics': bearer, '/v1/logs': bearer });
});

test('register does nothing with OTEL_SDK_DISABLED', async () => {
  const { code, stderr } = await start([...IMPORT, apps('call.mjs')], { OTEL_SDK_DISABLED: 'true' }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(spans).toEqual([]);
});

test.each([
  ['azure-openai', 1],
  ['opentelemetry-instrumentation-azure-openai,undici', 0],
])('register makes no span of calls with OTEL_NODE_DISABLED_INSTRUMENTATIONS=%s', async (list, httpSpans) => {
  const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: list };
  const { stdout, stderr } = await start([...IMPORT, apps('call.mjs')], env).ended;
  expect({ stdout, stderr }).toEqual({ stdout: 'gpt-4.1-mini-2025-04-14\n', stderr: '' });
  expect(spans.map(({ name }) => name)).toEqual(Array(httpSpans).fill('POST'));
});

test('register starts only the instrumentations that OTEL_NODE_ENABLED_INSTRUMENTATIONS lists', async () => {
  const env = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http, azure-openai' };
  await start([...IMPORT, apps('call.mjs')], env).ended;
  expect(spans.map(({ name }) => name)).toEqual(['chat gpt-4.1-mini']);
});

test('register reports an OTEL_NODE_ENABLED_INSTRUMENTATIONS that leaves it out', async () => {
  const { stderr } = await start([...IMPORT, apps('call.mjs')], { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'undici' }).ended;
  expect(stderr.trim()).toMatch(/^opentelemetry-instrumentation-azure-openai\/register: calls are not recorded/);
  expect(spans.map(({ name }) => name)).toEqual(['POST']);
});

test('the switch of other openai instrumentations does not switch off this one', async () => {
  await start([...IMPORT, apps('call.mjs')], { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'openai' }).ended;
  expect(chatSpans()).toHaveLength(1);
});

test('register reports an invalid setting, and records no response if the intention is unknown', async () => {
  const env = { AZURE_OPENAI_OTEL_CAPTURE_RESPONSE: '0', AZURE_OPENAI_OTEL_PRICES: '/no/such/file.json' };
  const { stderr } = await start([...IMPORT, apps('call.mjs')], env).ended;
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('AZURE_OPENAI_OTEL_CAPTURE_RESPONSE must be true or false; responses are not recorded'),
    expect.stringMatching(/the option prices is ignored: \/no\/such\/file.json .* cannot be read: ENOENT/),
  ]);
  expect(chatSpans()[0]!.attributes).not.toHaveProperty('response');
});
