import {
  outcome,
  plain,
  readAll,
  readToEnd,
  streamed,
  NOT_IN_THIS_VERSION,
  type Scenario,
  type Stage,
} from './stage.ts';

const completion = () => ({ model: 'plain', prompt: 'Say hello' });
const picture = () => ({ model: 'plain', prompt: 'A cat' });
const words = () => ({ model: 'plain', voice: 'alloy', input: 'Hello' });
const background = () => ({ model: 'plain', input: 'hello', background: true });
const recording = () => ({ model: 'plain', file: new File(['not really a sound'], 'sound.mp3') });

/** The client's own wrapper, since in openai 4 not every File is one to it. */
async function edited({ openai }: Stage): Promise<object> {
  const image = await openai.toFile(Buffer.from('not really a picture'), 'cat.png', { type: 'image/png' });
  return { ...picture(), image };
}

/** Operations beside chat completions. */
export const operationScenarios: Record<string, Scenario> = {
  'an embedding': ({ client }) => client.embeddings.create({ model: 'plain', input: 'hello' }),

  'an embedding in base64': ({ client }) =>
    client.embeddings.create({ model: 'plain', input: 'hello', encoding_format: 'base64' }),

  'an embedding withResponse': async ({ client }) => {
    const { data, response } = await client.embeddings.create({ model: 'plain', input: 'hello' }).withResponse();
    return { data, status: response.status };
  },

  'a response': async ({ client }) =>
    client.responses ? client.responses.create({ model: 'plain', input: 'hello' }) : NOT_IN_THIS_VERSION,

  'a response, streamed': async ({ client }) =>
    client.responses
      ? readAll(await client.responses.create({ model: 'plain', input: 'hello', stream: true }))
      : NOT_IN_THIS_VERSION,

  'a legacy completion': ({ client }) => client.completions.create(completion()),

  'a legacy completion withResponse': async ({ client }) => {
    const { data, response } = await client.completions.create(completion()).withResponse();
    return { data, status: response.status };
  },

  'a legacy completion, streamed': async ({ client }) =>
    readAll(await client.completions.create({ ...completion(), stream: true })),

  'a legacy completion, streamed and broken off': async ({ client }) => {
    for await (const chunk of await client.completions.create({ ...completion(), stream: true })) return chunk;
    return undefined;
  },

  'a legacy completion, filtered': ({ client }) =>
    outcome(() => client.completions.create({ ...completion(), model: 'filtered' })),

  'an image': ({ client }) => client.images.generate(picture()),

  'an image, streamed': async ({ client }) => {
    const answer = await client.images.generate({ ...picture(), stream: true });
    // Clients that do not know such streams yet give the body as it came.
    return typeof answer === 'string' ? answer : readToEnd(answer);
  },

  'an image of a filtered prompt': ({ client }) =>
    outcome(() => client.images.generate({ ...picture(), model: 'filtered' })),

  'an edited image': async (stage) => stage.client.images.edit(await edited(stage)),

  'a variation of an image': async (stage) => stage.client.images.createVariation(await edited(stage)),

  'a background response, retrieved': async ({ client }) => {
    if (!client.responses?.retrieve) return NOT_IN_THIS_VERSION;
    const created = await client.responses.create({ ...background(), tools: [{ type: 'image_generation' }] });
    const looks = [await client.responses.retrieve(created.id), await client.responses.retrieve(created.id, {})];
    return { created, looks };
  },

  'a background response, cancelled': async ({ client }) => {
    if (!client.responses?.cancel) return NOT_IN_THIS_VERSION;
    const { id } = await client.responses.create(background());
    // In the first versions that have it, nothing comes back.
    return { cancelled: await client.responses.cancel(id) };
  },

  'a background response, cancelled asResponse': async ({ client }) => {
    if (!client.responses?.cancel) return NOT_IN_THIS_VERSION;
    return (await client.responses.cancel('resp_1').asResponse()).json();
  },

  'a background response, streamed, broken off and resumed': async ({ client }) => {
    if (!client.responses?.retrieve) return NOT_IN_THIS_VERSION;
    for await (const _ of await client.responses.create({ ...background(), stream: true })) break;
    const rest = await client.responses.retrieve('resp_1', { stream: true, starting_after: 1 });
    // Clients that do not know it yet send no query and get the response.
    return Symbol.asyncIterator in rest ? readAll(rest) : rest;
  },

  'a transcription': ({ client }) => client.audio.transcriptions.create(recording()),

  'a transcription as text': ({ client }) =>
    client.audio.transcriptions.create({ ...recording(), response_format: 'text' }),

  'a transcription withResponse': async ({ client }) => {
    const { data, response } = await client.audio.transcriptions.create(recording()).withResponse();
    return { data, status: response.status };
  },

  'a transcription, streamed': async ({ client }) => {
    const answer = await client.audio.transcriptions.create({ ...recording(), stream: true });
    return typeof answer === 'string' ? answer : readToEnd(answer);
  },

  'a translation': ({ client }) => client.audio.translations.create(recording()),

  speech: async ({ client }) => {
    const response = await client.audio.speech.create(words());
    return { status: response.status, bodyUsed: response.bodyUsed, sound: await response.text() };
  },

  'speech asResponse': async ({ client }) => (await client.audio.speech.create(words()).asResponse()).text(),

  'speech never read': async ({ client, collect }) => {
    await client.audio.speech.create(words());
    await collect();
    return 'went on';
  },

  'speech that is refused': ({ client }) =>
    outcome(() => client.audio.speech.create({ ...words(), model: 'filtered' })),

  'a video': async ({ client }) => {
    if (!client.videos) return NOT_IN_THIS_VERSION;
    return client.videos.create({ model: 'plain', prompt: 'A cat', seconds: '4', size: '720x1280' });
  },

  'a batch': ({ client }) =>
    client.batches.create({ input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' }),

  'a chat that is posted raw': ({ client }) => client.post('/chat/completions', { body: plain() }),

  'a chat that is posted raw, withResponse': async ({ client }) => {
    const { data, response } = await client.post('/chat/completions', { body: plain() }).withResponse();
    return { data, status: response.status };
  },

  'a chat that is posted raw, its promise': async ({ client }) => {
    const promise = client.post('/chat/completions', { body: plain() });
    // Without symbols: Node.js 22 marks promises with its own where a context manager follows them.
    const keys = Object.getOwnPropertyNames(promise).toSorted();
    return { class: promise.constructor.name, keys, response: (await promise.asResponse()).status };
  },

  'a chat that is posted raw, streamed': async ({ client }) =>
    readToEnd(await client.post('/chat/completions', { body: streamed(), stream: true })),

  'a chat that is posted raw and refused': ({ client }) =>
    outcome(() => client.post('/chat/completions', { body: { ...plain(), model: 'filtered' } })),

  'a chat that is posted raw and fails unawaited': async ({ client, answered }) => {
    client.post('/chat/completions', { body: { ...plain(), model: 'filtered' } });
    await answered();
  },

  'a raw post without a body': ({ client }) =>
    outcome(async () => {
      await client.chat.completions.create(plain());
      return client.post('/chat/completions');
    }),
};
