import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json } from '../support/azure-openai/replay.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { type Stage, setStage } from './stage.ts';

const telemetry = startTelemetry({
  deployments: {
    pictures: { model: 'dall-e-3' },
    voice: { model: 'tts' },
    ears: { model: 'whisper' },
  },
});

let stage: Stage;
let client: AzureOpenAI;

beforeAll(async () => {
  stage = await setStage(telemetry);
  client = stage.client();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe('images', () => {
  test('images of a model billed by tokens have tokens and cost', async () => {
    stage.answers(
      json({
        created: 1,
        data: [{ b64_json: 'A'.repeat(5000), revised_prompt: 'A cat' }],
        usage: {
          input_tokens: 100,
          input_tokens_details: { text_tokens: 100, image_tokens: 0 },
          output_tokens: 1000,
          total_tokens: 1100,
        },
      }),
    );
    await client.images.generate({ model: 'gpt-image-1', prompt: 'A cat' });
    const attributes = telemetry.takeAttributes();
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.output.type': 'image',
      'gen_ai.usage.output_tokens': 1000,
    });
    expect(attributes['response']).toContain('A cat');
    expect(attributes['response']).not.toContain('AAAA');
  });

  test('images of a model billed by the image have a cost', async () => {
    stage.answers(
      json({ created: 1, data: [{ url: 'https://example.com/secret' }, { url: 'https://example.com/secret' }] }),
    );
    await client.images.generate({ model: 'pictures', prompt: 'A cat', n: 2, size: '1024x1024', quality: 'standard' });
    const attributes = telemetry.takeAttributes();
    // USD 0.04 for a picture of the standard quality.
    expect(attributes).toMatchObject({ 'gen_ai.request.choice.count': 2, cost: 0.08 });
    expect(attributes['response']).not.toContain('secret');
  });
});

describe('audio', () => {
  const file = new File(['RIFF'], 'speech.wav');

  test('a transcription by a model billed by time has a cost', async () => {
    stage.answers(json({ task: 'transcribe', duration: 60, text: 'Hello' }));
    await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'verbose_json' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.output.type': 'text',
      'azure.openai.deployment': 'ears',
      // USD 0.36 an hour.
      cost: 0.006,
      response: '{"text":"Hello","task":"transcribe","duration":60}',
    });
  });

  test('a transcription as plain text makes a span', async () => {
    stage.answers({ headers: { 'content-type': 'text/plain' }, body: 'Hello' });
    await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'text' });
    expect(telemetry.takeAttributes()).toMatchObject({ response: '{"text":"Hello"}' });
  });

  test('a translation makes a span', async () => {
    stage.answers(json({ text: 'Hello' }));
    await client.audio.translations.create({ model: 'ears', file });
    expect(telemetry.takeAttributes()).toMatchObject({ 'gen_ai.request.model': 'ears', response: '{"text":"Hello"}' });
  });

  test('speech is billed by characters, and only the application reads it', async () => {
    stage.answers({ headers: { 'content-type': 'audio/mpeg' }, body: 'mp3' });
    const speech = await client.audio.speech.create({ model: 'voice', input: 'x'.repeat(1000), voice: 'alloy' });
    expect(await speech.text()).toBe('mp3');
    const attributes = telemetry.takeAttributes();
    // USD 15 per million characters.
    expect(attributes).toMatchObject({ 'gen_ai.output.type': 'speech', cost: 0.015 });
    expect(attributes).not.toHaveProperty('response');
  });
});

describe('videos', () => {
  const job = { id: 'video_1', object: 'video', status: 'queued', progress: 0, model: 'sora-2', error: null };

  test('videos.create makes a span with the request, and the reason why it has no cost', async () => {
    stage.answers(json({ ...job, seconds: '8', size: '1280x720' }));
    await client.videos.create({ model: 'my-sora' as 'sora-2', prompt: 'A cat', seconds: '8', size: '1280x720' });
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('generate_content my-sora');
    expect(span!.attributes).toMatchObject({
      'gen_ai.output.type': 'video',
      'gen_ai.response.id': 'video_1',
      'gen_ai.response.model': 'sora-2',
      'azure.openai.deployment': 'my-sora',
      'azure.openai.video.seconds': 8,
      'azure.openai.video.size': '1280x720',
      'azure.openai.video.status': 'queued',
      'azure.openai.cost.absent_reason': 'unknown_model',
    });
    expect(span!.attributes).not.toHaveProperty('cost');
  });

  test('videos.remix makes a span of its second argument, the request', async () => {
    stage.answers(json({ ...job, id: 'video_2' }));
    await client.videos.remix('video_1', { prompt: 'A dog' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.response.id': 'video_2',
      'azure.openai.cost.absent_reason': 'no_usage',
    });
  });

  test('a refused videos.create fails', async () => {
    stage.answers({ status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":{"code":"no"}}' });
    await client.videos.create({ prompt: 'A cat' }).catch(() => {});
    expect(telemetry.takeAttributes()).toMatchObject({ 'error.type': 'BadRequestError' });
  });
});

test('batches.create makes a span with the job, and the reason why it has no cost', async () => {
  const request = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
  stage.answers(json({ ...request, id: 'batch_1', object: 'batch', status: 'validating' }));
  await client.batches.create(request);
  const [span] = telemetry.takeSpans();
  expect(span!.name).toBe('create_batch');
  expect(span!.attributes).toMatchObject({
    'gen_ai.operation.name': 'create_batch',
    'gen_ai.response.id': 'batch_1',
    'azure.openai.batch.endpoint': '/v1/chat/completions',
    'azure.openai.batch.input_file_id': 'file-1',
    'azure.openai.batch.completion_window': '24h',
    'azure.openai.batch.status': 'validating',
    'azure.openai.cost.absent_reason': 'no_usage',
  });
});
