// Usage: node --expose-gc bench/heap/run.ts <column> <openai major> <calls>
// Prints how the heap grew over the calls, as JSON.
import { setImmediate } from 'node:timers/promises';
import { BARE, listColumns } from '../calls/columns.ts';
import type { Client } from '../calls/openai.ts';
import { prepare } from '../calls/prepare.ts';
import { REQUEST, workloads } from '../calls/workloads.ts';

/** The printed output, in bytes. */
export interface HeapReport {
  before: number;
  after: number;
}

const [name = BARE, major, calls] = process.argv.slice(2);

const [runner] = await prepare(
  Number(major),
  listColumns(Number(major)).filter((column) => column.name === name),
);
if (!runner) throw new Error(`there is no column ${name}`);
const { client, sdk } = runner;

// Enough for the just-in-time compiler and the caches to have their share of the heap.
await callOften(Number(calls) / 5);
const { heapUsed: before } = await settle();
await callOften(Number(calls));
const { heapUsed: after, spans } = await settle();
if (sdk && spans !== Number(calls)) throw new Error(`${calls} calls made ${spans} spans`);
process.stdout.write(JSON.stringify({ before, after } satisfies HeapReport));

/** Makes twenty calls: one is a stream read to its end, one a stream that is left, and one a stream that nobody reads. */
async function callOften(times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) {
    if (call % 20 === 0) await workloads.stream.call(client);
    else if (call % 20 === 7) await breakOff(client);
    else if (call % 20 === 14) await client.chat.completions.create({ ...REQUEST, stream: true });
    else await workloads.whole.call(client);
  }
}

async function breakOff(client: Client): Promise<void> {
  for await (const _chunk of await client.chat.completions.create({ ...REQUEST, stream: true })) break;
}

/** Collects what can be collected, and exports the spans of the calls that are found to be abandoned by that. */
async function settle(): Promise<{ heapUsed: number; spans: number }> {
  let spans = 0;
  for (let times = 0; times < 10; times += 1) {
    globalThis.gc?.();
    await setImmediate();
    spans += (await sdk?.take())?.count ?? 0;
  }
  return { heapUsed: process.memoryUsage().heapUsed, spans };
}
