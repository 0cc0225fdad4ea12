import { readFileSync } from 'node:fs';
import { AzureOpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { type Exchange, readChunks, recording, replay } from '../support/azure-openai/replay.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({ isAzure: () => true, streamUsage: 'always' });

type Json = any;

/** USD per million tokens, as the sources of the price table have them: input, output. */
const PRICES: Record<string, [bigint, bigint]> = {
  'gpt-35-turbo': [500_000n, 1_500_000n],
  'gpt-4.1-mini-2025-04-14': [400_000n, 1_600_000n],
};

function picoUsd(model: string, usage: Json): bigint {
  const [input, output] = PRICES[model]!;
  return BigInt(usage.prompt_tokens) * input + BigInt(usage.completion_tokens) * output;
}

function createParams({ request: { body } }: Exchange): Json {
  return { ...body };
}

async function call(exchange: Exchange): Promise<Json> {
  await using server = await replay(() => exchange.response);
  const client = new AzureOpenAI({ endpoint: server.url, apiKey: 'key', apiVersion: '2024-02-01' });
  const result: Json = await client.chat.completions.create(createParams(exchange));
  if (!exchange.request.body['stream']) return result;
  const chunks = [];
  for await (const chunk of result) chunks.push(chunk);
  return chunks;
}

function expectHeaders(attributes: Json, headers: Record<string, string>): void {
  expect(attributes).toMatchObject({
    'azure.service.request.id': headers['apim-request-id'],
    'azure.openai.region': 'East US 2',
    'azure.openai.model_session': headers['azureml-model-session'],
    'azure.openai.rate_limit.remaining.requests': Number(headers['x-ratelimit-remaining-requests']),
    'azure.openai.rate_limit.remaining.tokens': Number(headers['x-ratelimit-remaining-tokens']),
  });
  expect(attributes['azure.openai.rate_limit.limit.tokens']).toBe(
    headers['x-ratelimit-limit-tokens'] && Number(headers['x-ratelimit-limit-tokens']),
  );
  expect(attributes['azure.openai.spilled_over']).toBe(headers['x-ms-is-spilled-over'] && false);
}

const whole = ['chat', 'prompt_content_filtering']
  .flatMap((file) => recording(file).map((exchange, index) => ({ name: `${file}.json #${index}`, exchange })))
  .filter(({ exchange }) => !JSON.parse(exchange.response.body).error);

test.each(whole)('the span of the recorded completion $name has its answer', async ({ exchange }) => {
  const body = JSON.parse(exchange.response.body);
  expect(await call(exchange)).toEqual(body);

  const [span] = telemetry.takeSpans();
  expect(span!.name).toBe('chat openllmetry-testing');
  expectHeaders(span!.attributes, exchange.response.headers);
  expect(span!.attributes).toMatchObject({
    'azure.openai.deployment': 'openllmetry-testing',
    'azure.openai.api_version': '2024-02-01',
    'gen_ai.response.id': body.id,
    'gen_ai.response.model': body.model,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': body.usage.prompt_tokens,
    'gen_ai.usage.output_tokens': body.usage.completion_tokens,
    token_count: body.usage.total_tokens,
    prompt_tokens: body.usage.prompt_tokens,
    completion_tokens: body.usage.completion_tokens,
    model: body.model,
  });
  expect(JSON.parse(span!.attributes['response'] as string)).toEqual(body);
  expect(BigInt(Math.round((span!.attributes['cost'] as number) * 1e12))).toBe(picoUsd(body.model, body.usage));
  for (const [category, verdict] of Object.entries<Json>(body.prompt_filter_results[0].content_filter_results)) {
    for (const [field, value] of Object.entries(verdict)) {
      expect(span!.attributes[`azure.openai.content_filter.prompt.${category}.${field}`]).toBe(value);
    }
  }
  for (const [category, verdict] of Object.entries<Json>(body.choices[0].content_filter_results)) {
    for (const [field, value] of Object.entries(verdict)) {
      expect(span!.attributes[`azure.openai.content_filter.completion.${category}.${field}`]).toEqual([value]);
    }
  }
});

test('the README counts the attributes of a recorded completion, and those that it shows', async () => {
  await call(recording('chat').at(-1)!);
  const names = Object.keys(telemetry.takeAttributes());
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, shown, all, example] = /These are (\d+) of its (\d+) attributes:\s+```\n.*\n([^`]+)```/.exec(readme)!;
  expect(Number(all)).toBe(names.length);
  expect(names.filter((name) => example!.includes(` ${name}: `))).toHaveLength(Number(shown));
});

describe('recorded streams', () => {
  const streams = recording('chat_streaming').map((exchange, index) => ({ index, exchange }));

  test.each(streams)('the span of the recorded stream #$index has the whole answer', async ({ exchange }) => {
    const chunks = readChunks(exchange.response.body);
    expect(await call(exchange)).toEqual(chunks);

    const attributes = telemetry.takeAttributes();
    const answer = chunks.find((chunk) => chunk.id !== '');
    const content = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
    expectHeaders(attributes, exchange.response.headers);
    expect(attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.id': answer.id,
      'gen_ai.response.model': answer.model,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'azure.openai.content_filter.prompt.hate.severity': 'safe',
      'azure.openai.content_filter.completion.violence.filtered': [false],
      'azure.openai.content_filter.completion.violence.severity': ['safe'],
      model: answer.model,
    });
    const response = JSON.parse(attributes['response'] as string);
    expect(response.choices).toHaveLength(1);
    expect(response.choices[0].message).toMatchObject({ role: 'assistant', content });
    // These were recorded without the question for usage: there is none, and none is made up.
    expect(attributes).not.toHaveProperty('token_count');
    expect(attributes).not.toHaveProperty('cost');
    expect(attributes['azure.openai.cost.absent_reason']).toBe('no_usage');
  });

  test('a recorded stream loses only the chunk with the usage that was requested for the application', async () => {
    const [exchange] = recording('chat_streaming').slice(1);
    const usage = { prompt_tokens: 16, completion_tokens: 21, total_tokens: 37 };
    const last = {
      choices: [],
      created: 1,
      id: 'x',
      model: 'gpt-4.1-mini-2025-04-14',
      object: 'chat.completion.chunk',
      usage,
    };
    const body = exchange!.response.body.replace('data: [DONE]', `data: ${JSON.stringify(last)}\n\ndata: [DONE]`);
    const chunks = await call({ ...exchange!, response: { ...exchange!.response, body } });

    expect(chunks).toEqual(readChunks(exchange!.response.body));
    const attributes = telemetry.takeAttributes();
    expect(attributes).toMatchObject({ prompt_tokens: 16, completion_tokens: 21, token_count: 37 });
    expect(BigInt(Math.round((attributes['cost'] as number) * 1e12))).toBe(picoUsd(last.model, usage));
  });
});

describe('a recorded prompt that was filtered', () => {
  const [exchange] = recording('prompt_content_filtering');

  test('a filtered prompt is an error with the verdict on its span', async () => {
    const filtered = { ...exchange!, response: { ...exchange!.response, status: 400 } };
    await expect(call(filtered)).rejects.toMatchObject({ status: 400, code: 'content_filter' });

    const [span] = telemetry.takeSpans();
    expect(span!.status.code).toBe(2);
    expect(span!.attributes).toMatchObject({
      'error.type': 'BadRequestError',
      'azure.openai.error.status_code': 400,
      'azure.openai.error.code': 'content_filter',
      'azure.openai.error.inner_code': 'ResponsibleAIPolicyViolation',
      'azure.service.request.id': '6624fbc0-526e-4c5f-b98c-fb96daf3c582',
      'azure.openai.content_filter.prompt.hate.filtered': true,
      'azure.openai.content_filter.prompt.hate.severity': 'high',
      'azure.openai.content_filter.prompt.self_harm.severity': 'high',
      'azure.openai.content_filter.prompt.sexual.filtered': false,
      'azure.openai.content_filter.prompt.violence.severity': 'medium',
    });
    expect(span!.attributes).not.toHaveProperty('cost');
  });

  test('a filtered prompt is an error with the status 200 too, as it was recorded', async () => {
    expect(await call(exchange!)).toHaveProperty('error');
    const [span] = telemetry.takeSpans();
    expect(span!.status.code).toBe(2);
    expect(span!.attributes).toMatchObject({
      'error.type': 'content_filter',
      'azure.openai.content_filter.prompt.hate.filtered': true,
    });
    expect(span!.attributes).not.toHaveProperty('completion_count');
  });
});
