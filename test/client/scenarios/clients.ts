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
