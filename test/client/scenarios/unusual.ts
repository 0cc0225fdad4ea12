import { NOT_IN_THIS_VERSION, type Scenario, type Stage, outcome, readAll } from './stage.ts';

const request = () => ({ model: 'plain', messages: [{ role: 'user', content: 'Say hello' }] });

/** An object whose properties are getters, and how often each was read. */
function counted(values: object): { object: any; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const getters = Object.entries(values).map(([name, value]) => {
    const get = (): unknown => {
      reads[name] = (reads[name] ?? 0) + 1;
      return value;
    };
    return [name, { enumerable: true, configurable: true, get }] as const;
  });
  return { object: Object.defineProperties({}, Object.fromEntries(getters)), reads };
}

/** How each prototype of `object` that has `name` defines it: libraries of stubs go by that. */
function definitionsOf(object: object, name: string): unknown[] {
  const definitions = [];
  for (let at = object; at; at = Object.getPrototypeOf(at)) {
    const { value, get, ...flags } = Object.getOwnPropertyDescriptor(at, name) ?? {};
    if (value || get) definitions.push({ ...flags, value: typeof value, get: typeof get });
  }
  return definitions;
}

/** A client whose every request is answered by `fetch`. */
function clientWith({ openai, endpoint }: Stage, fetch: () => Promise<unknown>): any {
  return new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 0, fetch });
}

/** Runs a tool in a conversation, and gives what it came to. */
async function runTool(stage: Stage, tool: unknown, params?: any): Promise<unknown> {
  const { client, major } = stage;
  const { completions } = major === 4 ? client.beta.chat : client.chat;
  if (!completions.runTools) return NOT_IN_THIS_VERSION;
  return outcome(async () => {
    const runner = completions.runTools(params ?? { ...request(), model: 'tools', tools: [tool] });
    await runner.done();
    return runner.messages;
  });
}

const weather = (run: unknown = () => 'Rain') => ({ name: 'weather', description: '', parameters: {}, function: run });

/** A tool whose methods need their own object. */
class Weather {
  readonly #answer = 'Rain';
  readonly parameters = {};
  readonly description = '';
  calls = 0;

  get name(): string {
    return this.#answer && 'weather';
  }

