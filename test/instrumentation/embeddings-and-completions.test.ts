import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { events, json, recording } from '../support/azure-openai/replay.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { type Stage, readAll, setStage } from './stage.ts';

const telemetry = startTelemetry();

let stage: Stage;
let client: AzureOpenAI;

beforeAll(async () => {
  stage = await setStage(telemetry);
  client = stage.client();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe('embeddings', () => {
  const [exchange] = recording('embeddings');

  test('embeddings have tokens, dimensions and cost, never the vectors', async () => {
    stage.answers(exchange!.response);
    const { data, usage } = await client.embeddings.create({ model: 'vectors', input: 'Tell me a joke' });
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('embeddings vectors');
    expect(span!.attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.usage.input_tokens': usage.prompt_tokens,
      'gen_ai.embeddings.dimension.count': data[0]!.embedding.length,
    });
    expect(span!.attributes).not.toHaveProperty('response');
    expect(span!.attributes).not.toHaveProperty(['gen_ai.request.encoding_formats']);
    expect(span!.attributes).not.toHaveProperty('completion_count');
  });

  test('embeddings have the encoding that the caller requested, and are priced', async () => {
    const embedding = Buffer.from(new Float32Array(256).buffer).toString('base64');
    stage.answers(
      json({
        object: 'list',
        model: 'text-embedding-3-small',
        data: [{ object: 'embedding', index: 0, embedding }],
        usage: { prompt_tokens: 1000, total_tokens: 1000 },
      }),
    );
    await client.embeddings.create({ model: 'vectors', input: 'x', encoding_format: 'base64' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.request.encoding_formats': ['base64'],
      'gen_ai.embeddings.dimension.count': 256,
      cost: 0.00002,
    });
  });
});

describe('chat completions', () => {
  const context = { citations: [{ title: 'a' }, { title: 'b' }], intent: '[]' };

  test.each([true, false])(
    'chat completions on your data have the number of cited documents (content captured: %s)',
    async (captureResponse) => {
      const { instrumentation } = telemetry;
      const config = instrumentation.getConfig();
      instrumentation.setConfig({ ...config, captureResponse });
      stage.answers(
        json({
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'x', context } }],
        }),
      );
      await client.chat.completions.create({ model: 'm', messages: [] });
      expect(telemetry.takeAttributes()['azure.openai.citations']).toBe(2);

      stage.answers(
        events(
          { choices: [{ index: 0, delta: { role: 'assistant', context } }] },
          { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        ),
      );
      await readAll(await client.chat.completions.create({ model: 'm', messages: [], stream: true }));
      expect(telemetry.takeAttributes()['azure.openai.citations']).toBe(2);
      instrumentation.setConfig(config);
    },
  );

  test('spoken chat completions are recorded without the sound', async () => {
    const audio = { id: 'audio_1', data: 'UklGR'.repeat(1000), transcript: 'Hello' };
    stage.answers(
      json({
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null, audio } }],
      }),
    );
    await client.chat.completions.create({ model: 'm', messages: [] });
    const recorded = telemetry.takeAttributes()['response'] as string;
    expect(JSON.parse(recorded).choices[0].message.audio).toEqual({
      ...audio,
      data: '[omitted: 5000 characters of base64]',
    });
  });
});

describe('legacy completions', () => {
  const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
  const whole = {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'gpt-35-turbo-instruct',
    choices: [{ text: ' Hello', index: 0, logprobs: null, finish_reason: 'length' }],
    usage,
  };

  test('completions.create makes a span with tokens and cost', async () => {
    stage.answers(json(whole));
    await client.completions.create({ model: 'instruct', prompt: 'Say', max_tokens: 2 });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'text_completion',
      'gen_ai.response.finish_reasons': ['length'],
      completion_tokens: 2,
      // 10 * 1.5 + 2 * 2, in USD per million.
      cost: 0.000019,
    });
  });

  test('a streamed legacy completion makes a span with text, tokens and cost', async () => {
    const chunk = (text: string, finish_reason: string | null) => ({
      ...whole,
      choices: [{ text, index: 0, logprobs: null, finish_reason }],
      usage: undefined,
    });
    stage.answers(events(chunk(' Hel', null), chunk('lo', 'length')));
    await readAll(await client.completions.create({ model: 'instruct', prompt: 'Say', stream: true }));
    const attributes = telemetry.takeAttributes();
    expect(JSON.parse(attributes['response'] as string).choices).toEqual([
      { index: 0, text: ' Hello', finish_reason: 'length' },
    ]);
  });
});
