import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, events, json } from '../support/azure-openai/replay.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { type Stage, billing, chatCompletion, readAll, response, setStage } from './stage.ts';

const telemetry = startTelemetry({
  deployments: { pics: { model: 'dall-e-3' }, zone: { model: 'gpt-image-1', type: 'DataZoneStandard' } },
});
let stage: Stage;

beforeAll(async () => void (stage = await setStage(telemetry)));
afterAll(() => stage[Symbol.asyncDispose]());

const file = () => new File(['RIFF'], 'a.wav');
const image = () => new File(['PNG'], 'a.png', { type: 'image/png' });
const tokens = {
  input_tokens: 50,
  input_tokens_details: { text_tokens: 50, image_tokens: 0 },
  output_tokens: 4160,
  total_tokens: 4210,
};
const oneUrl = { created: 1, data: [{ url: 'https://example.invalid/x' }] };
type Client = ReturnType<Stage['client']>;
type Case = [title: string, answer: object, call: (client: Client) => Promise<unknown>, cost: number];

async function priced(answer: object, call: (client: Client) => Promise<unknown>, deployment?: string) {
  stage.answers('headers' in answer ? (answer as Answer) : json(answer));
  await call(stage.client(deployment === undefined ? {} : { deployment }));
  return billing(telemetry.takeAttributes());
}

test.each<Case>([
  [
    'images.generate of gpt-image-1, by the token',
    { created: 1, data: [{ b64_json: 'aGk=' }], usage: tokens },
    (client) => client.images.generate({ model: 'gpt-image-1', prompt: 'x' }),
    0.16665,
  ],
  [
    'images.generate of gpt-image-1, streamed',
    events({ type: 'image_generation.completed', b64_json: 'aGk=', usage: tokens }),
    async (client) => readAll(await client.images.generate({ model: 'gpt-image-1', prompt: 'x', stream: true })),
    0.16665,
  ],
  [
    'images.edit of gpt-image-1-mini',
    { created: 1, data: [{ b64_json: 'aGk=' }], usage: tokens },
    (client) => client.images.edit({ model: 'gpt-image-1-mini', prompt: 'x', image: image() }),
    0.03338,
  ],
  [
    'images.generate of dall-e-3, by size and quality',
    oneUrl,
    (client) => client.images.generate({ model: 'dall-e-3', prompt: 'x', size: '1792x1024', quality: 'hd' }),
    0.12,
  ],
  [
    'images.generate of dall-e-3 at the default size',
    oneUrl,
    (client) => client.images.generate({ model: 'dall-e-3', prompt: 'x' }),
    0.04,
  ],
  [
    'images.createVariation of dall-e-2, by the number',
    oneUrl,
    (client) => client.images.createVariation({ model: 'dall-e-2', image: image(), n: 3 }),
    0.06,
  ],
  [
    'audio.speech of tts-1, by the character',
    { headers: { 'content-type': 'audio/mpeg' }, body: 'xx' },
    (client) => client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'hello world' }),
    0.000165,
  ],
  [
    'audio.transcriptions of gpt-4o-transcribe, by the token',
    {
      text: 'x',
      usage: {
        type: 'tokens',
        input_tokens: 100,
        input_token_details: { text_tokens: 10, audio_tokens: 90 },
        output_tokens: 5,
        total_tokens: 105,
      },
    },
    (client) => client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: file() }),
    0.000615,
  ],
  [
    'audio.transcriptions of gpt-4o-transcribe, streamed',
    events(
      { type: 'transcript.text.delta', delta: 'x' },
      {
        type: 'transcript.text.done',
        text: 'x',
        usage: {
          type: 'tokens',
          input_tokens: 100,
          input_token_details: { text_tokens: 10, audio_tokens: 90 },
          output_tokens: 5,
          total_tokens: 105,
        },
      },
    ),
    async (client) =>
      readAll(await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: file(), stream: true })),
    0.000615,
  ],
  [
    'audio.transcriptions of whisper, by the duration of verbose_json',
    { task: 'transcribe', text: 'x', duration: 60, language: 'english' },
    (client) => client.audio.transcriptions.create({ model: 'whisper', response_format: 'verbose_json', file: file() }),
    0.006,
  ],
  [
    'audio.transcriptions of whisper, by the duration in the usage',
    { text: 'x', usage: { type: 'duration', seconds: 30 } },
    (client) => client.audio.transcriptions.create({ model: 'whisper', file: file() }),
    0.003,
  ],
  [
    'audio.translations of whisper, whose duration is a text',
    { text: 'x', duration: '90.0' },
    (client) => client.audio.translations.create({ model: 'whisper', response_format: 'verbose_json', file: file() }),
    0.009,
  ],
  [
    'chat.completions',
    { ...chatCompletion, model: undefined },
    (client) => client.chat.completions.create({ model: 'gpt-4.1', messages: [] }),
    0.0028,
  ],
  [
    'responses',
    { ...response, model: '' },
    (client) => client.responses.create({ model: 'gpt-4.1', input: 'x' }),
    0.0028,
  ],
])(
  'a response without a model is priced, as an estimate, by a deployment named exactly as a model: %s',
  async (_title, answer, call, cost) => {
    expect(await priced(answer, call)).toEqual({ cost, 'azure.openai.cost.estimated': true });
  },
);

