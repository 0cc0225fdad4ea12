import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AzureOpenAIInstrumentation } from '../../src/index.ts';
import type { ReplayServer } from '../support/azure-openai/replay.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';

const fail = (): never => {
  throw new Error('a span processor failed');
};
const fine = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const instrumentation = new AzureOpenAIInstrumentation();
instrumentation.manuallyInstrument(openai);

let azure: ReplayServer;
let client: openai.AzureOpenAI;
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeAll(async () => {
  azure = await startScriptedAzure();
  client = new openai.AzureOpenAI({ endpoint: azure.url, apiKey: 'key', apiVersion: '2024-10-21' });
  process.on('unhandledRejection', note);
});

afterAll(async () => {
  process.off('unhandledRejection', note);
  await azure[Symbol.asyncDispose]();
});

const request: any = { model: 'plain', messages: [{ role: 'user', content: 'Say hello' }] };

test.each<[string, SpanProcessor]>([
  ['when a span starts', { ...fine, onStart: fail }],
  ['when a span ends', { ...fine, onEnd: fail }],
])('a span processor that throws %s does not reach the application', async (_, processor) => {
  instrumentation.setTracerProvider(new TracerProvider({ spanProcessors: [processor] }));

  expect((await client.chat.completions.create(request)).choices).toHaveLength(1);
  await expect(client.chat.completions.create({ ...request, model: 'filtered' })).rejects.toThrow('400');
  let chunks = 0;
  const stream: any = await client.chat.completions.create({ ...request, stream: true });
  for await (const chunk of stream) if (chunk) chunks += 1;
  expect(chunks).toBeGreaterThan(1);
  const tool = { name: 'weather', parameters: {}, function: () => 'Rain' };
  const tools: any = [{ type: 'function', function: tool }];
  const runner = client.chat.completions.runTools({ ...request, model: 'tools', tools });
  await runner.done();
  expect(runner.messages).toContainEqual({ role: 'tool', tool_call_id: 'call_1', content: 'Rain' });

  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(unhandled).toEqual([]);
});
