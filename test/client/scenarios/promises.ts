/**
 * What an application may do with the client: each function does one thing and returns what it saw. Typed loosely,
 * because the same code runs on openai 4 to 7, whose types differ.
 */

import { inspect } from 'node:util';
import { operationScenarios } from './operations.ts';
import { NOT_IN_THIS_VERSION, type Scenario, type Stage, outcome, readAll, readToEnd } from './stage.ts';
import { socketScenarios } from './sockets.ts';
import { unusualScenarios } from './unusual.ts';

const messages = [{ role: 'user', content: 'Say hello' }];
// Made anew for each call: see `takesModelOut`.
const plain = () => ({ model: 'plain', messages });
const streamed = () => ({ ...plain(), stream: true });

/** A fetch that answers from memory, so that all that happens until the application sees it is microtasks. */
function fetchFromMemory(body: string, contentType: string): (url: unknown) => Promise<Response> {
  return async () => new Response(body, { headers: { 'content-type': contentType } });
}

/** Counts the microtasks that run until `promise` is settled: a client that is observed may not need one more. */
async function microtasksUntil(promise: PromiseLike<unknown>): Promise<number> {
  let count = 0;
  let settled = false;
  const stop = (): void => void (settled = true);
  promise.then(stop, stop);
  const tick = (): void => {
    if (settled || count > 10_000) return;
    count += 1;
    queueMicrotask(tick);
  };
  tick();
  while (!settled) await new Promise((resolve) => setImmediate(resolve));
  return count;
}

const jsonSchema = {
  type: 'json_schema',
  json_schema: { name: 'place', strict: true, schema: { type: 'object', properties: { city: { type: 'string' } } } },
};

const weatherTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parse: JSON.parse,
    function: ({ city }: { city: string }) => `Rain in ${city}`,
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};

/** `beta.chat.completions` in 4, `chat.completions` since 5. */
function helpers({ client, major }: Stage): any {
  return major === 4 ? client.beta.chat.completions : client.chat.completions;
}

/** Up to 4.55 the client itself takes `model` out of the caller's request, or of ours if we had to add to it. */
function takesModelOut({ major, minor }: Stage): boolean {
  return major === 4 && minor <= 55;
}

