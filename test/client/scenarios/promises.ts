import { fetchFromMemory, microtasksUntil, outcome, plain, streamed, type Scenario } from './stage.ts';

/** The ways to use the promise of a call. */
export const promiseScenarios: Record<string, Scenario> = {
  'create, awaited': ({ client }) => client.chat.completions.create(plain()),

  'create with several choices': ({ client }) => client.chat.completions.create({ ...plain(), n: 3 }),

  'create with .then and .finally': ({ client }) => {
    const order: string[] = [];
    return client.chat.completions
      .create(plain())
      .then((value: any) => [value, order])
      .finally(() => order.push('finally'));
  },

  'the promise itself': async ({ client, openai }) => {
    const promise = client.chat.completions.create(plain());
    const facts = {
      isPromise: promise instanceof Promise,
      isApiPromise: openai.APIPromise ? promise instanceof openai.APIPromise : undefined,
      className: promise.constructor.name,
      keys: Object.keys(promise).toSorted(),
      ownNames: Object.getOwnPropertyNames(promise).toSorted(),
      tag: Object.prototype.toString.call(promise),
    };
    const [first, second] = await Promise.all([promise, promise]);
    return { facts, same: first === second, again: (await promise) === first, requestId: first._request_id };
  },

  'the method itself': async ({ client }) => {
    const { create } = client.chat.completions;
    const prototype = Object.getPrototypeOf(client.chat.completions);
    return {
      name: create.name,
      length: create.length,
      names: Object.getOwnPropertyNames(prototype).toSorted(),
      enumerable: Object.keys(prototype),
      ownKeys: Object.keys(client.chat.completions).toSorted(),
    };
  },

  withResponse: async ({ client }) => {
    const { data, response, request_id } = await client.chat.completions.create(plain()).withResponse();
    return {
      data,
      status: response.status,
      bodyUsed: response.bodyUsed,
      region: response.headers.get('x-ms-region'),
      request_id,
    };
  },

  'asResponse, then its json': async ({ client }) => {
    const response = await client.chat.completions.create(plain()).asResponse();
    return { keys: Object.keys(response), bodyUsed: response.bodyUsed, body: await response.json() };
  },

  'asResponse alone': async ({ client }) => (await client.chat.completions.create(plain()).asResponse()).status,

  'asResponse, then awaited': async ({ client }) => {
    const promise = client.chat.completions.create(plain());
    const response = await promise.asResponse();
    return { status: response.status, value: await promise };
  },

  'asResponse and awaited at once': async ({ client }) => {
    const promise = client.chat.completions.create(plain());
    const [response, value] = await Promise.all([promise.asResponse(), promise]);
    return { status: response.status, value };
  },

  'asResponse of a stream': async ({ client }) =>
    (await client.chat.completions.create(streamed()).asResponse()).text(),

  'asResponse of an error': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...plain(), model: 'filtered' }).asResponse()),

  'fired and forgotten': async ({ client, answered, collect }) => {
    void client.chat.completions.create(plain());
    await answered();
    await collect();
    return 'went on';
  },

  'fired and forgotten, failing': async ({ client, answered, collect }) => {
    void client.chat.completions.create({ ...plain(), model: 'filtered' });
    await answered();
    await collect();
    return 'went on';
  },

  'a rejection handled late': async ({ client, answered }) => {
    const promise = client.chat.completions.create({ ...plain(), model: 'filtered' });
    await answered();
    return outcome(() => promise);
  },

  'a rejection handled twice': async ({ client }) => {
    const promise = client.chat.completions.create({ ...plain(), model: 'filtered' });
    const [first, second] = await Promise.allSettled([promise, promise]);
    const rejected = first.status === 'rejected' && second.status === 'rejected';
    return { same: rejected && first.reason === second.reason };
  },

  'then without a handler for the rejection': async ({ client, answered }) => {
    void client.chat.completions.create({ ...plain(), model: 'filtered' }).then(() => 'never');
    await answered();
    return 'went on';
  },

  'microtasks of a call': async ({ openai, endpoint }) => {
    const fetch = fetchFromMemory('{"id":"1","choices":[]}', 'application/json');
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', fetch });
    const create = () => client.chat.completions.create(plain());
    await create();
    return {
      awaited: await microtasksUntil(create()),
      withResponse: await microtasksUntil(create().withResponse()),
      asResponse: await microtasksUntil(create().asResponse()),
      finally: await microtasksUntil(create().finally(() => {})),
    };
  },

  'microtasks of a failing call': async ({ openai, endpoint }) => {
    const fetch = async () => new Response('{"error":{"code":"x"}}', { status: 400 });
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', fetch });
    const create = () => client.chat.completions.create(plain());
    await outcome(create);
    return { awaited: await microtasksUntil(create()), asResponse: await microtasksUntil(create().asResponse()) };
  },

  'two calls at once': async ({ client }) => {
    const order: string[] = [];
    const one = client.chat.completions.create(plain()).then((value: any) => order.push(`one ${value.id}`));
    const two = client.chat.completions
      .create({ ...plain(), model: 'filtered' })
      .catch((error: any) => order.push(`two ${error.code}`));
    await Promise.all([one, two]);
    return order.toSorted();
  },
};
