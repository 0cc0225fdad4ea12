import { expect, test } from 'vitest';
import { callsOf } from '../../src/demo/calls.ts';
import { startSimulator } from '../../src/demo/simulator/index.ts';
import type { Ending, Step } from '../../src/demo/steps.ts';
import type { SentStep } from '../../src/demo/traffic.ts';
import { verdictOf } from '../../src/demo/verdict.ts';
import { answered, chat } from './report/support.ts';
import { createClient, says } from './simulator/support.ts';

function sent(deployment: string, ending: Ending, expected: Ending = ending): SentStep {
  const step: Step = { title: 'a call', deployment, streamed: false, ending: expected };
  return { step, ending, tookMs: 1 };
}

test('the demo succeeds if every call arrived with the tokens that the simulator counted', async () => {
  await using simulator = await startSimulator();
  const { usage } = await createClient(simulator).chat.completions.create({ model: 'gpt-4o', messages: says('Hi') });
  const received = chat('gpt-4o', answered('gpt-4o-2024-11-20', usage!.prompt_tokens, usage!.completion_tokens));
  expect(verdictOf([sent('gpt-4o', 200)], callsOf([received]), simulator.ledger).ok).toBe(true);
  const wrong = chat('gpt-4o', answered('gpt-4o-2024-11-20', usage!.prompt_tokens + 1, usage!.completion_tokens));
  const verdict = verdictOf([sent('gpt-4o', 200)], callsOf([wrong]), simulator.ledger);
  expect(verdict).toMatchObject({ ok: false, sentences: [expect.stringContaining('input tokens')] });
});

test('a call that did not arrive is reported with its deployment', () => {
  const verdict = verdictOf(
    [sent('a', 200), sent('b', 200), sent('b', 200)],
    callsOf([chat('a'), chat('b')]),
    undefined,
  );
  expect(verdict).toEqual({ ok: false, sentences: ['b: 2 calls were made, 1 arrived as telemetry.'] });
});

test('an unexpected answer is reported', async () => {
  await using simulator = await startSimulator();
  const verdict = verdictOf([sent('a', 502, 200)], callsOf([chat('a')]), simulator.ledger);
  expect(verdict).toEqual({ ok: false, sentences: ['a call (a) ended with 502 instead of 200.'] });
});

test('a real Azure that answers nothing is a failure', () => {
  const verdict = verdictOf([sent('a', 502, 200)], callsOf([chat('a')]), undefined);
  expect(verdict).toMatchObject({ ok: false, sentences: [expect.stringContaining('No call was answered: 502')] });
});
