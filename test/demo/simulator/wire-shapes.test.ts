import { describe, expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { readChunks, recording } from '../../support/azure-openai/replay.ts';
import { post, says } from './support.ts';

/** The members and types of a JSON value, in their order, whatever their values. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeShape);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.entries(value).map(([name, member]) => [name, describeShape(member)]);
}

/** The shapes of a stream's chunks; of chunks of one shape in a row, one. */
function describeChunkShapes(body: string): unknown[] {
  const shapes = readChunks(body).map((chunk) => JSON.stringify(describeShape(chunk)));
  return shapes.filter((shape, index) => shape !== shapes[index - 1]);
}

const PATH = '/openai/deployments/tested/chat/completions?api-version=2024-02-01';
const messages = says('Tell me a joke about opentelemetry');

// The recordings are from 2024 (gpt-35-turbo) and from 2026.
const GENERATIONS = [
  { index: 0, model: 'gpt-35-turbo' },
  { index: 1, model: 'gpt-4.1-mini-2025-04-14' },
];

describe.each(GENERATIONS)('$model', ({ index, model }) => {
  test('a whole answer has the shape of a recorded one', async () => {
    await using simulator = await startSimulator({ deployments: { tested: { model } } });
    const response = await post(simulator, PATH, { messages });
    const recorded = recording('chat')[index]!.response;
    expect(describeShape(await response.json())).toEqual(describeShape(JSON.parse(recorded.body)));
  });

  test('a streamed answer has the chunks of a recorded one', async () => {
    await using simulator = await startSimulator({ deployments: { tested: { model } } });
    const response = await post(simulator, PATH, { messages, stream: true });
    const body = await response.text();
    expect(describeChunkShapes(body)).toEqual(describeChunkShapes(recording('chat_streaming')[index]!.response.body));
    expect(body.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  });
});

test('an answer has the headers of a recorded one, and the mark of the simulator', async () => {
  await using simulator = await startSimulator({ deployments: { tested: { model: 'gpt-4.1-mini-2025-04-14' } } });
  const response = await post(simulator, PATH, { messages });
  const transport = ['connection', 'content-length', 'date', 'keep-alive'];
  const names = [...response.headers.keys()].filter((name) => !transport.includes(name));
  const recorded = Object.keys(recording('chat')[1]!.response.headers).filter((name) => name !== 'date');
  expect(names.toSorted()).toEqual([...recorded, 'x-simulated'].toSorted());
});

test('a wrong key gets the recorded 401', async () => {
  await using simulator = await startSimulator({ apiKey: 'right' });
  const response = await post(simulator, PATH, { messages }, { 'api-key': 'wrong' });
  const recorded = recording('embeddings').find((exchange) => exchange.response.status === 401)!;
  expect(await response.json()).toEqual(JSON.parse(recorded.response.body));
});

test('a filtered prompt gets an error of the recorded shape', async () => {
  await using simulator = await startSimulator({ deployments: { tested: { model: 'gpt-35-turbo' } } });
  const headers = { 'api-key': 'any', 'x-simulate-fault': 'filtered_prompt' };
  const response = await post(simulator, PATH, { messages }, headers);
  const recorded = recording('prompt_content_filtering')[0]!.response.body.replace('self-harm', 'self_harm');
  expect(describeShape(await response.json())).toEqual(describeShape(JSON.parse(recorded)));
});
