import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { events, json } from '../support/azure-openai/replay.ts';
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

describe('a raw post', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }];
  const body = { model: 'my-gpt', messages: [{ role: 'user', content: 'Hello' }] };

  test('a raw post to /chat/completions makes the span that the method makes', async () => {
    stage.answers(json({ id: 'chatcmpl-1', model: 'gpt-4.1-mini-2025-04-14', choices, usage }));
    await client.post('/chat/completions', { body });
    const [raw, ...others] = telemetry.takeSpans();
    await client.chat.completions.create(body as never);
    const [called, ...more] = telemetry.takeSpans();
    const without = (attributes: object) => ({ ...attributes, completion_count: undefined });
    expect([others, more]).toEqual([[], []]);
    expect(raw!.name).toBe('chat my-gpt');
    expect(without(raw!.attributes)).toEqual(without(called!.attributes));
  });

  test('a streamed raw post makes one span, which ends with the stream', async () => {
    stage.answers(
      events(
        { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
        { id: 'chatcmpl-1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage },
      ),
    );
    const stream = await client.post('/chat/completions', { body: { ...body, stream: true }, stream: true });
    expect(telemetry.takeSpans()).toEqual([]);
    await readAll(stream as AsyncIterable<unknown>);
    expect(telemetry.takeAttributes()).toMatchObject({ token_count: 1100, 'gen_ai.request.stream': true });
  });

  test.each([
    ['/responses', { model: 'my-gpt', input: 'Hello' }, 'chat my-gpt'],
    ['/embeddings', { model: 'my-gpt', input: 'Hello' }, 'embeddings my-gpt'],
    ['/images/generations', { model: 'my-gpt', prompt: 'A cat' }, 'generate_content my-gpt'],
  ])('a raw post to %s makes a span', async (path, body, name) => {
    stage.answers(json({ id: 'id', model: 'gpt-4.1-mini-2025-04-14' }));
    await client.post(path, { body });
    expect(telemetry.takeSpans().map((span) => span.name)).toEqual([name]);
  });

  test('a raw post to another path makes no span', async () => {
    stage.answers(json({}));
    await client.post('/files/search', { body });
    expect(telemetry.takeSpans()).toEqual([]);
  });
});
