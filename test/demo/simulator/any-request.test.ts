import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { post } from './support.ts';

/** Members that operations read, with whatever values. */
const body = fc.record(
  Object.fromEntries(
    ['messages', 'input', 'prompt', 'n', 'max_tokens', 'max_output_tokens', 'tools', 'tool_choice', 'response_format']
      .concat(['stream_options', 'reasoning', 'text', 'dimensions', 'encoding_format', 'service_tier', 'temperature'])
      .map((name) => [name, fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.jsonValue({ maxDepth: 2 })))]),
  ),
  { requiredKeys: [] },
);

const places = fc.constantFrom(
  ['chat/completions', 'gpt-4o'],
  ['chat/completions', 'o4-mini'],
  ['completions', 'gpt-35-turbo-instruct'],
  ['embeddings', 'text-embedding-3-small'],
  ['responses', 'gpt-4o'],
);

test('any JSON is answered or refused, never dropped', async () => {
  await using simulator = await startSimulator();
  await fc.assert(
    fc.asyncProperty(places, fc.boolean(), body, async ([operation, model], stream, members) => {
      const response = await post(simulator, `/openai/v1/${operation}`, { ...members, model, stream });
      await response.text();
      expect([200, 400]).toContain(response.status);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('a schema that contains itself without an end is answered', async () => {
  await using simulator = await startSimulator();
  const schema = { type: 'object', properties: { again: { $ref: '#' } }, required: ['again'] };
  const body = {
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'Hi' }],
    response_format: { type: 'json_schema', json_schema: { name: 'endless', schema } },
  };
  expect((await post(simulator, '/openai/v1/chat/completions', body)).status).toBe(200);
});
