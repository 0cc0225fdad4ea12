import { outcome, plain, NOT_IN_THIS_VERSION, type Scenario } from './stage.ts';

/** Lists the definitions of `name` in the prototypes of `object`, which libraries of stubs read. */
function listDefinitions(object: object, name: string): unknown[] {
  const definitions = [];
  for (let at = object; at; at = Object.getPrototypeOf(at)) {
    const { value, get, ...flags } = Object.getOwnPropertyDescriptor(at, name) ?? {};
    if (value || get) definitions.push({ ...flags, value: typeof value, get: typeof get });
  }
  return definitions;
}

/** Clients that an application configures or changes. */
export const clientScenarios: Record<string, Scenario> = {
  'a custom fetch': async ({ openai, endpoint }) => {
    const calls: string[] = [];
    const fetch = (url: any, init: any) => {
      calls.push(`${init.method} ${String(url).replace(endpoint, '')}`);
      return globalThis.fetch(url, init);
    };
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', fetch });
    return { value: await client.chat.completions.create(plain()), calls };
  },

  'an Entra ID token': async ({ openai, endpoint }) => {
    let asked = 0;
    const azureADTokenProvider = async () => `token-${++asked}`;
    const client = new openai.AzureOpenAI({ endpoint, azureADTokenProvider, apiVersion: '2024-10-21' });
    return { value: await client.chat.completions.create(plain()), asked };
  },

  'a deployment in the client': async ({ openai, endpoint }) => {
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', deployment: 'plain' });
    return client.chat.completions.create({ ...plain(), model: 'whatever' });
  },

  withOptions: async ({ client }) =>
    client.withOptions ? client.withOptions({ maxRetries: 0 }).chat.completions.create(plain()) : NOT_IN_THIS_VERSION,

  'a subclass of the client': async ({ openai, endpoint }) => {
    class Mine extends (openai.AzureOpenAI as new (options: object) => any) {}
    const client = new Mine({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
    return client.chat.completions.create(plain());
  },

  'a subclass with private fields and methods of its own': async ({ openai, endpoint }) => {
    class Mine extends (openai.AzureOpenAI as new (options: object) => any) {
      #seen: string[] = [];
      async prepareOptions(options: any): Promise<void> {
        this.#seen.push(`${options.method} ${options.path}`);
        await super['prepareOptions'](options);
      }
      get seen(): string[] {
        return this.#seen;
      }
    }
    const client = new Mine({ endpoint, apiKey: 'key', apiVersion: '2024-10-21' });
    const value = await client.chat.completions.create(plain());
    return { value, seen: client.seen, is: client instanceof openai.AzureOpenAI };
  },

  'a proxy around the client and its resources, which binds methods': async ({ client, openai }) => {
    const wrap = (target: any): any =>
      new Proxy(target, {
        get(object, name) {
          const value = object[name];
          if (typeof value === 'function') return value.bind(object);
          return typeof value === 'object' && value !== null ? wrap(value) : value;
        },
      });
    const wrapped = wrap(client);
    const promise = wrapped.chat.completions.create(plain());
    const { data, response } = await promise.withResponse();
    return { data, status: response.status, is: wrapped instanceof openai.AzureOpenAI };
  },

  "a resource's method that the application replaces on the client": async ({ client }) => {
    const { completions } = client.chat;
    const create = completions.create.bind(completions);
    completions.create = (body: object, options: object = {}) => create({ ...body, user: 'me' }, { ...options });
    const { data, response } = await completions.create(plain()).withResponse();
    return { data, status: response.status, own: Object.keys(completions).includes('create') };
  },

  'a method without its object': ({ client }) => {
    const { create } = client.chat.completions;
    return outcome(() => create(plain()));
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
    const failed = await outcome(() => client.chat.completions.create({ ...plain(), model: 'missing' }));
    const enumerable = Object.keys(client).filter((name) => names.includes(name));
    for (const name of names) delete client[name];
    const kept = names.map((name) => [typeof client[name], client[name].name, client[name].length]);
    const own = client.buildRequest === openai.AzureOpenAI.prototype.buildRequest;
    return { failed, called, enumerable, kept, own, found: names.map((name) => listDefinitions(client, name)) };
  },

  "a custom promise in the place of the request's": async ({ client, openai, major }) => {
    if (!openai.APIPromise) return NOT_IN_THIS_VERSION;
    const parts = [Promise.resolve({}), () => ({ id: 'mine' })];
    client.post = () => new openai.APIPromise(...(major === 4 ? parts : [client, ...parts]));
    return client.chat.completions.create(plain());
  },
};
