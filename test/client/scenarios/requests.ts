import {
  clientWith,
  counted,
  outcome,
  plain,
  readAll,
  streamed,
  NOT_IN_THIS_VERSION,
  type Scenario,
  type Stage,
} from './stage.ts';

/** Returns whether the client itself takes `model` out of the caller's request, or out of ours if we had to add to it. */
function takesModelOut({ major, minor }: Stage): boolean {
  return major === 4 && minor <= 55;
}

/** Requests and answers of unusual shapes. */
export const requestScenarios: Record<string, Scenario> = {
  'a request that cannot be sent': ({ client }) => {
    const circular: any = { ...plain() };
    circular.messages = [circular];
    return outcome(() => client.chat.completions.create(circular));
  },

  'no request at all': ({ client }) => outcome(() => client.chat.completions.create()),

  'a frozen request with frozen stream options': async (stage) => {
    if (takesModelOut(stage)) return NOT_IN_THIS_VERSION;
    const request = Object.freeze({ ...streamed(), stream_options: Object.freeze({}) });
    return readAll(await stage.client.chat.completions.create(request));
  },

  'a request that stays unchanged': async (stage) => {
    if (takesModelOut(stage)) return NOT_IN_THIS_VERSION;
    const request = streamed();
    await readAll(await stage.client.chat.completions.create(request));
    return request;
  },

  'an answer with getters': async (stage) => {
    const { object: entry, reads } = counted({ object: 'embedding', index: 0, embedding: [0.5, 1] });
    const json = async (): Promise<unknown> => ({ object: 'list', model: 'plain', data: [entry] });
    const response = Object.defineProperty(Response.json({}), 'json', { value: json });
    const client = clientWith(stage, async () => response);
    await client.embeddings.create({ model: 'plain', input: 'hello', encoding_format: 'float' });
    return reads;
  },

  'a request with getters': async ({ client }) => {
    const { object, reads } = counted({ ...plain(), temperature: 0.5, stop: 'x', service_tier: 'default' });
    return { value: await client.chat.completions.create(object), reads };
  },

  'a streamed request with getters': async ({ client }) => {
    const { object, reads } = counted(streamed());
    return { value: await readAll(await client.chat.completions.create(object)), reads };
  },

  'a request of a class': async ({ client }) => {
    class Request {
      readonly #messages = plain().messages;
      readonly model = 'plain';

      get messages(): unknown {
        return this.#messages;
      }

      toJSON(): unknown {
        return { model: this.model, messages: this.messages };
      }
    }
    return outcome(() => client.chat.completions.create(new Request()));
  },

  'a client that sets stream options itself': async ({ openai, endpoint }) => {
    class Mine extends (openai.AzureOpenAI as new (options: object) => any) {
      async prepareOptions(options: any): Promise<void> {
        options.body.stream_options = { include_usage: true };
      }
    }
    const body = streamed();
    const client = new Mine({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
    return { chunks: await readAll(await client.chat.completions.create(body)), body };
  },

  'a request that is changed after the call': async ({ client }) => {
    const body: any = streamed();
    const promise = client.chat.completions.create(body);
    body.model = 'later';
    body.temperature = 0.5;
    return outcome(async () => readAll(await promise));
  },

  'a frozen streamed request': async ({ client, major, minor }) => {
    // Up to 4.55 the client takes the model out of it.
    if (major === 4 && minor <= 55) return NOT_IN_THIS_VERSION;
    return readAll(await client.chat.completions.create(Object.freeze(streamed())));
  },
};
