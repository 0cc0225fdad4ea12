import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { AzureOpenAI, OpenAI } from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { expect, test, vi } from 'vitest';
import { activeCalls } from '../../../src/instrumentation/call/active-calls.ts';
import { startMetrics } from '../../support/metrics.ts';
import { completed, created, delta } from './responses-events.ts';
import { client, closeAfterTest, connect, create, server, telemetry } from './responses-socket.ts';

test('a turn of ResponsesWS has the metrics of a call over HTTP', async () => {
  const metrics = startMetrics();
  telemetry.instrumentation.setMeterProvider(metrics.provider);
  server.handle((_, send) => send(created(), delta('Hi'), completed()));
  connect().send(create());
  await telemetry.waitForSpans(1);
  const found = await metrics.read();
  expect(found['gen_ai.client.operation.duration']!.map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({ 'gen_ai.operation.name': 'chat', 'azure.openai.deployment': 'my-gpt' }),
  ]);
  expect(found['azure.openai.client.cost']!.map(({ value }) => value)).toEqual([0.00044]);
  expect(Object.keys(found)).toEqual(
    expect.arrayContaining(['gen_ai.client.token.usage', 'gen_ai.client.operation.time_to_first_chunk']),
  );
});

test('a socket that connects again has a session for each connection, in the same context', async () => {
  server.handle((_event, _send, socket) => socket.terminate());
  const request = trace.getTracer('test').startSpan('request');
  const reconnect = { initialDelay: 1, onReconnecting: () => {} };
  const socket = context.with(trace.setSpan(context.active(), request), () =>
    closeAfterTest(new ResponsesWS(client, { reconnect })),
  );
  const again = new Promise<void>((resolve) => socket.on('reconnected', () => resolve()));
  socket.send(create());
  const broken = await telemetry.waitForSpans(2);
  await again;
  server.handle((_, send) => send(created(), completed()));
  socket.send(create());
  const [turn] = await telemetry.waitForSpans(1);
  socket.close();
  const [session] = await telemetry.waitForSpans(1);
  request.end();
  expect(broken.map(({ name, status }) => [name, status.code])).toEqual([
    ['chat my-gpt', SpanStatusCode.ERROR],
    ['responses session', SpanStatusCode.ERROR],
  ]);
  expect(turn!.status.code).toBe(SpanStatusCode.UNSET);
  expect(turn!.parentSpanContext?.spanId).toBe(session!.spanContext().spanId);
  for (const { parentSpanContext } of [broken[1]!, session!]) {
    expect(parentSpanContext?.spanId).toBe(request.spanContext().spanId);
  }
});

test('a socket of a derived class makes one span for each turn', async () => {
  class Mine extends ResponsesWS {
    override send(event: Parameters<ResponsesWS['send']>[0]): void {
      super.send(event);
    }
  }
  const { send } = Mine.prototype;
  server.handle((_, answer) => answer(created(), completed()));
  const socket = closeAfterTest(new Mine(client));
  socket.send(create());
  expect((await telemetry.waitForSpans(1)).map(({ name }) => name)).toEqual(['chat my-gpt']);
  expect(Mine.prototype.send).toBe(send);
});

test('a session whose handshake is refused ends with the error', async () => {
  const refused = new AzureOpenAI({ baseURL: 'http://127.0.0.1:1/openai/v1', apiKey: 'key', apiVersion: 'v1' });
  connect(refused).send(create());
  const [turn, session] = await telemetry.waitForSpans(2);
  expect(turn!.attributes).toMatchObject({ 'error.type': 'Error', 'azure.openai.error.code': 'ECONNREFUSED' });
  expect(session!.status.code).toBe(SpanStatusCode.ERROR);
});

test('a ResponsesWS that does not go to Azure makes no span', async () => {
  server.handle((_, send) => send(created(), completed()));
  const socket = connect(new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key' }));
  const done = new Promise((resolve) => socket.on('response.completed', resolve));
  socket.send(create());
  await done;
  expect(telemetry.takeSpans()).toEqual([]);
});

test('a session that is not sampled is no longer active after its close', async () => {
  const added = vi.spyOn(activeCalls, 'add');
  const removed = vi.spyOn(activeCalls, 'remove');
  const sampler = { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }), toString: () => 'none' };
  telemetry.instrumentation.setTracerProvider(new TracerProvider({ sampler }));
  const socket = connect();
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.close();
  await closed;
  telemetry.instrumentation.setTracerProvider(telemetry.provider);
  expect(added).toHaveBeenCalledOnce();
  expect(removed.mock.calls).toEqual(added.mock.calls);
});
