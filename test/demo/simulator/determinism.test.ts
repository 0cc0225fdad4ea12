import { expect, test } from 'vitest';
import { startSimulator } from '../../../src/demo/simulator/index.ts';
import { post, says } from './support.ts';

const PATH = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21';

/** Collects the answers of a simulator with this seed to three calls, each with its headers. */
async function collectAnswers(seed: string): Promise<unknown[]> {
  await using simulator = await startSimulator({ seed });
  const answers: unknown[] = [];
  for (const stream of [false, true, false]) {
    const response = await post(simulator, PATH, { messages: says('Hello'), stream });
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    answers.push([response.status, headers, await response.text()]);
  }
  return answers;
}

test('the same seed and requests give the same answers, ids and headers included', async () => {
  expect(await collectAnswers('one')).toEqual(await collectAnswers('one'));
});

test('another seed gives other answers', async () => {
  expect(await collectAnswers('one')).not.toEqual(await collectAnswers('two'));
});

test('the same request again gets ids of its own', async () => {
  await using simulator = await startSimulator();
  const ids = [];
  for (let call = 0; call < 2; call += 1) {
    const response = await post(simulator, PATH, { messages: says('Hello') });
    ids.push(response.headers.get('apim-request-id'), ((await response.json()) as { id: string }).id);
  }
  expect(new Set(ids).size).toBe(4);
});
