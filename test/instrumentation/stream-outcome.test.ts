import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayServer } from '../support/azure-openai/replay.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';
import { activeCalls } from '../../src/instrumentation/call/active-calls.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({ streamUsage: 'always' });

let azure: ReplayServer;
let client: AzureOpenAI;

beforeAll(async () => {
  azure = await startScriptedAzure();
  client = new AzureOpenAI({ endpoint: azure.url, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 0 });
});

afterAll(() => azure[Symbol.asyncDispose]());

const stream = (model: string, signal?: AbortSignal) =>
  client.chat.completions.create(
    { model, messages: [{ role: 'user', content: 'Say hello' }], stream: true },
    signal ? { signal } : {},
  );

test('a stream read to its end has a finish reason and usage, and no other outcome', async () => {
  for await (const _ of await stream('plain'));
  const attributes = telemetry.takeAttributes();
  expect(attributes).toMatchObject({ 'gen_ai.response.finish_reasons': ['stop'], token_count: 13 });
  expect(attributes).not.toHaveProperty(['azure.openai.outcome']);
});

test('a stream that the reader leaves was cancelled, and keeps the received content', async () => {
  let count = 0;
  for await (const _ of await stream('plain')) if ((count += 1) === 3) break;
  const attributes = telemetry.takeAttributes();
  expect(attributes).toMatchObject({
    'azure.openai.outcome': 'cancelled',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.finish_reasons': ['error'],
    'azure.openai.cost.absent_reason': 'no_usage',
  });
  expect(JSON.parse(attributes['response'] as string).choices[0].message.content).toBe('Hello');
});

test('an aborted stream, which just ends for its reader, was cancelled', async () => {
  const controller = new AbortController();
  for await (const chunk of await stream('slow', controller.signal))
    if (chunk.choices[0]?.delta.content) controller.abort();
  expect(telemetry.takeAttributes()['azure.openai.outcome']).toBe('cancelled');
});

test.each([
  ['half', 'TypeError'],
  ['erring', 'APIError'],
  ['garbled', 'SyntaxError'],
])('a stream that fails (%s) is an error, and keeps the received content', async (model, errorType) => {
  await expect(
    (async () => {
      for await (const _ of await stream(model));
    })(),
  ).rejects.toThrow();
  const [span] = telemetry.takeSpans();
  expect(span!.status.code).toBe(2);
  expect(span!.attributes).toMatchObject({ 'error.type': errorType, 'gen_ai.response.finish_reasons': ['error'] });
  expect(span!.attributes['response']).toContain('Hello');
});

test('the span of a stream has the code of the error that Azure sends in it', async () => {
  await (async () => {
    for await (const _ of await stream('erring'));
  })().catch(() => {});
  expect(telemetry.takeAttributes()['azure.openai.error.code']).toBe('server_error');
});

test('the span has the verdicts of the asynchronous filter, whose frames do not count as the first chunk', async () => {
  for await (const _ of await stream('annotated'));
  expect(telemetry.takeAttributes()).toMatchObject({
    'azure.openai.content_filter.completion.hate.severity': ['safe'],
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    token_count: 13,
  });
});

test('tool calls are assembled from their pieces', async () => {
  for await (const _ of await stream('tools'));
  const attributes = telemetry.takeAttributes();
  expect(attributes['gen_ai.response.finish_reasons']).toEqual(['tool_calls']);
  expect(JSON.parse(attributes['response'] as string).choices[0].message.tool_calls).toEqual([
    { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
  ]);
});

test.each([
  ['before it is read', 0],
  ['while it is read', 2],
])(
  'a stream whose span ends at a shutdown %s hides the usage that was requested for the application',
  async (_, at) => {
    const shutDownAfter = async (count: number): Promise<unknown[]> => {
      const chunks: unknown[] = [];
      const promise = stream('plain');
      // So that the request was sent, and its stream is expected.
      void promise.then(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      if (count === 0) activeCalls.endAll();
      for await (const chunk of await promise) if (chunks.push(chunk) === count) activeCalls.endAll();
      return chunks;
    };
    const seen = await shutDownAfter(at);
    expect(telemetry.takeAttributes()['azure.openai.outcome']).toBe('abandoned');
    expect(seen).toEqual(await shutDownAfter(-1));
    telemetry.takeSpans();
  },
);