export const scenarios: Record<string, Scenario> = {
  ...operationScenarios,
  ...unusualScenarios,
  ...socketScenarios,

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

  parse: async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    const parsed = await helpers(stage).parse({ ...plain(), response_format: jsonSchema });
    return { parsed, keys: Object.keys(parsed) };
  },

  'parse withResponse': async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    const { data, response } = await helpers(stage)
      .parse({ ...plain(), response_format: jsonSchema })
      .withResponse();
    return { data, status: response.status };
  },

  'parse of an error': async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    return outcome(() => helpers(stage).parse({ ...plain(), model: 'filtered', response_format: jsonSchema }));
  },

  'a stream read whole': async ({ client }) => readAll(await client.chat.completions.create(streamed())),

  'a stream read whole, usage asked for': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), stream_options: { include_usage: true } })),

  'a stream, usage declined': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), stream_options: { include_usage: false } })),

  'a stream with tool calls': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), model: 'tools' })),

  'a stream with annotations of the asynchronous filter': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), model: 'annotated' })),

  'the stream itself': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    const iterator = stream[Symbol.asyncIterator]();
    const facts = {
      className: stream.constructor.name,
      keys: Object.keys(stream).toSorted(),
      symbols: Object.getOwnPropertySymbols(stream).map(String),
      iteratorTag: Object.prototype.toString.call(iterator),
      iteratorLooks: inspect(iterator),
      iteratorHas: ['next', 'return', 'throw'].map((name) => typeof iterator[name]),
      iteratesItself: iterator[Symbol.asyncIterator]() === iterator,
    };
    const first = await iterator.next();
    const returned = await iterator.return('stop');
    return { facts, first, returned, after: await iterator.next() };
  },

  'a stream withResponse': async ({ client }) => {
    const { data, response } = await client.chat.completions.create(streamed()).withResponse();
    return { status: response.status, chunks: await readAll(data) };
  },

  'both branches of a tee': async ({ client }) => {
    const [left, right] = (await client.chat.completions.create(streamed())).tee();
    return Promise.all([readAll(left), readAll(right)]);
  },

  'one branch of a tee': async ({ client, collect }) => {
    const [left] = (await client.chat.completions.create(streamed())).tee();
    const chunks = await readAll(left);
    await collect();
    return chunks;
  },

  toReadableStream: async ({ client }) => {
    const readable = (await client.chat.completions.create(streamed())).toReadableStream();
    return new Response(readable).text();
  },

  'toReadableStream, cancelled': async ({ client }) => {
    const reader = (await client.chat.completions.create(streamed())).toReadableStream().getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    return first;
  },

  'a stream broken off': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    const chunks = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      if (chunks.length === 2) break;
    }
    return { chunks, aborted: stream.controller.signal.aborted };
  },

  'a stream whose reader throws': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    const end = await outcome(async () => {
      for await (const chunk of stream) throw new RangeError(`no more after ${chunk.object}`);
    });
    return { end, aborted: stream.controller.signal.aborted };
  },

  'a stream aborted by its controller': async ({ client }) => {
    const stream = await client.chat.completions.create({ ...streamed(), model: 'slow' });
    const chunks = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      if (chunks.length === 3) stream.controller.abort();
    }
    return chunks;
  },

  'a stream aborted by a signal': async ({ client }) => {
    const controller = new AbortController();
    const stream = await client.chat.completions.create(
      { ...streamed(), model: 'slow' },
      { signal: controller.signal },
    );
    const chunks: unknown[] = [];
    const end = await outcome(async () => {
      for await (const chunk of stream) {
        chunks.push(chunk);
        if (chunks.length === 3) controller.abort();
      }
    });
    return { chunks, end };
  },

  'a stream never read': async ({ client, collect }) => {
    await client.chat.completions.create(streamed());
    await collect();
    return 'went on';
  },

  'a stream left in the middle': async ({ client, collect }) => {
    const first = await (async () => {
      const iterator = (await client.chat.completions.create(streamed()))[Symbol.asyncIterator]();
      return iterator.next();
    })();
    await collect();
    return first;
  },

  'a stream read by hand, several at once': async ({ client }) => {
    const iterator = (await client.chat.completions.create(streamed()))[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 9 }, () => iterator.next()));
    return results;
  },

  'a stream read twice': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    return { first: await readToEnd(stream), second: await readToEnd(stream) };
  },

  'a stream dropped by the server': async ({ client }) =>
    readToEnd(await client.chat.completions.create({ ...streamed(), model: 'half' })),

  'a stream that ends without [DONE]': async ({ client }) =>
    readToEnd(await client.chat.completions.create({ ...streamed(), model: 'unended' })),

  'a stream with an error in it': async ({ client }) =>
    readToEnd(await client.chat.completions.create({ ...streamed(), model: 'erring' })),

  'a stream with garbage in it': async ({ client }) =>
    readToEnd(await client.chat.completions.create({ ...streamed(), model: 'garbled' })),

  'the stream helper': async (stage) => {
    const events: string[] = [];
    const runner = helpers(stage).stream(plain());
    for (const name of ['connect', 'chunk', 'content', 'message', 'finalContent', 'finalMessage', 'end']) {
      runner.on(name, () => events.push(name));
    }
    return { completion: await runner.finalChatCompletion(), events };
  },

  'the stream helper, iterated': async (stage) => readToEnd(helpers(stage).stream(plain())),

  'the stream helper, aborted': async (stage) => {
    const runner = helpers(stage).stream({ ...plain(), model: 'slow' });
    runner.once('chunk', () => runner.abort());
    return outcome(() => runner.done());
  },

  'the stream helper, of an error': (stage) =>
    outcome(() =>
      helpers(stage)
        .stream({ ...plain(), model: 'filtered' })
        .done(),
    ),

  runTools: async (stage) => {
    const runner = helpers(stage).runTools({ ...plain(), model: 'tools', tools: [weatherTool] });
    return { content: await runner.finalContent(), messages: runner.messages };
  },

  'runTools, streamed': async (stage) => {
    const runner = helpers(stage).runTools({ ...plain(), model: 'tools', stream: true, tools: [weatherTool] });
    return { content: await runner.finalContent(), messages: runner.messages };
  },

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

  'a body that is no JSON': ({ client }) =>
    outcome(() => client.chat.completions.create({ ...plain(), model: 'broken' })),

  'an empty body': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'empty' })),

  'a body of text': ({ client }) => outcome(() => client.chat.completions.create({ ...plain(), model: 'text' })),

  'a request that cannot be sent': ({ client }) => {
    const circular: any = { ...plain() };
    circular.messages = [circular];
    return outcome(() => client.chat.completions.create(circular));
  },

  'no request at all': ({ client }) => outcome(() => client.chat.completions.create()),

  'a frozen request': async (stage) => {
    if (takesModelOut(stage)) return NOT_IN_THIS_VERSION;
    const request = Object.freeze({ ...streamed(), stream_options: Object.freeze({}) });
    return readAll(await stage.client.chat.completions.create(request));
  },

  'a request left as it was': async (stage) => {
    if (takesModelOut(stage)) return NOT_IN_THIS_VERSION;
    const request = streamed();
    await readAll(await stage.client.chat.completions.create(request));
    return request;
  },

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

  'a response, parsed': async ({ client }) => {
    if (!client.responses?.parse) return NOT_IN_THIS_VERSION;
    const format = { type: 'json_schema', name: 'place', schema: {} };
    return client.responses.parse({ model: 'plain', input: 'hello', text: { format } });
  },

  'the stream helper of a response': async ({ client }) =>
    client.responses?.stream
      ? client.responses.stream({ model: 'plain', input: 'hello' }).finalResponse()
      : NOT_IN_THIS_VERSION,

  "a fetch of one's own": async ({ openai, endpoint }) => {
    const calls: string[] = [];
    const fetch = (url: any, init: any) => {
      calls.push(`${init.method} ${String(url).replace(endpoint, '')}`);
      return globalThis.fetch(url, init);
    };
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', fetch });
    return { value: await client.chat.completions.create(plain()), calls };
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

  'microtasks of a stream': async ({ openai, endpoint }) => {
    const chunk = (choice: unknown) => `data: ${JSON.stringify({ id: '1', choices: [choice] })}\n\n`;
    const sse = [chunk({ index: 0, delta: { content: 'a' } }), chunk({ index: 0, delta: { content: 'b' } })].join('');
    const end = chunk({ index: 0, delta: {}, finish_reason: 'stop' });
    const fetch = fetchFromMemory(`${sse}${sse}${end}data: [DONE]\n\n`, 'text/event-stream');
    const client = new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', fetch });
    await readAll(await client.chat.completions.create(streamed()));
    const iterator = (await client.chat.completions.create(streamed()))[Symbol.asyncIterator]();
    const counts = [];
    for (let n = 0; n < 5; n += 1) counts.push(await microtasksUntil(iterator.next()));
    return counts;
  },

  'an Entra ID token': async ({ openai, endpoint }) => {
    let asked = 0;
    const azureADTokenProvider = async () => `token-${++asked}`;
    const client = new openai.AzureOpenAI({ endpoint, azureADTokenProvider, apiVersion: '2024-10-21' });
    return { value: await client.chat.completions.create(plain()), asked };
  },

  'an Entra ID token that cannot be had': ({ openai, endpoint }) => {
    const azureADTokenProvider = async () => {
      throw new TypeError('no token');
    };
    const client = new openai.AzureOpenAI({ endpoint, azureADTokenProvider, apiVersion: '2024-10-21', maxRetries: 0 });
    return outcome(() => client.chat.completions.create(plain()));
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

  'two calls at once': async ({ client }) => {
    const order: string[] = [];
    const one = client.chat.completions.create(plain()).then((value: any) => order.push(`one ${value.id}`));
    const two = client.chat.completions
      .create({ ...plain(), model: 'filtered' })
      .catch((error: any) => order.push(`two ${error.code}`));
    await Promise.all([one, two]);
    return order.toSorted();
  },

  '_thenUnwrap, as the helpers use it': async ({ client }) => {
    const unwrapped = client.chat.completions.create(plain())._thenUnwrap((value: any) => ({ unwrapped: value.id }));
    const { data } = await unwrapped.withResponse();
    return { value: await unwrapped, data };
  },

  '_thenUnwrap twice, the last throws': ({ client }) =>
    outcome(() =>
      client.chat.completions
        .create(plain())
        ._thenUnwrap((value: any) => value.id)
        ._thenUnwrap((id: string) => {
          throw new RangeError(id);
        }),
    ),
};
