import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { all, createClient, says } from './support.ts';

const parameters = {
  type: 'object',
  properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
  required: ['city', 'unit'],
};
const tools = ['get_weather', 'book_flight'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters },
}));
const asking = { model: 'gpt-4o', messages: says('What is the weather in Paris?'), tools };

test('a tool that the question names is called, with arguments that its schema accepts', async () => {
  await using simulator = await startSimulator();
  const { choices } = await createClient(simulator).chat.completions.create(asking);
  const { finish_reason, message } = choices[0]!;
  const calls = message.tool_calls!.flatMap((call) => (call.type === 'function' ? [call.function] : []));
  expect([finish_reason, message.content]).toEqual(['tool_calls', null]);
  expect(calls).toEqual([{ name: 'get_weather', arguments: '{"city":"Paris","unit":"celsius"}' }]);
});

test('a streamed tool call comes in pieces that form the whole one', async () => {
  await using simulator = await startSimulator();
  const stream = createClient(simulator).chat.completions.stream(asking);
  const calls = (await stream.finalMessage()).tool_calls;
  expect(calls).toMatchObject([{ function: { name: 'get_weather', arguments: '{"city":"Paris","unit":"celsius"}' } }]);
});

test('a tool that is forced is called whatever the question, and finishes with stop', async () => {
  await using simulator = await startSimulator();
  const tool_choice = { type: 'function' as const, function: { name: 'book_flight' } };
  const { choices } = await createClient(simulator).chat.completions.create({ ...asking, tool_choice });
  expect(choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { tool_calls: [{ function: { name: 'book_flight' } }] },
  });
});

test.each([
  ['none', says('What is the weather?'), false],
  ['required', says('Hello'), true],
  ['auto', says('Hello'), false],
] as const)('tool_choice %s decides whether a tool is called', async (tool_choice, messages, calls) => {
  await using simulator = await startSimulator();
  const { choices } = await createClient(simulator).chat.completions.create({ ...asking, messages, tool_choice });
  expect(choices[0]!.message.tool_calls !== undefined).toBe(calls);
});

test('runTools ends: the result of a tool is answered with text', async () => {
  await using simulator = await startSimulator();
  const run = createClient(simulator).chat.completions.runTools({
    ...asking,
    tools: [
      {
        type: 'function',
        function: { name: 'get_weather', description: 'The weather', parameters, function: () => 'sunny' },
      },
    ],
  });
  expect(await run.finalContent()).toContain('simul');
  expect(simulator.ledger.calls).toHaveLength(2);
});

test('a structured output is JSON that its schema accepts, recursive ones too', async () => {
  await using simulator = await startSimulator();
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      count: { type: 'integer' },
      parts: { type: 'array', items: { $ref: '#' } },
    },
    required: ['name', 'count', 'parts'],
  };
  const response_format = { type: 'json_schema' as const, json_schema: { name: 'thing', schema } };
  const { choices } = await createClient(simulator).chat.completions.parse({
    model: 'gpt-4o',
    messages: says('What is in Lyon?'),
    response_format,
  });
  interface Thing {
    name: string;
    count: number;
    parts: Thing[];
  }
  const check = (thing: Thing): void => {
    expect([thing.name, thing.count]).toEqual(['Lyon', 1]);
    thing.parts.forEach(check);
  };
  check(choices[0]!.message.parsed as unknown as Thing);
});

test('definitions of tools are part of the prompt, and counted', async () => {
  await using simulator = await startSimulator();
  const { chat } = createClient(simulator);
  const without = await chat.completions.create({ model: 'gpt-4o', messages: says('Hello') });
  const with_ = await chat.completions.create({ model: 'gpt-4o', messages: says('Hello'), tools });
  expect(with_.usage!.prompt_tokens).toBeGreaterThan(without.usage!.prompt_tokens);
});

test('chunks of a streamed tool call carry its id once, with its name', async () => {
  await using simulator = await startSimulator();
  const chunks = await all(await createClient(simulator).chat.completions.create({ ...asking, stream: true }));
  const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  expect(deltas.filter((delta) => delta.id !== undefined)).toHaveLength(1);
  expect(deltas[0]).toMatchObject({ index: 0, id: expect.stringMatching(/^call_/), function: { name: 'get_weather' } });
});
