import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { describe, expect, test } from 'vitest';
import { withAttributes } from '../../../src/index.ts';
import { completed, created, delta, response } from './responses-events.ts';
import { client, connect, create, server, telemetry } from './responses-socket.ts';
import { type Event } from '../../support/azure-openai/socket-server.ts';

const ended = (socket: ResponsesWS): Promise<unknown> => new Promise((resolve) => socket.on('close', resolve));

describe('a turn of ResponsesWS', () => {
  test('a turn of ResponsesWS makes a span with the attributes of a call over HTTP', async () => {
    server.handle((_, send) => send(created(), delta('H'), delta('i'), completed()));
    connect().send(create({ temperature: 0.5, max_output_tokens: 50, instructions: 'Be brief' }));
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.name).toBe('chat my-gpt');
    expect(span!.kind).toBe(SpanKind.CLIENT);
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'my-gpt',
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.response.id': 'resp_1',
      'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'azure.openai.deployment': 'my-gpt',
      'openai.api.type': 'responses',
      'openai.response.service_tier': 'default',
      'server.address': '127.0.0.1',
      token_count: 1100,
      // 600 at 0.40, 400 at 0.10 and 100 at 1.60 USD a million.
      cost: 0.00044,
    });
    expect(span!.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
    expect(span!.attributes['gen_ai.input.messages']).toContain('Hello');
    expect(span!.attributes['gen_ai.output.messages']).toContain('Hi');
    expect(span!.attributes['response']).toContain('"Hi"');
  });

  test('a turn of ResponsesWS is the child of its session, which is in the context that opened the socket', async () => {
    server.handle((_, send) => send(created(), completed()));
    const request = trace.getTracer('test').startSpan('request');
    const socket = context.with(trace.setSpan(context.active(), request), () => connect());
    socket.send(create());
    const [first] = await telemetry.waitForSpans(1);
    socket.send(create());
    const [second] = await telemetry.waitForSpans(1);
    socket.close();
    const [session] = await telemetry.waitForSpans(1);
    request.end();
    expect(session!.name).toBe('responses session');
    expect(session!.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(session!.attributes).toMatchObject({ 'azure.openai.session.turns': 2 });
    expect(session!.attributes).toMatchObject({ 'azure.openai.session.close_code': 1000 });
    for (const turn of [first!, second!]) {
      expect(turn.parentSpanContext?.spanId).toBe(session!.spanContext().spanId);
    }
  });

  test('a turn of ResponsesWS has the baggage of the context that sends it', async () => {
    server.handle((_, send) => send(created(), completed()));
    const socket = connect();
    withAttributes({ 'app.tenant': 'acme' }, () => socket.send(create()));
    expect((await telemetry.waitForSpans(1))[0]!.attributes).toMatchObject({ 'app.tenant': 'acme' });
  });

  test('a turn of ResponsesWS is found by its lane where several are in flight', async () => {
    const lanes: unknown[] = [];
    server.handle((event, send) => {
      lanes.push(event['stream_id']);
      if (lanes.length < 2) return;
      for (const [nth, stream_id] of lanes.toReversed().entries()) {
        send({ ...created({ id: `resp_${nth}` }), stream_id }, { ...delta('x'), stream_id });
      }
      for (const [nth, stream_id] of lanes.toReversed().entries()) {
        send({ ...completed({ id: `resp_${nth}`, model: String(stream_id) }), stream_id });
      }
    });
    const socket = connect();
    for (const lane of ['one', 'two']) socket.send(create({ model: lane, stream_id: lane }) as never);
    const found = await telemetry.waitForSpans(2);
    expect(found.map(({ name, attributes }) => [name, attributes['gen_ai.response.model']])).toEqual([
      ['chat two', 'two'],
      ['chat one', 'one'],
    ]);
  });

  test('a turn of ResponsesWS is found by its metadata, in any order of answers', async () => {
    const asked: Event[] = [];
    server.handle((event, send) => {
      asked.push(event);
      if (asked.length < 2) return;
      for (const { metadata, model } of asked.toReversed()) {
        send(created({ id: `resp_${model}`, metadata }), completed({ id: `resp_${model}`, metadata }));
      }
    });
    const socket = connect();
    for (const model of ['one', 'two']) socket.send(create({ model, metadata: { topic: model } }));
    const found = await telemetry.waitForSpans(2);
    expect(found.map(({ name, attributes }) => [name, attributes['gen_ai.response.id']])).toEqual([
      ['chat two', 'resp_two'],
      ['chat one', 'resp_one'],
    ]);
  });

  test('a turn of ResponsesWS ends with the error of an error event', async () => {
    const error = { code: 'rate_limit_exceeded', message: 'Too many requests', param: null, type: 'too_many_requests' };
    server.handle((_, send) => send({ type: 'error', status: 429, error }));
    const socket = connect();
    socket.send(create());
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Too many requests' });
    expect(span!.attributes).toMatchObject({ 'error.type': 'rate_limit_exceeded' });
    expect(span!.attributes['azure.openai.cost.absent_reason']).toBeUndefined();
    // The session goes on.
    server.handle((_, send) => send(created(), completed()));
    socket.send(create());
    expect((await telemetry.waitForSpans(1))[0]!.status.code).toBe(SpanStatusCode.UNSET);
  });

  test.each([
    ['response.incomplete', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    ['response.failed', { status: 'failed', error: { code: 'server_error', message: 'Oh' } }, 'error'],
  ])('a turn of ResponsesWS ends with %s', async (type, more, finishReason) => {
    server.handle((_, send) => send(created(), { type, response: response(more) }));
    connect().send(create());
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.attributes['gen_ai.response.finish_reasons']).toEqual([finishReason]);
    expect(span!.attributes['error.type']).toBe(type === 'response.failed' ? 'server_error' : undefined);
  });

  test('a turn of ResponsesWS ends as cancelled, with the text so far, when the application closes the socket', async () => {
    server.handle((_, send) => send(created(), delta('Once upon')));
    const socket = connect();
    socket.on('response.output_text.delta', () => socket.close());
    socket.send(create());
    const [turn, session] = await telemetry.waitForSpans(2);
    expect(turn!.attributes).toMatchObject({ 'azure.openai.outcome': 'cancelled', 'gen_ai.response.id': 'resp_1' });
    expect(turn!.attributes['response']).toContain('Once upon');
    expect(turn!.status.code).toBe(SpanStatusCode.UNSET);
    expect(session!.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('a turn of ResponsesWS and its session fail when the connection breaks', async () => {
    server.handle((_event, _send, socket) => socket.terminate());
    const socket = connect();
    const closed = ended(socket);
    socket.send(create());
    await closed;
    const [turn, session] = await telemetry.waitForSpans(2);
    expect(turn!.attributes).toMatchObject({ 'error.type': 'WebSocketClosed' });
    expect(turn!.status.code).toBe(SpanStatusCode.ERROR);
    expect(session!.attributes).toMatchObject({ 'error.type': 'WebSocketClosed' });
    expect(session!.attributes).toMatchObject({ 'azure.openai.session.close_code': 1006 });
  });

  test('a turn of ResponsesWS fails when it cannot be sent', async () => {
    const socket = connect();
    await new Promise<void>((resolve) => socket.socket.on('open', () => resolve()));
    socket.send(create({ metadata: { count: 1n } }) as never);
    expect((await telemetry.waitForSpans(1))[0]!.attributes).toMatchObject({ 'error.type': 'TypeError' });
  });

  test('a turn of ResponsesWS makes a span where the request is sent raw', async () => {
    server.handle((_, send) => send(created(), completed()));
    connect().sendRaw(JSON.stringify(create()));
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.name).toBe('chat my-gpt');
  });

  test('a turn of ResponsesWS makes a span from its first event where the application writes to the connection itself', async () => {
    server.handle((_, send) => send(created(), delta('H'), completed()));
    const socket = connect();
    socket.socket.on('open', () => socket.socket.send(JSON.stringify(create())));
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.name).toBe('chat');
    expect(span!.attributes).toMatchObject({ token_count: 1100 });
  });

  test('a turn of ResponsesWS makes one span where its events are iterated over', async () => {
    server.handle((_, send) => send(created(), delta('H'), completed()));
    const socket = new ResponsesWS(client);
    socket.send(create());
    for await (const event of socket) if ('message' in event && event.message.type === 'response.completed') break;
    socket.close();
    expect((await telemetry.waitForSpans(2)).map(({ name }) => name)).toEqual(['chat my-gpt', 'responses session']);
  });
});