describe('the model of an image', () => {
  const generate = (model: string) => (client: Client) => client.images.generate({ model, prompt: 'x' });

  test('the model of an image whose answer names none is the configured one, which is not an estimate', async () => {
    expect(await priced(oneUrl, generate('pics'))).toEqual({ cost: 0.04 });
    // 50 * 5.5 + 4,160 * 44, in USD per million.
    expect(await priced({ data: [], usage: tokens }, generate('zone'))).toEqual({ cost: 0.183315 });
  });

  test('the model of an image whose answer names none is that of the request, where the deployment has another name', async () => {
    expect(await priced(oneUrl, generate('dall-e-3'), 'my-pictures')).toEqual({
      cost: 0.04,
      'azure.openai.cost.estimated': true,
    });
  });

  test('the model of an image whose answer names none is that of the deployment, where both are known', async () => {
    expect(await priced(oneUrl, generate('dall-e-2'), 'dall-e-3')).toMatchObject({ cost: 0.04 });
  });

  test.each(['my-dall-e-3', 'dall-e-3-prod', 'DALL-E-3', 'dalle3'])(
    'the model of an image is unknown from a deployment that is called %s',
    async (name) => {
      expect(await priced(oneUrl, generate(name))).toEqual({ 'azure.openai.cost.absent_reason': 'unknown_model' });
    },
  );
});

test('the model in the body of a chat completion is not taken for the model of a deployment with another name', async () => {
  const call = (client: Client) => client.chat.completions.create({ model: 'gpt-3.5-turbo', messages: [] });
  expect(await priced({ ...chatCompletion, model: undefined }, call, 'our-chat')).toEqual({
    'azure.openai.cost.absent_reason': 'unknown_model',
  });
});

test('an answer with the model "unknown", as gateways say, names none', async () => {
  const answer = { ...chatCompletion, model: 'unknown' };
  const call = (client: Client) => client.chat.completions.create({ model: 'gpt-4.1', messages: [] });
  expect(await priced(answer, call)).toEqual({ cost: 0.0028, 'azure.openai.cost.estimated': true });
  expect(await priced(answer, call, 'our-chat')).toEqual({ 'azure.openai.cost.absent_reason': 'unknown_model' });
});

test('a stream of several images has a partial cost, since each of its last events counts one image', async () => {
  const last = { type: 'image_generation.completed', b64_json: 'aGk=', usage: tokens };
  const call = async (client: Client) =>
    readAll(await client.images.generate({ model: 'gpt-image-1', prompt: 'x', stream: true, n: 2 }));
  expect(await priced(events(last, last), call)).toEqual({
    'azure.openai.cost.absent_reason': 'unpriced_usage',
    'azure.openai.cost.estimated': true,
    'azure.openai.cost.partial': 0.16665,
    'azure.openai.cost.missing': ['images'],
  });
});

test('an embedding of the model "ada" is one of text-embedding-ada-002', async () => {
  const answer = {
    object: 'list',
    model: 'ada',
    data: [{ object: 'embedding', index: 0, embedding: [0.1] }],
    usage: { prompt_tokens: 1000, total_tokens: 1000 },
  };
  const call = (client: Client) => client.embeddings.create({ model: 'vectors', input: 'x' });
  expect(await priced(answer, call)).toEqual({ cost: 0.0001, 'azure.openai.cost.estimated': true });
});

test('a completion of the model "ada" is one of text-ada-001', async () => {
  const answer = {
    object: 'text_completion',
    model: 'ada',
    choices: [{ index: 0, text: 'x', finish_reason: 'stop' }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  };
  const call = (client: Client) => client.completions.create({ model: 'old', prompt: 'x' });
  expect(await priced(answer, call)).toEqual({ cost: 0.00044, 'azure.openai.cost.estimated': true });
});
