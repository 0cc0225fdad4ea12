import fc from 'fast-check';
import { AzureOpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { operations } from '../../src/instrumentation/operations/index.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry();

/** Field names that mean something to us, so that wild values land where they hurt. */
const FIELDS =
  'id object model choices index delta message content role text finish_reason usage prompt_tokens completion_tokens ' +
  'total_tokens prompt_tokens_details cached_tokens content_filter_results prompt_filter_results hate severity filtered ' +
  'custom_blocklists details error code innererror tool_calls function arguments type response status output data ' +
  'embedding service_tier __proto__ constructor toString length then';
const name = fc.constantFrom(...FIELDS.split(' '));

const wildJson: fc.Arbitrary<any> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(null, '', 'stop', 'assistant', 0, -1, 1.5, 1e308, '12', true, false, [], {}),
    fc.string(),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value;

const wildObject = fc.dictionary(name, wildJson, { maxKeys: 8, noNullPrototype: true });

/** A chunk of the right shape with wild values in it: one of no shape at all is passed over before it can do harm. */
const wildChunk = fc.record(
  {
    id: wildJson,
    model: wildJson,
    usage: wildJson,
    prompt_filter_results: wildJson,
    choices: fc.array(
      fc.record(
        { index: wildJson, delta: wildObject, finish_reason: wildJson, content_filter_results: wildObject },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

function clientThatGets(body: string, contentType: string, instrumented: boolean): AzureOpenAI {
  const fetch = async (): Promise<Response> => new Response(body, { headers: { 'content-type': contentType } });
  const options = { endpoint: 'http://localhost', apiKey: 'k', apiVersion: '2024-10-21', fetch, maxRetries: 0 };
  // A client that goes elsewhere is not traced: the bare one.
  return instrumented ? new AzureOpenAI(options) : untraced(new AzureOpenAI(options));
}

function untraced(client: AzureOpenAI): AzureOpenAI {
  return Object.defineProperty(client, 'apiVersion', { value: undefined });
}

async function outcome(action: () => unknown): Promise<unknown> {
  try {
    return { value: await action() };
  } catch (error) {
    return { error: `${(error as Error).constructor.name}: ${(error as Error).message}` };
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<unknown> {
  const chunks: unknown[] = [];
  const end = await outcome(async () => {
    for await (const chunk of stream) chunks.push(chunk);
  });
  return { chunks, end };
}

const request: any = { model: 'm', messages: [] };

describe('any answer', () => {
  test('the application gets any whole answer as the bare client gives it, and the span ends', async () => {
    await fc.assert(
      fc.asyncProperty(wildJson, async (value) => {
        const body = JSON.stringify(value);
        const run = (instrumented: boolean): Promise<unknown> =>
          outcome(() => clientThatGets(body, 'application/json', instrumented).chat.completions.create(request));
        const bare = await run(false);
        expect(telemetry.takeSpans()).toEqual([]);
        expect(await run(true)).toEqual(bare);
        expect(telemetry.takeSpans()).toHaveLength(1);
        expect(telemetry.reports).toEqual([]);
      }),
    );
  });

  test('the application gets any chunks as the bare client gives them, and the span ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(wildChunk, wildObject, wildJson), { maxLength: 8 }), async (chunks) => {
        const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + 'data: [DONE]\n\n';
        const run = async (instrumented: boolean): Promise<unknown> => {
          const client = clientThatGets(body, 'text/event-stream', instrumented);
          const stream: any = await client.chat.completions.create({ ...request, stream: true });
          return readAll(stream);
        };
        const bare = await run(false);
        expect(await run(true)).toEqual(bare);
        expect(telemetry.takeSpans()).toHaveLength(1);
        expect(telemetry.reports).toEqual([]);
      }),
    );
  });
});

describe('any input of an operation', () => {
  test.each(operations.map((operation) => [operation.resource.join('.') + '.' + operation.method, operation] as const))(
    '%s does not throw with any input',
    (_, operation) => {
      fc.assert(
        fc.property(
          wildObject,
          wildObject,
          fc.array(fc.oneof(wildChunk, wildJson), { maxLength: 6 }),
          (body, response, chunks) => {
            operation.request(body, [body]);
            operation.result(response);
            operation.content?.(response);
            const fold = operation.fold?.(100);
            for (const chunk of chunks) fold?.onChunk(chunk);
            operation.result(fold?.response() ?? {});
          },
        ),
      );
    },
  );

  test('a field __proto__ in a delta reaches no prototype', () => {
    const fold = operations[0]!.fold!(100);
    const delta = '{"role":"assistant","__proto__":{"polluted":true},"audio":{"__proto__":{"polluted":true}}}';
    fold.onChunk(JSON.parse(`{"choices":[{"index":0,"delta":${delta}}]}`));
    type Polluted = { role?: string; polluted?: unknown };
    const [choice] = fold.response()['choices'] as { message: Polluted & { audio: Polluted } }[];
    const { message } = choice!;
    const fresh: Polluted = {};
    expect(message.role).toBe('assistant');
    expect([message.polluted, message.audio.polluted, fresh.polluted]).toEqual([undefined, undefined, undefined]);
  });

  test('a throwing getter or a Proxy in the request or the response leaves a plain call', async () => {
    const throwing = {
      get model(): string {
        throw new Error('no');
      },
    };
    const client = clientThatGets('{"id":"1"}', 'application/json', true);
    await outcome(() => client.chat.completions.create(throwing as never));
    const trap = new Proxy(request, {
      getOwnPropertyDescriptor: () => {
        throw new Error('no');
      },
    });
    expect(await outcome(() => client.chat.completions.create(trap))).toEqual(
      await outcome(() => clientThatGets('{"id":"1"}', 'application/json', false).chat.completions.create(trap)),
    );
    telemetry.takeSpans();
    telemetry.reports.length = 0;
  });
});

describe('bounded memory', () => {
  test('the recorded part of a stream is bounded, however long the stream is', () => {
    const fold = operations[0]!.fold!(1000);
    for (let n = 0; n < 20_000; n += 1) {
      fold.onChunk({ choices: [{ index: n, delta: { content: 'x'.repeat(100), [`field${n}`]: {} } }] });
      fold.onChunk({ choices: [{ index: 0, delta: { tool_calls: [{ index: n, function: { arguments: 'y' } }] } }] });
    }
    expect(JSON.stringify(fold.response()).length).toBeLessThan(100_000);
  });

  test('deep nesting is bounded', () => {
    const fold = operations[0]!.fold!(1000);
    let deep: any = {};
    for (let n = 0; n < 5000; n += 1) deep = { deep };
    fold.onChunk({ choices: [{ index: 0, delta: deep }] });
    expect(JSON.stringify(fold.response()).length).toBeLessThan(1000);
  });
});
