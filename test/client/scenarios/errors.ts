import { clientWith, outcome, plain, readAll, streamed, type Scenario } from './stage.ts';

/** Calls that fail, and retries. */
export const errorScenarios: Record<string, Scenario> = {
  'a 429, then success': ({ client }) => client.chat.completions.create({ ...plain(), model: 'limited' }),

  'a 429, then a stream': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), model: 'limited' })),

  'only 429s': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'exhausted' })),

  'a filtered prompt': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'filtered' })),

  'a filtered prompt, streamed': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...streamed(), model: 'filtered' })),

  'no such deployment': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'nowhere' })),

  'a connection dropped before the answer': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...plain(), model: 'dropped' }, { maxRetries: 0 })),

  'a timeout': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...plain(), model: 'silent' }, { maxRetries: 0, timeout: 100 })),

  'aborted before it starts': ({ client }) => {
    const controller = new AbortController();
    controller.abort();
    return outcome(() => client.chat.completions.create(plain(), { signal: controller.signal }));
  },

  'aborted while it waits': async ({ client, requests, answered }) => {
    const controller = new AbortController();
    const request = { ...plain(), model: 'silent' };
    const end = outcome(() => client.chat.completions.create(request, { signal: controller.signal }));
    while (requests.length === 0) await answered();
    controller.abort();
    return end;
  },

  'a body that is not JSON': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...plain(), model: 'broken' })),

  'an empty body': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'empty' })),

  'a body of text': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'text' })),

  'an Entra ID token provider that fails': ({ openai, endpoint }) => {
    const azureADTokenProvider = async () => {
      throw new TypeError('no token');
    };
    const client = new openai.AzureOpenAI({ endpoint, azureADTokenProvider, apiVersion: '2024-10-21', maxRetries: 0 });
    return outcome(() => client.chat.completions.create(plain()));
  },

  'a fetch that returns no response': async (stage) => [
    await outcome(() => clientWith(stage, async () => undefined).chat.completions.create(plain())),
    await outcome(() => clientWith(stage, async () => null).chat.completions.create(plain())),
  ],

  'a fetch whose answer cannot be read': (stage) =>
    outcome(() => {
      const answer = {
        get status(): number {
          throw new RangeError('no status');
        },
      };
      return clientWith(stage, async () => answer).chat.completions.create(plain());
    }),

  'a fetch that rejects with null': (stage) =>
    outcome(() => clientWith(stage, () => Promise.reject(null)).chat.completions.create(plain())),
};
