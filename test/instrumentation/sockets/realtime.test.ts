import { SpanStatusCode } from '@opentelemetry/api';
import { AzureOpenAI, OpenAI } from 'openai';
import { OpenAIRealtimeWS as PreviewRealtimeWS } from 'openai/beta/realtime/ws';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { activeCalls } from '../../../src/instrumentation/call/active-calls.ts';
import { calculateCost } from '../../../src/pricing/index.ts';
import { startTelemetry } from '../../support/telemetry.ts';
import { MODEL, SESSION, audio, create, created, done, usage } from './realtime-events.ts';
import { type SocketServer, startSocketServer } from '../../support/azure-openai/socket-server.ts';

// The classes were loaded before.
const telemetry = startTelemetry();

let server: SocketServer;
let client: AzureOpenAI;
const open: (OpenAIRealtimeWS | OpenAIRealtimeWebSocket)[] = [];

beforeAll(async () => {
  // The native WebSocket has no option to trust a certificate.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  server = await startSocketServer({ greet: () => [SESSION], secure: true });
  client = new AzureOpenAI({ endpoint: server.url, apiKey: 'key', apiVersion: '2025-04-01-preview' });
});

afterEach(async () => {
  for (const { socket } of open.splice(0)) {
    if (socket.readyState < 2) socket.close();
    if (socket.readyState < 3) await new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  }
  telemetry.takeSpans();
});

afterAll(() => server[Symbol.asyncDispose]());

const classes = { OpenAIRealtimeWS, OpenAIRealtimeWebSocket };

async function connect(Class: (typeof classes)[keyof typeof classes] = OpenAIRealtimeWS): Promise<OpenAIRealtimeWS> {
  const socket = await Class.azure(client, { deploymentName: 'my-voice' });
  socket.on('error', () => {});
  open.push(socket);
  await new Promise<void>((resolve) => socket.once('session.created', () => resolve()));
  return socket as OpenAIRealtimeWS;
}

describe.each(Object.entries(classes))('a turn of %s', (_, Class) => {
  test('a turn over a socket makes a span with usage, exact cost, model and time to first chunk', async () => {
    server.handle((_event, send) => send(created('resp_1'), audio('resp_1'), done('resp_1')));
    const socket = await connect(Class);
    socket.send(create({ output_modalities: ['audio'], max_output_tokens: 400 }));
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.name).toBe('chat my-voice');
    expect(span!.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'my-voice',
      'gen_ai.request.max_tokens': 400,
      'gen_ai.output.type': 'speech',
      'gen_ai.response.id': 'resp_1',
      'gen_ai.response.model': MODEL,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.conversation.id': 'conv_1',
      'azure.openai.deployment': 'my-voice',
      token_count: 1100,
    });
    expect(span!.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
    // 200 text at 4, 100 cached text at 0.40, 200 audio at 32, 400 cached audio at 0.40, 50 text at 16, 150 audio at 64.
    expect(span!.attributes['cost']).toBe(0.0178);
    expect(calculateCost(usage, MODEL).total).toBe(0.0178);
  });

  test('a turn over a socket is the child of the span of its session, which ends with the connection', async () => {
    server.handle((_event, send) => send(created('resp_1'), done('resp_1')));
    const socket = await connect(Class);
    socket.send(create());
    const [turn] = await telemetry.waitForSpans(1);
    socket.close();
    const [session] = await telemetry.waitForSpans(1);
    expect(session!.name).toBe('realtime session my-voice');
    expect(session!.attributes).toMatchObject({
      'azure.openai.deployment': 'my-voice',
      'azure.openai.session.turns': 1,
      'azure.openai.session.close_code': 1000,
    });
    expect(turn!.parentSpanContext?.spanId).toBe(session!.spanContext().spanId);
  });
});

