import { OpenAI } from 'openai';
import { expect, test } from 'vitest';
import { FILTERED_PROMPT_PHRASE, type Simulator, startSimulator } from '../../../src/demo/simulator/index.ts';
import { all, createClient, catchError, says } from './support.ts';

function createV1Client(simulator: Simulator): OpenAI {
  return new OpenAI({ baseURL: `${simulator.url}/openai/v1`, apiKey: 'any', maxRetries: 0 });
}

test('an embedding is the same vector of length one, as numbers and as base64', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'text-embedding-3-small', input: ['one', 'two'] };
  const asBase64 = await createClient(simulator).embeddings.create(request);
  const asNumbers = await createV1Client(simulator).embeddings.create({ ...request, encoding_format: 'float' });
  expect(asBase64.data.map((item) => item.embedding)).toEqual(asNumbers.data.map((item) => item.embedding));
  expect(asBase64.data[0]!.embedding).not.toEqual(asBase64.data[1]!.embedding);
  expect(Math.hypot(...asBase64.data[0]!.embedding)).toBeCloseTo(1, 5);
  expect([asBase64.data[0]!.embedding.length, asBase64.usage]).toEqual([1536, { prompt_tokens: 3, total_tokens: 3 }]);
});

test('an embedding has the requested number of dimensions', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'text-embedding-3-small', input: 'one', dimensions: 256 };
  expect((await createClient(simulator).embeddings.create(request)).data[0]!.embedding).toHaveLength(256);
});

test('a legacy completion has 16 tokens unless more are requested, whole and streamed', async () => {
  await using simulator = await startSimulator();
  const { completions } = createClient(simulator);
  const request = { model: 'gpt-35-turbo-instruct', prompt: 'Once upon a time' };
  const whole = await completions.create(request);
  expect([whole.choices[0]!.finish_reason, whole.usage!.completion_tokens]).toEqual(['length', 16]);
  const streamed = { ...request, max_tokens: 4, stream: true as const, stream_options: { include_usage: true } };
  const chunks = await all(await completions.create(streamed));
  expect(chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.text !== '')).toHaveLength(4);
  expect(chunks.at(-1)!.usage).toMatchObject({ completion_tokens: 4 });
});

test('a response has its usage, its verdicts and the deployment as its model', async () => {
  await using simulator = await startSimulator();
  const response = await createV1Client(simulator).responses.create({ model: 'o4-mini', input: 'Hello' });
  expect(response).toMatchObject({
    status: 'completed',
    model: 'o4-mini',
    content_filters: [{ source_type: 'prompt' }, { source_type: 'completion' }],
    output: [{ type: 'reasoning' }, { type: 'message' }],
  });
  expect(response.output_text).toContain('simul');
  expect(response.usage!.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
});

test('the client assembles a streamed response: text, and a function call', async () => {
  await using simulator = await startSimulator();
  const { responses } = createClient(simulator, { apiVersion: '2025-03-01-preview' });
  const text = await responses.stream({ model: 'gpt-4o', input: 'Hello' }).finalResponse();
  expect([text.status, text.output_text]).toEqual(['completed', expect.stringContaining('simul')]);
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const tools = [{ type: 'function' as const, name: 'get_weather', parameters, strict: true }];
  const stream = responses.stream({ model: 'gpt-4o', input: 'The weather in Oslo?', tools });
  const events = await all(stream);
  const pieces = events.map((event) => (event.type === 'response.function_call_arguments.delta' ? event.delta : ''));
  expect(pieces.join('')).toBe('{"city":"Oslo"}');
  const call = await stream.finalResponse();
  expect(call.output).toMatchObject([{ type: 'function_call', name: 'get_weather', arguments: '{"city":"Oslo"}' }]);
});

test('a response that is cut has the reason why it is incomplete', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'gpt-4o', input: 'Hello', max_output_tokens: 3 };
  const response = await createV1Client(simulator).responses.create(request);
  expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
});

test('the responses API has the verdict on a refused prompt in its own place', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'gpt-4o', input: FILTERED_PROMPT_PHRASE };
  const { error } = await catchError(createV1Client(simulator).responses.create(request));
  expect(error).toMatchObject({ code: 'content_filter', content_filters: [{ blocked: true, source_type: 'prompt' }] });
  expect(error).not.toHaveProperty('innererror');
});

test('a previous response is not found, for nothing is stored', async () => {
  await using simulator = await startSimulator();
  const request = { model: 'gpt-4o', input: 'And?', previous_response_id: 'resp_1' };
  expect((await catchError(createV1Client(simulator).responses.create(request))).code).toBe(
    'previous_response_not_found',
  );
});

test.each([
  ['chat', 'text-embedding-3-small'],
  ['embeddings', 'gpt-4o'],
  ['completions', 'gpt-4o'],
  ['responses', 'gpt-35-turbo'],
] as const)('%s is not an operation of %s', async (operation, model) => {
  await using simulator = await startSimulator();
  const client = createV1Client(simulator);
  const calls = {
    chat: () => client.chat.completions.create({ model, messages: says('Hi') }),
    embeddings: () => client.embeddings.create({ model, input: 'Hi' }),
    completions: () => client.completions.create({ model, prompt: 'Hi' }),
    responses: () => client.responses.create({ model, input: 'Hi' }),
  };
  const error = await catchError(calls[operation]());
  expect([error.status, error.code]).toEqual([400, 'OperationNotSupported']);
});
