import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { all, createClient, catchError, says } from './support.ts';

const request = { model: 'gpt-4o', messages: says('Hello'), stream: true as const };
const asking = { ...request, stream_options: { include_usage: true } };

test('a stream has the requested usage in a last chunk, and null before', async () => {
  await using simulator = await startSimulator();
  const chunks = await all(await createClient(simulator).chat.completions.create(asking));
  const last = chunks.pop()!;
  expect(last.choices).toEqual([]);
  expect(last.usage!.total_tokens).toBe(last.usage!.prompt_tokens + last.usage!.completion_tokens);
  expect(chunks.map((chunk) => chunk.usage)).toEqual(chunks.map(() => null));
});

test('a stream without the request for usage has none', async () => {
  await using simulator = await startSimulator();
  const chunks = await all(await createClient(simulator).chat.completions.create(request));
  expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([]);
});

test.each([
  ['2024-06-01', 400],
  ['2024-08-01-preview', 400],
  ['2024-09-01-preview', 200],
  ['2024-10-21', 200],
])('a request with stream_options on api-version %s gets %i', async (apiVersion, status) => {
  await using simulator = await startSimulator();
  await createClient(simulator, { apiVersion })
    .chat.completions.create(asking)
    .catch(() => undefined);
  expect(simulator.ledger.calls[0]).toMatchObject({ status });
});

test('stream_options with data_sources are refused', async () => {
  await using simulator = await startSimulator();
  const withData = { ...asking, data_sources: [{ type: 'azure_search' }] };
  const error = await catchError(createClient(simulator).chat.completions.create(withData));
  expect([error.status, error.message]).toEqual([400, expect.stringContaining('#/stream_options')]);
});

test('stream_options without stream are refused', async () => {
  await using simulator = await startSimulator();
  const error = await catchError(createClient(simulator).chat.completions.create({ ...asking, stream: false }));
  expect([error.status, error.param]).toEqual([400, 'stream_options']);
});
