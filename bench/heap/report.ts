import { BARE, OURS } from '../calls/columns.ts';
import { runChild } from '../child.ts';
import { table } from '../table.ts';
import type { HeapReport } from './run.ts';

const CALLS = 100_000;

/** V8 drops the code of functions that are not used for a while, which hides what a call leaves behind. */
const NODE_OPTIONS = ['--no-flush-bytecode'];

/** Measures the heap that remains after calls and reports it in Markdown. */
export async function reportHeap(major: number): Promise<string> {
  process.stderr.write(`heap: ${CALLS} calls bare and instrumented\n`);
  // At the same time: no clock is read.
  const rows = await Promise.all(
    [BARE, OURS].map(async (name) => {
      const { before, after } = (await runChild('heap/run.ts', [name, major, CALLS], NODE_OPTIONS)) as HeapReport;
      return [name, megabytes(before), megabytes(after), ((after - before) / CALLS).toFixed(2)];
    }),
  );
  const head = ['', 'heap before, MB', 'heap after, MB', 'growth, bytes a call'];
  return `### Heap over ${CALLS.toLocaleString('en')} calls, after collection\n\n${table(head, rows)}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
