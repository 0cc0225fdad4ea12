import { setImmediate } from 'node:timers/promises';
import { context, metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { azureOpenAIMiddleware } from '../../src/ai-sdk/index.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry();

/** A model as `@ai-sdk/azure` has it. */
const model = {
  provider: 'azure.chat',
  modelId: 'mine',
  config: { url: ({ path }: { path: string }) => `https://contoso.openai.azure.com/openai/v1${path}?api-version=v1` },
};
const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
const body = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4.1-mini-2025-04-14',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.' } }],
  usage,
};
const params = {
  prompt: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'May I?' }] },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'ask', input: { who: 'Ann' } }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'ask', output: { type: 'text', value: 'ok' } }],
    },
  ],
  tools: [{ type: 'function', name: 'ask', description: 'Asks.', inputSchema: { type: 'object' } }],
  temperature: 0.5,
  maxOutputTokens: 30,
  responseFormat: { type: 'json' },
};
const result = { content: [], response: { headers: { 'x-ms-region': 'Sweden Central' }, body } };

/** The parts of a stream as the AI SDK makes them from these chunks of the service. */
const PARTS = [
  { type: 'stream-start' },
  {
    type: 'raw',
    rawValue: { id: 'chatcmpl-1', model: body.model, choices: [{ index: 0, delta: { content: 'Yes.' } }] },
  },
  { type: 'text-delta', id: '0', delta: 'Yes.' },
  {
    type: 'raw',
    rawValue: { id: 'chatcmpl-1', model: body.model, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  },
  { type: 'raw', rawValue: { id: 'chatcmpl-1', model: body.model, choices: [], usage } },
  { type: 'finish' },
];
const visible = PARTS.filter(({ type }) => type !== 'raw');

async function startStream(parts: Iterable<unknown>, given: object = params) {
  const middleware = azureOpenAIMiddleware();
  const sent = await middleware.transformParams({ type: 'stream', params: given, model });
  const doStream = async () => ({ stream: ReadableStream.from(parts), response: { headers: {} } });
  return { sent, ...(await middleware.wrapStream({ doStream, params: sent, model })) };
}

async function readAll(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

test('a call of a model has the span that a call of openai has', async () => {
  const middleware = azureOpenAIMiddleware({ captureMessageContent: 'span' });
  let parent: unknown;
  const doGenerate = async () => {
    parent = trace.getSpan(context.active())?.spanContext().spanId;
    return result;
  };
  expect(await middleware.wrapGenerate({ doGenerate, params, model })).toBe(result);
  const [span] = telemetry.takeSpans();
  expect(span?.name).toBe('chat mine');
  expect(span?.spanContext().spanId).toBe(parent);
  expect(span?.attributes).toMatchObject({
    'gen_ai.provider.name': 'azure.ai.openai',
    'server.address': 'contoso.openai.azure.com',
    'azure.openai.resource': 'contoso',
    'azure.openai.deployment': 'mine',
    'azure.openai.region': 'Sweden Central',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.max_tokens': 30,
    'gen_ai.output.type': 'json',
    'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 1000,
    cost: 0.00056,
    response: expect.stringContaining('Yes.'),
  });
  expect(span?.attributes).not.toHaveProperty('azure.openai.api_version');
  expect(JSON.parse(String(span?.attributes['gen_ai.input.messages']))).toEqual([
    { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
    { role: 'user', parts: [{ type: 'text', content: 'May I?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'a', name: 'ask', arguments: { who: 'Ann' } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'a', response: 'ok' }] },
  ]);
});

test('a stream has the same parts, and its span the response that was assembled from the chunks', async () => {
  const { stream, sent } = await startStream(PARTS);
  expect(await readAll(stream)).toEqual(visible);
  expect(sent).toEqual({ ...params, includeRawChunks: true });
  expect(telemetry.takeAttributes()).toMatchObject({
    'gen_ai.request.stream': true,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.response.time_to_first_chunk': expect.any(Number),
    cost: 0.00056,
  });
});

test('an application that requests raw chunks gets them', async () => {
  const { stream, sent } = await startStream(PARTS, { ...params, includeRawChunks: true });
  expect(await readAll(stream)).toEqual(PARTS);
  expect(sent).toEqual({ ...params, includeRawChunks: true });
  telemetry.takeSpans();
});

test('no part of a stream is read before the application reads it', async () => {
  let read = 0;
  const parts = (function* () {
    for (const part of PARTS) {
      read += 1;
      yield part;
    }
  })();
  const { stream } = await startStream(parts);
  const reader = stream.getReader();
  await setImmediate();
  expect(read).toBe(0);
  await reader.read();
  await setImmediate();
  expect(read).toBe(1);
  await reader.cancel();
  expect(telemetry.takeAttributes()).toMatchObject({ 'azure.openai.outcome': 'cancelled' });
});

test('a stream that breaks off throws the same error, and its span has the part that arrived', async () => {
  const failure = new Error('broken');
  const { stream } = await startStream(
    (function* () {
      yield* PARTS.slice(0, 3);
      throw failure;
    })(),
  );
  await expect(readAll(stream)).rejects.toBe(failure);
  expect(telemetry.takeAttributes()).toMatchObject({
    'error.type': 'Error',
    response: expect.stringContaining('Yes.'),
  });
});

test.each([
  [
    'of the service',
    {
      name: 'AI_APICallError',
      statusCode: 429,
      data: { error: { code: 'slow' } },
      responseHeaders: { 'x-ms-region': 'r' },
    },
    { 'error.type': 'RateLimitError', 'azure.openai.error.status_code': 429, 'azure.openai.error.code': 'slow' },
  ],
  ['of the connection', { name: 'AI_APICallError' }, { 'error.type': 'APIConnectionError' }],
  ['of an abort', { name: 'AbortError' }, { 'error.type': 'APIUserAbortError' }],
  ['of a timeout of its signal', { name: 'TimeoutError' }, { 'error.type': 'APIUserAbortError' }],
  [
    'of a response that is not complete',
    { name: 'AI_APICallError', statusCode: 200, cause: new TypeError('terminated') },
    { 'error.type': 'TypeError' },
  ],
])(
  'an error %s reaches the application as it is, and its span has the type that openai has',
  async (_, error, attributes) => {
    const doGenerate = () => Promise.reject(error);
    await expect(azureOpenAIMiddleware().wrapGenerate({ doGenerate, params, model })).rejects.toBe(error);
    expect(telemetry.takeAttributes()).toMatchObject(attributes);
  },
);

test('a call of embeddings has its tokens and its cost', async () => {
  const embeddings = { ...model, provider: 'azure.embeddings' };
  const response = {
    body: { data: [{ embedding: [1, 2] }], model: 'text-embedding-3-small', usage: { prompt_tokens: 50 } },
  };
  const doEmbed = async () => ({ embeddings: [[1, 2]], response });
  await azureOpenAIMiddleware().wrapEmbed({ doEmbed, params: { values: ['a'] }, model: embeddings });
  expect(telemetry.takeAttributes()).toMatchObject({ 'gen_ai.operation.name': 'embeddings', cost: 0.000001 });
});

test('a model of another provider, and one without an SDK, is left alone', async () => {
  const middleware = azureOpenAIMiddleware();
  const other = { ...model, provider: 'openai.chat' };
  expect(await middleware.transformParams({ type: 'stream', params, model: other })).toBe(params);
  const given = { stream: ReadableStream.from(PARTS) };
  expect(await middleware.wrapStream({ doStream: async () => given, params, model: other })).toBe(given);
  expect(telemetry.takeSpans()).toEqual([]);
});

test('a call is in the metrics of this package', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  await azureOpenAIMiddleware().wrapGenerate({ doGenerate: async () => result, params, model });
  await reader.forceFlush();
  const names = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics: all }) => all.map(({ descriptor }) => descriptor.name)),
    );
  expect(names).toContain('gen_ai.client.token.usage');
  telemetry.takeSpans();
});
