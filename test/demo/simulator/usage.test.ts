import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { all, createClient, catchError, says } from './support.ts';

const LONG = 'A sentence of a long prompt. '.repeat(300);

test('a stream has one chunk of content for each completion token', async () => {
  await using simulator = await startSimulator();
  const stream_options = { include_usage: true };
  const chunks = await all(
    await createClient(simulator).chat.completions.create({
      model: 'gpt-4o',
      messages: says('Hi'),
      stream: true,
      stream_options,
    }),
  );
  const contents = chunks.filter((chunk) => chunk.choices[0]?.delta.content);
  expect(chunks.at(-1)!.usage!.completion_tokens).toBe(contents.length);
});

test('an answer is cut at max_tokens, with that finish reason', async () => {
  await using simulator = await startSimulator();
  const { choices, usage } = await createClient(simulator).chat.completions.create({
    model: 'gpt-4o',
    messages: says('Hi'),
    max_tokens: 5,
  });
  expect([choices[0]!.finish_reason, usage!.completion_tokens]).toEqual(['length', 5]);
});

test('a longer prompt has more tokens', async () => {
  await using simulator = await startSimulator();
  const client = createClient(simulator);
  const countTokens = async (content: string): Promise<number> => {
    const { usage } = await client.chat.completions.create({ model: 'gpt-4o', messages: says(content) });
    return usage!.prompt_tokens;
  };
  expect(await countTokens('one two three four')).toBe((await countTokens('one two')) + 2);
});

test('the beginning of a long prompt is cached from the second call on, in steps of 128 tokens', async () => {
  await using simulator = await startSimulator();
  const client = createClient(simulator);
  const cached = [];
  for (const question of ['First?', 'Second?']) {
    const { usage } = await client.chat.completions.create({ model: 'gpt-4o', messages: says(LONG + question) });
    cached.push(usage!.prompt_tokens_details!.cached_tokens!);
  }
  expect(cached[0]).toBe(0);
  expect(cached[1]).toBeGreaterThanOrEqual(1024);
  expect(cached[1]! % 128).toBe(0);
});

test('a short prompt is not cached, and no deployment sees the cache of another', async () => {
  const model = 'gpt-4o-2024-11-20';
  await using simulator = await startSimulator({ deployments: { a: { model }, b: { model } } });
  const client = createClient(simulator);
  for (const [deployment, content] of [
    ['a', 'Hi'],
    ['a', 'Hi'],
    ['a', LONG],
    ['b', LONG],
  ] as const) {
    const { usage } = await client.chat.completions.create({ model: deployment, messages: says(content) });
    expect(usage!.prompt_tokens_details!.cached_tokens).toBe(0);
  }
});

test('models that bill cache writes report them: once', async () => {
  await using simulator = await startSimulator({ deployments: { luna: { model: 'gpt-5.6-luna-2026-07-01' } } });
  const client = createClient(simulator);
  const details = [];
  for (let call = 0; call < 2; call += 1) {
    const { usage } = await client.chat.completions.create({ model: 'luna', messages: says(LONG) });
    details.push(usage!.prompt_tokens_details!);
  }
  expect(details[0]).toMatchObject({ cached_tokens: 0, cache_write_tokens: details[1]!.cached_tokens });
  expect(details[1]).toMatchObject({ cache_write_tokens: 0 });
});

test('a model that reasons counts reasoning tokens as completion tokens, more of them with more effort', async () => {
  await using simulator = await startSimulator();
  const client = createClient(simulator);
  const reasoning = [];
  for (const reasoning_effort of ['low', 'high'] as const) {
    const { usage } = await client.chat.completions.create({
      model: 'o4-mini',
      messages: says('Hi'),
      reasoning_effort,
    });
    const tokens = usage!.completion_tokens_details!.reasoning_tokens!;
    expect(usage!.completion_tokens).toBeGreaterThan(tokens);
    reasoning.push(tokens);
  }
  expect(reasoning[0]).toBeGreaterThan(0);
  expect(reasoning[1]).toBeGreaterThan(reasoning[0]!);
});

test('a model that reasons may use up its tokens before it answers', async () => {
  await using simulator = await startSimulator();
  const { choices, usage } = await createClient(simulator).chat.completions.create({
    model: 'o4-mini',
    messages: says('Hi'),
    max_completion_tokens: 40,
  });
  expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
  expect(usage).toMatchObject({ completion_tokens: 40, completion_tokens_details: { reasoning_tokens: 40 } });
});

test.each([
  ['max_tokens', { max_tokens: 10 }],
  ['temperature', { temperature: 0 }],
])('a model that reasons refuses %s', async (param, member) => {
  await using simulator = await startSimulator();
  const request = { model: 'o4-mini', messages: says('Hi'), ...member };
  const error = await catchError(createClient(simulator).chat.completions.create(request));
  expect([error.status, error.param]).toEqual([400, param]);
});

test('several choices are all counted, and take turns in a stream', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'gpt-4o', messages: says('Hi'), n: 3, stream_options: { include_usage: true } };
  const chunks = await all(await createClient(simulator).chat.completions.create({ ...request, stream: true }));
  const choices = chunks.flatMap((chunk) => chunk.choices);
  expect(choices.slice(0, 6).map((choice) => choice.index)).toEqual([0, 1, 2, 0, 1, 2]);
  const finished = choices.filter((choice) => choice.finish_reason === 'stop');
  expect(finished.map((choice) => choice.index).toSorted()).toEqual([0, 1, 2]);
  const contents = choices.filter((choice) => choice.delta.content);
  expect(chunks.at(-1)!.usage!.completion_tokens).toBe(contents.length);
});
