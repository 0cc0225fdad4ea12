import { metrics as metricsApi } from '@opentelemetry/api';
import { AggregationTemporality, type DataPoint, type Histogram } from '@opentelemetry/sdk-metrics';
import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';
import { type Answer, type ReplayServer, json, replay } from '../support/azure-openai/replay.ts';
import { startMetrics } from '../support/metrics.ts';
import { startTelemetry } from '../support/telemetry.ts';

process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = 'http,gen_ai_latest_experimental';

const telemetry = startTelemetry();
const metrics = startMetrics(AggregationTemporality.DELTA);
metricsApi.setGlobalMeterProvider(metrics.provider);

let azure: ReplayServer;
let tools: AzureOpenAI;
let server: ReplayServer;
let client: AzureOpenAI;
let answer: Answer;

beforeAll(async () => {
  azure = await startScriptedAzure();
  server = await replay(() => answer);
  const options = { apiKey: 'key', apiVersion: '2025-04-01-preview', maxRetries: 0 };
  tools = new AzureOpenAI({ ...options, endpoint: azure.url });
  client = new AzureOpenAI({ ...options, endpoint: server.url });
});

afterAll(async () => {
  await azure[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await metrics.collect();
  telemetry.takeSpans();
  telemetry.takeEvents();
});

/** Returns the points of each metric since the test began. */
async function recorded(): Promise<Record<string, DataPoint<unknown>[]>> {
  return Object.fromEntries(
    (await metrics.collect()).map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]),
  );
}

function completion(usage: object): Answer {
  return json({ id: 'c', model: 'gpt-4o', choices: [{ index: 0, finish_reason: 'stop', message: {} }], usage });
}

const messages = [{ role: 'user' as const, content: 'Hello' }];

function weather(run: () => unknown): any {
  const parameters = { type: 'object', properties: {} };
  return { type: 'function', function: { name: 'weather', parse: JSON.parse, function: run, parameters } };
}

describe('with the newest conventions', () => {
  test('a span has the reasoning level, the response before, and the stored prompt', async () => {
    answer = completion({ prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 });
    await client.chat.completions.create({ model: 'mini', messages, reasoning_effort: 'low' });
    expect(telemetry.takeAttributes()['gen_ai.request.reasoning.level']).toBe('low');

    answer = json({ id: 'resp_2', status: 'completed', model: 'gpt-5', output: [] });
    await client.responses.create({
      model: 'mini',
      input: 'Hi',
      reasoning: { effort: 'high' },
      previous_response_id: 'resp_1',
      prompt: { id: 'pmpt_1', version: '3' },
    });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.request.reasoning.level': 'high',
      'gen_ai.request.previous_response.id': 'resp_1',
      'gen_ai.prompt.name': 'pmpt_1',
      'gen_ai.prompt.version': '3',
    });
  });

  test('tokens have their modality where the usage has it, and the rest is of an unknown one', async () => {
    answer = completion({
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { text_tokens: 60, audio_tokens: 30, cached_tokens: 10 },
      completion_tokens_details: { audio_tokens: 0, reasoning_tokens: 5 },
    });
    await client.chat.completions.create({ model: 'mini', messages });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.usage.text.input_tokens': 60,
      'gen_ai.usage.audio.input_tokens': 30,
    });
    const found = await recorded();
    const byModality = (metric: string): object =>
      Object.fromEntries(
        found[metric]!.map(({ attributes, value }: any) => [attributes['gen_ai.token.modality'], value]),
      );
    const usage = 'gen_ai.client.inference.usage';
    expect(byModality(`${usage}.input_tokens`)).toEqual({ text: 60, audio: 30, unknown: 10 });
    expect(byModality(`${usage}.output_tokens`)).toEqual({ unknown: 20 });
    expect(byModality(`${usage}.cache_read.input_tokens`)).toEqual({ unknown: 10 });
    expect(byModality(`${usage}.reasoning.output_tokens`)).toEqual({ unknown: 5 });
  });

  test('runTools records the durations of itself and its tools, and the number of its calls', async () => {
    const tool = weather(async () => {
      // A call of the tool is not one of the agent.
      await tools.embeddings.create({ model: 'vectors', input: 'Oslo' });
      await tools.chat.completions.create({ model: 'plain', messages });
      return 'Rain';
    });
    await tools.chat.completions.runTools({ model: 'tools', messages, tools: [tool] }).done();
    const found = await recorded();
    const [agent] = found['gen_ai.invoke_agent.duration']!;
    expect(agent).toMatchObject({ attributes: { 'gen_ai.request.model': 'tools' }, value: { count: 1 } });
    expect((agent!.value as Histogram).sum).toBeGreaterThan(0);
    expect(found['gen_ai.invoke_agent.inference_calls']).toMatchObject([{ value: { count: 1, sum: 2 } }]);
    expect(found['gen_ai.invoke_agent.tool_calls']).toMatchObject([{ value: { count: 1, sum: 1 } }]);
    expect(found['gen_ai.execute_tool.duration']).toMatchObject([
      { attributes: { 'gen_ai.tool.name': 'weather', 'gen_ai.tool.type': 'function' }, value: { count: 1 } },
    ]);
  });

  test('the duration of a tool that fails has the class of its error', async () => {
    const tool = weather(() => {
      throw new RangeError('no such city');
    });
    await tools.chat.completions
      .runTools({ model: 'tools', messages, tools: [tool] })
      .done()
      .catch(() => undefined);
    expect((await recorded())['gen_ai.execute_tool.duration']).toMatchObject([
      { attributes: { 'gen_ai.tool.name': 'weather', 'error.type': 'RangeError' } },
    ]);
  });

  test('a call that fails emits an event of its trace', async () => {
    answer = json({ error: { code: 'DeploymentNotFound', message: 'No such deployment' } }, { status: 404 });
    await expect(client.chat.completions.create({ model: 'mini', messages })).rejects.toThrow('No such deployment');
    const [span] = telemetry.takeSpans();
    const [event, ...others] = telemetry.takeEvents();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      eventName: 'gen_ai.client.operation.exception',
      severityNumber: 13,
      attributes: { 'exception.type': 'NotFoundError', 'exception.message': '404 No such deployment' },
      spanContext: { spanId: span!.spanContext().spanId },
    });
  });
});
