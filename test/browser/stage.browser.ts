import { expect, test } from 'vitest';
import type { CallSummary } from '../../src/store/queries/calls.ts';
import { stage } from './browser.ts';
import type { MadeCall } from './made-calls.ts';

/** The values that both sides have; unknown ones are null in the API. */
function comparable(call: CallSummary | MadeCall): unknown[] {
  const { service, deployment, result, retries, input, cached, output, cost } = call;
  return [service, deployment, result, retries, input ?? null, cached ?? null, output ?? null, cost ?? null];
}

test('the API has every call of the ledger, with its result, tokens and cost', async () => {
  const { url, made } = stage();
  for (const service of ['shop', 'agents']) {
    const answer = await fetch(`${url}/api/calls?service=${service}&order=asc&limit=1000`);
    const { calls } = (await answer.json()) as { calls: CallSummary[] };
    expect(calls.map(comparable)).toEqual(made.filter((call) => call.service === service).map(comparable));
  }
});