describe('a turn of Realtime', () => {
  test('a turn that the service begins when the user stops speaking makes a span', async () => {
    server.handle((event, send) => {
      if (event['type'] === 'input_audio_buffer.append') send(created('resp_1'), audio('resp_1'), done('resp_1'));
    });
    (await connect()).send({ type: 'input_audio_buffer.append', audio: 'AAAA' });
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.name).toBe('chat my-voice');
    expect(span!.attributes).toMatchObject({ token_count: 1100, 'gen_ai.response.id': 'resp_1' });
  });

  test('a response outside of the conversation is not mistaken for a turn that the service begins', async () => {
    const metadata = { topic: 'summary' };
    server.handle((_event, send) => {
      send(created('resp_vad'), created('resp_own', { metadata, conversation_id: null }));
      send(audio('resp_vad'), done('resp_vad'), done('resp_own', { metadata, conversation_id: null }));
    });
    (await connect()).send(create({ conversation: 'none', metadata, max_output_tokens: 7 }));
    const found = await telemetry.waitForSpans(2);
    const turns = found.map(({ attributes }) => [
      attributes['gen_ai.response.id'],
      attributes['gen_ai.request.max_tokens'],
      attributes['gen_ai.response.time_to_first_chunk'] !== undefined,
    ]);
    expect(turns).toEqual([
      ['resp_vad', undefined, true],
      ['resp_own', 7, true],
    ]);
  });

  test('a cancelled turn of Realtime is not an error', async () => {
    const details = { type: 'cancelled', reason: 'turn_detected' };
    server.handle((event, send) => {
      if (event['type'] === 'response.create') send(created('resp_1'), audio('resp_1'));
      else send(done('resp_1', { status: 'cancelled', status_details: details }));
    });
    const socket = await connect();
    socket.send(create());
    socket.send({ type: 'response.cancel' });
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes).toMatchObject({ 'azure.openai.outcome': 'cancelled', cost: 0.0178 });
  });

  test.each([
    ['incomplete', { reason: 'content_filter' }, 'content_filter', undefined],
    ['incomplete', { reason: 'max_output_tokens' }, 'length', undefined],
    ['failed', { error: { type: 'server_error', code: 'overloaded' } }, 'error', 'overloaded'],
  ])('a turn of Realtime that is %s has its reason: %j', async (status, status_details, finishReason, errorType) => {
    server.handle((_event, send) => send(created('resp_1'), done('resp_1', { status, status_details })));
    (await connect()).send(create());
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.attributes['gen_ai.response.finish_reasons']).toEqual([finishReason]);
    expect(span!.attributes['error.type']).toBe(errorType);
  });

  test('a turn of Realtime has its messages where they are captured, spoken ones as transcripts', async () => {
    const { instrumentation } = telemetry;
    const config = instrumentation.getConfig();
    instrumentation.setConfig({ ...config, captureMessageContent: 'span' });
    const content = [{ type: 'output_audio', transcript: 'Good morning' }];
    const output = [{ id: 'item_1', type: 'message', role: 'assistant', content }];
    server.handle((_event, send) => send(created('resp_1'), done('resp_1', { output })));
    const said = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] };
    (await connect()).send(create({ instructions: 'Be kind', input: [said] }));
    const [span] = await telemetry.waitForSpans(1);
    instrumentation.setConfig(config);
    const recorded = (name: string): unknown => JSON.parse(String(span!.attributes[name]));
    expect(recorded('gen_ai.input.messages')).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }]);
    expect(recorded('gen_ai.output.messages')).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Good morning' }], finish_reason: 'stop' },
    ]);
    expect(recorded('gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'Be kind' }]);
  });

  test('a turn of Realtime ends with the error that names its event', async () => {
    const error = { type: 'invalid_request_error', code: 'invalid_value', message: 'Wrong voice', param: null };
    server.handle((event, send) => {
      if (event['event_id'] === 'mine') send({ type: 'error', error: { ...error, event_id: 'mine' } });
    });
    const socket = await connect();
    socket.send(create({}, { event_id: 'other' }));
    socket.send(create({}, { event_id: 'mine' }));
    const [span] = await telemetry.waitForSpans(1);
    expect(span!.attributes).toMatchObject({ 'error.type': 'invalid_value' });
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Wrong voice' });
  });

  test('a turn of Realtime goes on after the error of another event', async () => {
    const error = { type: 'invalid_request_error', code: null, message: 'Wrong', param: 'session.voice' };
    server.handle((event, send) => {
      if (event['type'] !== 'response.create') return;
      send({ type: 'error', error: { ...error, event_id: 'update' } }, { type: 'error', error });
      send(created('resp_1'), done('resp_1'));
    });
    const socket = await connect();
    socket.send(create({}, { event_id: 'mine' }));
    const found = await telemetry.waitForSpans(1);
    expect(found.map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET]);
  });
});

test('a turn of the preview has the deployment and the API version of its address', async () => {
  server.handle((_event, send) => send(created('resp_1'), done('resp_1')));
  const options = { rejectUnauthorized: false };
  const socket = new PreviewRealtimeWS({ model: 'my-voice', options }, client);
  open.push(socket as never);
  socket.socket.on('open', () => socket.send(create()));
  const [span] = await telemetry.waitForSpans(1);
  expect(span!.name).toBe('chat my-voice');
  expect(span!.attributes).toMatchObject({
    'azure.openai.deployment': 'my-voice',
    'azure.openai.api_version': '2025-04-01-preview',
    'gen_ai.response.model': MODEL,
  });
});

test('a turn that OpenAI itself answers has the model that the socket was opened for', async () => {
  telemetry.instrumentation.setConfig({ instrumentOpenAI: true });
  server.handle((_event, send) => send(created('resp_1'), done('resp_1')));
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key' });
  const socket = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, openai);
  open.push(socket);
  await new Promise<void>((resolve) => socket.once('session.created', () => resolve()));
  socket.send(create());
  const [turn] = await telemetry.waitForSpans(1);
  expect(turn!.name).toBe('chat gpt-realtime');
  expect(turn!.attributes).toMatchObject({
    'gen_ai.request.model': 'gpt-realtime',
    'gen_ai.response.model': MODEL,
    cost: expect.any(Number),
  });
  expect(turn!.attributes).not.toHaveProperty('azure.openai.deployment');
  socket.close();
  const [session] = await telemetry.waitForSpans(1);
  expect(session!.name).toBe('realtime session gpt-realtime');
  telemetry.instrumentation.setConfig({});
});

test('a session and its turn end as abandoned when the provider shuts down', async () => {
  server.handle((_event, send) => send(created('resp_1')));
  const socket = await connect();
  socket.send(create());
  await new Promise<void>((resolve) => socket.on('response.created', () => resolve()));
  activeCalls.endAll();
  const found = telemetry.takeSpans();
  expect(found.map(({ name }) => name).toSorted()).toEqual(['chat my-voice', 'realtime session my-voice']);
  for (const { attributes } of found) expect(attributes).toMatchObject({ 'azure.openai.outcome': 'abandoned' });
  expect(telemetry.reports).toEqual([]);
});

test('a Realtime socket that does not go to Azure makes no span', async () => {
  server.handle((_event, send) => send(created('resp_1'), done('resp_1')));
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key' });
  const socket = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, openai);
  open.push(socket);
  const last = new Promise((resolve) => socket.on('response.done', resolve));
  socket.socket.on('open', () => socket.send(create()));
  await last;
  expect(telemetry.takeSpans()).toEqual([]);
});
