import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayServer } from '../support/azure-openai/replay.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';
import { AzureOpenAI } from 'openai';
import { activeCalls } from '../../src/instrumentation/call/active-calls.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry();
let azure: ReplayServer;
let client: AzureOpenAI;

beforeAll(async () => {
  azure = await startScriptedAzure();
  client = new AzureOpenAI({ endpoint: azure.url, apiKey: 'key', apiVersion: '2024-10-21' });
});

afterAll(() => azure[Symbol.asyncDispose]());

function weather(run: (args: { city: string }) => unknown): object {
  return {
    type: 'function',
    function: {
      name: 'weather',
      description: 'The weather of a city',
      parse: JSON.parse,
      function: run,
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    },
  };
}

function runTools(tool: object, stream = false): any {
  const body: any = { model: 'tools', messages: [{ role: 'user', content: 'Weather?' }], tools: [tool], stream };
  return client.chat.completions.runTools(body);
}

test.each([false, true])(
  'runTools is the parent of its calls and of each tool that it runs (stream: %s)',
  async (stream) => {
    await runTools(
      weather(async ({ city }) => {
        // A call within a tool belongs under the tool.
        await client.embeddings.create({ model: 'vectors', input: city });
        return 'Rain';
      }),
      stream,
    ).done();

    const spans = telemetry.takeSpans();
    const parentName = (id?: string) => spans.find((span) => span.spanContext().spanId === id)?.name;
    const tree = spans.map(({ name, parentSpanContext }) => [name, parentName(parentSpanContext?.spanId)]);
    expect(tree).toEqual([
      ['chat tools', 'invoke_agent'],
      ['embeddings vectors', 'execute_tool weather'],
      ['execute_tool weather', 'invoke_agent'],
      ['chat tools', 'invoke_agent'],
      ['invoke_agent', undefined],
    ]);
    expect(spans[2]!.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.description': 'The weather of a city',
    });
    expect(spans.map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual(
      spans.map(() => [0, undefined]),
    );
  },
);

test('a tool that fails is an error on its span and on its parent, and the application sees its error', async () => {
  const failure = new RangeError('no such city');
  const runner = runTools(
    weather(() => {
      throw failure;
    }),
  );
  await expect(runner.done()).rejects.toMatchObject({ cause: failure });
  const spans = telemetry.takeSpans();
  const tool = spans.find(({ name }) => name === 'execute_tool weather')!;
  expect(tool.attributes['error.type']).toBe('RangeError');
  expect(spans.find(({ name }) => name === 'invoke_agent')!.status.code).toBe(2);
});

test('runTools leaves the tools of the application unchanged', async () => {
  const run = (): string => 'Rain';
  const tool: any = weather(run);
  await runTools(tool).done();
  expect(tool.function.function).toBe(run);
  telemetry.takeSpans();
});

test('a tool of a schema helper, which hides its callback, is traced', async () => {
  const tool = Object.defineProperties(
    weather(() => 'not called'),
    {
      $brand: { value: 'auto-parseable-tool' },
      $parseRaw: { value: JSON.parse },
      $callback: { value: ({ city }: { city: string }) => `Rain in ${city}` },
    },
  );
  const runner = runTools(tool);
  await runner.done();
  expect(runner.messages).toContainEqual({ role: 'tool', tool_call_id: 'call_1', content: 'Rain in Oslo' });
  expect(telemetry.takeSpans().map(({ name }) => name)).toContain('execute_tool weather');
});

test.each([
  ['fulfils', (resolve: (value: string) => void) => resolve('Rain'), undefined],
  ['rejects', (_: unknown, reject: (error: Error) => void) => reject(new RangeError('no')), 'RangeError'],
  [
    'throws',
    () => {
      throw new RangeError('no');
    },
    'RangeError',
  ],
])('the span of a tool that returns a thenable lasts until that %s', async (_, then, errorType) => {
  await runTools(weather(() => ({ then })))
    .done()
    .catch(() => {});
  const tool = telemetry.takeSpans().find(({ name }) => name === 'execute_tool weather')!;
  expect(tool.attributes['error.type']).toBe(errorType);
});

test('the span of a tool whose result throws from its getter of then ends with that error', async () => {
  const answer = {
    get then(): never {
      throw new RangeError('no');
    },
  };
  await expect(runTools(weather(() => answer)).done()).rejects.toThrow('no');
  const tool = telemetry.takeSpans().find(({ name }) => name === 'execute_tool weather')!;
  expect(tool.attributes['error.type']).toBe('RangeError');
});

test('the span of a tool that never returns ends at the shutdown as abandoned', async () => {
  const runner = runTools(weather(() => new Promise(() => {})));
  await runner.emitted('functionToolCall');
  await new Promise((resolve) => setTimeout(resolve, 5));
  telemetry.takeSpans();
  activeCalls.endAll();
  expect(telemetry.takeSpans().map(({ name, attributes }) => [name, attributes['azure.openai.outcome']])).toEqual([
    ['invoke_agent', 'abandoned'],
    ['execute_tool weather', 'abandoned'],
  ]);
});

test('runTools names the deployment of the client, whatever model the body has', async () => {
  const options = { endpoint: azure.url, apiKey: 'key', apiVersion: '2024-10-21', deployment: 'tools' };
  const body: any = {
    model: 'gpt-3.5-turbo',
    messages: [{ role: 'user', content: 'Weather?' }],
    tools: [weather(() => 'Rain')],
  };
  await new AzureOpenAI(options).chat.completions.runTools(body).done();
  const models = telemetry
    .takeSpans()
    .filter(({ name }) => !name.startsWith('execute_tool'))
    .map(({ attributes }) => attributes['gen_ai.request.model']);
  expect(models).toEqual(['tools', 'tools', 'tools']);
});
