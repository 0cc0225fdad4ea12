import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import {
  DEFAULT_DEPLOYMENTS,
  FILTERED_PROMPT_PHRASE,
  type Simulator,
  startSimulator,
} from '../../src/demo/simulator/index.ts';
import { type RunningApp, azureEnv, startNode } from '../support/run-app.ts';

const ROOT = new URL('../../', import.meta.url);

/** The two ways to instrument the example. */
const WAYS = [
  ['node --import …/register', 'dist/register.js'],
  ['node --import ./instrumentation.mjs', 'examples/express-app/instrumentation.mjs'],
];

describe.each(WAYS)('the Express example under %s', (_, preload) => {
  let simulator: Simulator;
  let receiver: OtlpReceiver;
  let app: RunningApp;
  let url = '';
  const spans: ReceivedSpan[] = [];

  beforeAll(async () => {
    const stalling = { model: 'gpt-4o-2024-11-20', faults: [{ every: 1, kind: 'stall_stream' as const }] };
    simulator = await startSimulator({ deployments: { ...DEFAULT_DEPLOYMENTS, stalling } });
    receiver = await startOtlpReceiver((received) => void spans.push(...(received.spans ?? [])));
    app = startNode(['--import', new URL(preload, ROOT).href, 'examples/express-app/app.mjs'], {
      PORT: '0',
      ...azureEnv(simulator.url),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=tested',
    });
    url = /http:\/\/\S+/.exec(await app.wrote('\n'))![0];
  });

  afterAll(async () => {
    app.child.kill('SIGKILL');
    await receiver.close();
    await simulator.close();
  });

  /** A request on a connection of its own, so that the app has none open when it has to end. */
  function ask(path: string, body?: object): Promise<Response> {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    return fetch(
      url + path,
      body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    );
  }

  test('GET /completion answers the question of the tutorial', async () => {
    const response = await ask('/completion');
    expect([response.status, await response.json()]).toEqual([200, { answer: expect.any(String) }]);
    expect(simulator.ledger.calls.at(-1)!.request.body).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'How do I send my APM data to Elastic Observability?' }],
      max_tokens: 20,
      temperature: 0,
    });
  });

  test('POST /chat streams the answer of the deployment that the body names', async () => {
    const response = await ask('/chat', { message: 'What is a span?', deployment: 'gpt-4.1-mini' });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('simul')]);
    expect(simulator.ledger.calls.at(-1)!.model).toBe('gpt-4.1-mini-2025-04-14');
  });

  test('errors reach the client as JSON, with their status', async () => {
    const unknown = await ask('/completion?deployment=none');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'DeploymentNotFound' } }]);
    const filtered = await ask('/chat', { message: FILTERED_PROMPT_PHRASE });
    expect([filtered.status, await filtered.json()]).toMatchObject([400, { error: { code: 'content_filter' } }]);
    expect((await ask('/chat', {})).status).toBe(400);
  });

  test('a client that leaves ends the call of Azure OpenAI', async () => {
    const response = await ask('/chat', { message: 'Go on and on.', deployment: 'stalling' });
    await response.body!.cancel();
    await simulator.settled();
    expect(simulator.ledger.calls.at(-1)).toMatchObject({ deployment: 'stalling', outcome: 'aborted' });
  });

  test('SIGTERM ends the app with exit code 0, after its last spans are sent and without a warning', async () => {
    app.child.kill('SIGTERM');
    expect(await app.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    // GET /completion (server)
    // └─ request handler (internal)
    //    └─ chat gpt-4o (client)
    //       └─ POST (client)
    const root = spans.find((span) => span.name === 'GET /completion' && span.parentSpanId === undefined)!;
    const trace = spans.filter((span) => span.traceId === root.traceId);
    const depth = (span: ReceivedSpan): number => {
      const parent = trace.find((other) => other.spanId === span.parentSpanId);
      return parent === undefined ? 0 : depth(parent) + 1;
    };
    const tree = trace
      .toSorted((a, b) => depth(a) - depth(b))
      .map((span) => `${depth(span)} ${span.kind} ${span.name}`);
    expect(tree).toEqual([
      '0 server GET /completion',
      expect.stringContaining('1 internal request handler'),
      '2 client chat gpt-4o',
      '3 client POST',
    ]);
    expect(trace.map((span) => span.resource['service.name'])).toEqual(trace.map(() => 'tested'));
    expect(spans.filter((span) => span.name.startsWith('chat'))).toHaveLength(5);
  });
});
