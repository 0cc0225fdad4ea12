import { inspect } from 'node:util';
import { fetchFromMemory, microtasksUntil, outcome, readAll, readToEnd, streamed, type Scenario } from './stage.ts';

/** The ways to read a stream. */
export const streamScenarios: Record<string, Scenario> = {
  'a stream read whole': async ({ client }) => readAll(await client.chat.completions.create(streamed())),

  'a stream read whole, with the usage': async ({ client }) =>
    readAll(await client.chat.completions.create({ ...streamed(), stream_options: { include_usage: true } })),

  'a stream read whole, without the usage': async ({ client }) =>
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

  'a stream that the reader leaves': async ({ client }) => {
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

  'a stream abandoned in the middle': async ({ client, collect }) => {
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

  'asResponse of a stream, after the request was sent': async ({ client, answered }) => {
    const promise = client.chat.completions.create(streamed());
    await answered();
    return (await promise.asResponse()).text();
  },

  'a stream with an iterator that is never read': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    stream[Symbol.asyncIterator]();
    return outcome(() => readAll(stream));
  },

  'a stream with an iterator that is closed before it is read': async ({ client }) => {
    const stream = await client.chat.completions.create(streamed());
    await stream[Symbol.asyncIterator]().return();
    return outcome(() => readAll(stream));
  },
};
