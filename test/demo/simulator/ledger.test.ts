import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { createClient, says } from './support.ts';

test('totals are the sums of the usages that the clients got', async () => {
  await using simulator = await startSimulator();
  const client = createClient(simulator);
  const sums = { prompt: 0, completion: 0, reasoning: 0 };
  for (const content of ['Hi', 'Why?', 'A third question.']) {
    const { usage } = await client.chat.completions.create({ model: 'o4-mini', messages: says(content) });
    sums.prompt += usage!.prompt_tokens;
    sums.completion += usage!.completion_tokens;
    sums.reasoning += usage!.completion_tokens_details!.reasoning_tokens!;
  }
  await client.chat.completions.create({ model: 'o4-mini', messages: [] }).catch(() => undefined);
  expect(simulator.ledger.totals()).toEqual([
    {
      deployment: 'o4-mini',
      model: 'o4-mini-2025-04-16',
      calls: 4,
      statuses: { 200: 3, 400: 1 },
      tokens: { ...sums, cached: 0, cacheWritten: 0 },
    },
  ]);
});

test('a call keeps its request, as the client sent it', async () => {
  await using simulator = await startSimulator();
  const body = { model: 'gpt-4o', messages: says('Hi'), temperature: 0.5 };
  await createClient(simulator).chat.completions.create(body);
  expect(simulator.ledger.calls).toMatchObject([
    {
      number: 1,
      operation: 'ChatCompletions_Create',
      deployment: 'gpt-4o',
      outcome: 'complete',
      usageSent: true,
      request: { method: 'POST', url: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21', body },
    },
  ]);
});

test('tokens of an answer that did not reach its end are not counted', async () => {
  await using simulator = await startSimulator();
  const options = { headers: { 'x-simulate-fault': 'drop_stream' } };
  const stream = await createClient(simulator).chat.completions.create(
    { model: 'gpt-4o', messages: says('Hi'), stream: true },
    options,
  );
  await expect(
    (async () => {
      for await (const _ of stream);
    })(),
  ).rejects.toThrow();
  await simulator.settled();
  expect(simulator.ledger.totals()).toMatchObject([{ statuses: { dropped: 1 }, tokens: { prompt: 0, completion: 0 } }]);
});
