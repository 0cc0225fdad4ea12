import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import { expect, test } from 'vitest';
import { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE, startSimulator } from '../../../src/demo/simulator/index.ts';
import { readChunks } from '../../support/azure-openai/replay.ts';
import { createClient, catchError, post, says } from './support.ts';

const PATH = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21';

test.each([false, true])('a prompt with the marked phrase is refused, stream: %s', async (stream) => {
  await using simulator = await startSimulator();
  const request = { model: 'gpt-4o', messages: says(`Well. ${FILTERED_PROMPT_PHRASE}`), stream };
  const error = await catchError(createClient(simulator).chat.completions.create(request));
  expect([error.status, error.code, error.param]).toEqual([400, 'content_filter', 'prompt']);
  expect(error.error.innererror).toMatchObject({
    code: 'ResponsibleAIPolicyViolation',
    content_filter_result: { violence: { filtered: true, severity: 'medium' }, hate: { filtered: false } },
  });
});

test('a filtered answer comes without its message, and is billed', async () => {
  await using simulator = await startSimulator();
  const response = await post(simulator, PATH, { messages: says(FILTERED_ANSWER_PHRASE) });
  const { choices, usage } = (await response.json()) as ChatCompletion;
  expect(choices).toMatchObject([
    { finish_reason: 'content_filter', content_filter_results: { violence: { filtered: true } } },
  ]);
  expect(choices[0]).not.toHaveProperty('message');
  expect(usage!.completion_tokens).toBeGreaterThan(0);
});

test('a filtered stream ends with the verdict', async () => {
  await using simulator = await startSimulator();
  const response = await post(simulator, PATH, { messages: says(FILTERED_ANSWER_PHRASE), stream: true });
  expect(readChunks(await response.text()).at(-1)).toMatchObject({
    choices: [{ finish_reason: 'content_filter', content_filter_results: { violence: { filtered: true } } }],
  });
});

test('the asynchronous filter sends its verdicts in chunks of their own, after the finish reason', async () => {
  const model = 'gpt-4o-2024-11-20';
  await using simulator = await startSimulator({ deployments: { 'gpt-4o': { model, contentFilter: 'asynchronous' } } });
  const response = await post(simulator, PATH, { messages: says('Hello'), stream: true });
  const chunks = readChunks(await response.text()) as ChatCompletionChunk[];
  const verdict = chunks.pop()!;
  expect(verdict).toMatchObject({
    model: '',
    id: '',
    choices: [{ content_filter_results: {}, content_filter_offsets: {} }],
  });
  expect(verdict.choices[0]).not.toHaveProperty('delta');
  expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('stop');
  expect(chunks.some((chunk) => 'content_filter_results' in (chunk.choices[0] ?? {}))).toBe(false);
});