  parse(json: string): unknown {
    return { answer: this.#answer, ...JSON.parse(json) };
  }

  function({ city }: { city: string }): string {
    this.calls += 1;
    return `${this.#answer} in ${city}`;
  }
}

/** What an application may hand to the client that few do. */
export const unusualScenarios: Record<string, Scenario> = {
  'a method that lost its object': ({ client }) => {
    const { create } = client.chat.completions;
    return outcome(() => create(request()));
  },

  'methods of requests that the application replaces': async ({ client, openai }) => {
    const names = ['buildRequest', 'makeStatusError', 'prepareOptions', 'retryRequest'];
    const called: string[] = [];
    for (const name of names) {
      const original = client[name];
      client[name] = function (...args: unknown[]) {
        called.push(name);
        return original.apply(this, args);
      };
    }
    const failed = await outcome(() => client.chat.completions.create({ ...request(), model: 'missing' }));
    const enumerable = Object.keys(client).filter((name) => names.includes(name));
    for (const name of names) delete client[name];
    const kept = names.map((name) => [typeof client[name], client[name].name, client[name].length]);
    const own = client.buildRequest === openai.AzureOpenAI.prototype.buildRequest;
    return { failed, called, enumerable, kept, own, found: names.map((name) => definitionsOf(client, name)) };
  },

  'a fetch that answers with nothing': async (stage) => [
    await outcome(() => clientWith(stage, async () => undefined).chat.completions.create(request())),
    await outcome(() => clientWith(stage, async () => null).chat.completions.create(request())),
  ],

  'a fetch whose answer cannot be read': (stage) =>
    outcome(() => {
      const answer = {
        get status(): number {
          throw new RangeError('no status');
        },
      };
      return clientWith(stage, async () => answer).chat.completions.create(request());
    }),

  'a fetch that throws no error': (stage) =>
    outcome(() => clientWith(stage, () => Promise.reject(null)).chat.completions.create(request())),

  "a promise of one's own in the place of the request's": async ({ client, openai, major }) => {
    if (!openai.APIPromise) return NOT_IN_THIS_VERSION;
    const parts = [Promise.resolve({}), () => ({ id: 'mine' })];
    client.post = () => new openai.APIPromise(...(major === 4 ? parts : [client, ...parts]));
    return client.chat.completions.create(request());
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
    const { object, reads } = counted({ ...request(), temperature: 0.5, stop: 'x', service_tier: 'default' });
    return { value: await client.chat.completions.create(object), reads };
  },

  'a streamed request with getters': async ({ client }) => {
    const { object, reads } = counted({ ...request(), stream: true });
    return { value: await readAll(await client.chat.completions.create(object)), reads };
  },

  'a request of a class': async ({ client }) => {
    class Request {
      readonly #messages = request().messages;
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
    const body = { ...request(), stream: true };
    const client = new Mine({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
    return { chunks: await readAll(await client.chat.completions.create(body)), body };
  },

  'a request that is changed after the call': async ({ client }) => {
    const body: any = { ...request(), stream: true };
    const promise = client.chat.completions.create(body);
    body.model = 'later';
    body.temperature = 0.5;
    return outcome(async () => readAll(await promise));
  },

  'a frozen request': async ({ client, major, minor }) => {
    // Up to 4.55 the client takes the model out of it.
    if (major === 4 && minor <= 55) return NOT_IN_THIS_VERSION;
    return readAll(await client.chat.completions.create(Object.freeze({ ...request(), stream: true })));
  },

  'a stream taken as it comes, when the request is on its way': async ({ client, answered }) => {
    const promise = client.chat.completions.create({ ...request(), stream: true });
    await answered();
    return (await promise.asResponse()).text();
  },

  'a stream of which one iterator is left unread': async ({ client }) => {
    const stream = await client.chat.completions.create({ ...request(), stream: true });
    stream[Symbol.asyncIterator]();
    return outcome(() => readAll(stream));
  },

  'a stream of which one iterator is closed unread': async ({ client }) => {
    const stream = await client.chat.completions.create({ ...request(), stream: true });
    await stream[Symbol.asyncIterator]().return();
    return outcome(() => readAll(stream));
  },

  'a tool that answers with a promise that does its work when asked': async (stage) => {
    let works = 0;
    class Lazy extends Promise<string> {
      override then(...handlers: any[]): any {
        works += 1;
        return Promise.resolve(`Rain ${works}`).then(...handlers);
      }
    }
    const run = (): unknown => new Lazy(() => {});
    return { value: await runTool(stage, { type: 'function', function: weather(run) }), works };
  },

  'a tool that answers with a thenable': async (stage) => {
    const run = (): unknown => ({ then: (resolve: (value: string) => void) => resolve('Rain') });
    return runTool(stage, { type: 'function', function: weather(run) });
  },

  'a conversation let go of while a tool comes to nothing': async ({ client, major, collect }) => {
    const { completions } = major === 4 ? client.beta.chat : client.chat;
    if (!completions.runTools) return NOT_IN_THIS_VERSION;
    const called = Promise.withResolvers<string>();
    const run = (): Promise<never> => {
      called.resolve('called');
      return new Promise(() => {});
    };
    const tools = [{ type: 'function', function: weather(run) }];
    completions.runTools({ ...request(), model: 'tools', tools }).on('error', () => {});
    const value = await called.promise;
    await collect();
    return value;
  },

  'a tool with private fields': async (stage) => {
    const tool = new Weather();
    return { value: await runTool(stage, { type: 'function', function: tool }), calls: tool.calls };
  },

  'a tool that keeps state, frozen': async (stage) => {
    const seen: unknown[] = [];
    const definition = Object.freeze({
      ...weather(function (this: unknown) {
        seen.push(this === definition);
        return 'Rain';
      }),
      parse(this: unknown, json: string): unknown {
        seen.push(this === definition);
        return JSON.parse(json);
      },
    });
    return { value: await runTool(stage, Object.freeze({ type: 'function', function: definition })), seen };
  },

  'a tool with getters': async (stage) => {
    const definition = counted(weather());
    const tool = counted({ type: 'function', function: definition.object });
    return { value: await runTool(stage, tool.object), reads: [tool.reads, definition.reads] };
  },

  'a conversation with tools whose messages are inherited': (stage) => {
    const params = Object.create({ ...request(), model: 'tools' });
    params.tools = [{ type: 'function', function: weather() }];
    return runTool(stage, undefined, params);
  },

  'a conversation without tools': (stage) => runTool(stage, undefined, request()),

  'a conversation that is none': (stage) => runTool(stage, undefined, 'none'),
};
