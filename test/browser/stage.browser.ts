import { gzipSync } from 'node:zlib';
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

test('the page loads less than 60 KB of JavaScript, and no other source than its server', async () => {
  const { url } = stage();
  let size = 0;
  for (const name of ['app.js', 'chunk.js']) {
    const script = Buffer.from(await (await fetch(`${url}/${name}`)).arrayBuffer());
    size += gzipSync(script).length;
  }
  expect(size).toBeLessThan(60_000);
  const document = await (await fetch(`${url}/`)).text();
  expect(document.match(/(?:src|href)="[^"]+"/g)).toEqual([
    'href="data:,"',
    'href="/app.css"',
    'href="/chunk.js"',
    'src="/app.js"',
    'href="#main"',
  ]);
});
