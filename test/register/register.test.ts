import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../src/demo/otlp/types.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../src/demo/otlp-receiver.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { type RunningApp, startNode } from '../support/run-app.ts';

const IMPORT = ['--import', 'opentelemetry-instrumentation-azure-openai/register'];
const apps = (name: string): string => `test/fixtures/apps/${name}`;

let simulator: Simulator;
let receiver: OtlpReceiver;
let spans: ReceivedSpan[] = [];

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await startOtlpReceiver({ onSpans: (received) => void spans.push(...received) });
});

afterAll(async () => {
  await receiver.close();
  await simulator.close();
});

function start(args: readonly string[], env: Record<string, string> = {}): RunningApp {
  spans = [];
  return startNode(args, {
    AZURE_OPENAI_ENDPOINT: simulator.url,
    AZURE_OPENAI_API_KEY: 'key',
    OPENAI_API_VERSION: '2024-10-21',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=test-app,deployment.environment.name=test',
    ...env,
  });
}

const chatSpans = (): ReceivedSpan[] => spans.filter(({ name }) => name.startsWith('chat '));

describe('node --import …/register', () => {
  test.each(['call.mjs', 'call.cjs'])(
    'exports the call of %s, and the HTTP request under it, before it ends',
    async (app) => {
      const { code, stdout, stderr } = await start([...IMPORT, apps(app)]).ended;

      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'gpt-4.1-mini-2025-04-14\n', stderr: '' });
      const [chat] = chatSpans();
      expect(chat).toMatchObject({
        name: 'chat gpt-4.1-mini',
        kind: 'client',
        attributes: { model: 'gpt-4.1-mini-2025-04-14', cost: expect.any(Number) },
        resource: { 'service.name': 'test-app', 'deployment.environment.name': 'test' },
        scope: { name: 'opentelemetry-instrumentation-azure-openai' },
      });
      const http = spans.filter(({ parentSpanId }) => parentSpanId === chat!.spanId);
      expect(http.map(({ name, kind }) => ({ name, kind }))).toEqual([{ name: 'POST', kind: 'client' }]);
    },
  );

  test('works with --require too', async () => {
    const { stderr } = await start([
      '--require',
      'opentelemetry-instrumentation-azure-openai/register',
      apps('call.cjs'),
    ]).ended;
    expect(stderr).toBe('');
    expect(chatSpans()).toHaveLength(1);
  });

  test('sends protobuf if asked, or if nothing is asked', async () => {
    await start([...IMPORT, apps('call.mjs')], {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_METRICS_EXPORTER: 'none',
    }).ended;
    expect(chatSpans()).toHaveLength(1);
  });

  test('does not change the exit code of an application that ends of itself', async () => {
    const { code } = await start([...IMPORT, apps('call.mjs')], { EXIT_CODE: '7' }).ended;
    expect(code).toBe(7);
    expect(chatSpans()).toHaveLength(1);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('exports on %s, and the process still ends by it', async (signal) => {
    const app = start([...IMPORT, apps('serve.mjs')]);
    await app.wrote('ready');
    app.child.kill(signal);
    expect(await app.ended).toMatchObject({ code: null, signal });
    expect(chatSpans()).toHaveLength(1);
  });

  test('leaves it to an application that handles the signal how to end', async () => {
    const app = start([...IMPORT, apps('serve.mjs')], { HANDLE_SIGNALS: '1' });
    await app.wrote('ready');
    app.child.kill('SIGTERM');
    expect(await app.ended).toMatchObject({ code: 3, signal: null });
    expect(chatSpans()).toHaveLength(1);
  });

  test('sends the headers that are asked for, percent-decoded, with traces, metrics and logs', async () => {
    const seen = new Map<string, unknown>();
    const server = createServer((request, response) => {
      seen.set(request.url ?? '', request.headers.authorization);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await start([...IMPORT, apps('call-with-signals.mjs')], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret',
    }).ended;
    server.close();
    const bearer = 'Bearer secret';
    expect(Object.fromEntries(seen)).toEqual({ '/v1/traces': bearer, '/v1/metrics': bearer, '/v1/logs': bearer });
  });

  test('does nothing with OTEL_SDK_DISABLED', async () => {
    const { code, stderr } = await start([...IMPORT, apps('call.mjs')], { OTEL_SDK_DISABLED: 'true' }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(spans).toEqual([]);
  });

  test('stands aside, with one message, if an SDK is registered already', async () => {
    const { code, stderr } = await start(['--import', `./${apps('other-sdk.mjs')}`, ...IMPORT, apps('call.mjs')]).ended;
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('an OpenTelemetry SDK is registered already')]);
    expect(spans).toEqual([]);
  });
});
