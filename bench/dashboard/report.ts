import { runChild } from '../child.ts';
import { table, withQuartiles } from '../table.ts';
import type { Ingested } from './ingest.ts';
import type { StoreMeasured } from './queries.ts';

const CALLS = 1_000_000;
const [RATE, SECONDS] = [1000, 20];

/** Measures the store of the dashboard over a million calls, and the dashboard over HTTP, and reports it in Markdown. */
export async function reportDashboard(): Promise<string> {
  process.stderr.write('dashboard: ingest\n');
  const ingested = (await runChild('dashboard/ingest.ts', [RATE, SECONDS])) as Ingested;
  process.stderr.write('dashboard: a million calls\n');
  const stored = (await runChild('dashboard/queries.ts', [CALLS])) as StoreMeasured;
  return [formatIngested(ingested), formatQueries(stored)].join('\n\n');
}

function formatIngested({ rate, refused, answered, longest, overview }: Ingested): string {
  const rows = [
    ['calls a second, stored', rate.toFixed(0)],
    ['requests that were refused', String(refused)],
    ['a request of 100 calls, until it is answered, ms', withQuartiles(answered)],
    ['the longest, ms', longest.toFixed(0)],
    ['overview of 24 hours meanwhile, ms', withQuartiles(overview)],
  ];
  const title = `### Dashboard: ${RATE} calls a second over OTLP/HTTP for ${SECONDS} s, while a page reads the overview`;
  return `${title}\n\n${table(['', ''], rows)}`;
}

function formatQueries({ calls, insertsPerSecond, bytes, queries, retention }: StoreMeasured): string {
  const rows = [
    ...Object.entries(queries).map(([name, spread]) => [name, withQuartiles(spread)]),
    ['retention of a day: the longest that a write waits', retention.longest.toFixed(0)],
    ['retention of a day: as a whole', retention.all.toFixed(0)],
  ];
  const size = `${(bytes / 1e9).toFixed(1)} GB, stored at ${insertsPerSecond.toFixed(0)} calls a second`;
  return `### Dashboard: ${calls.toLocaleString('en')} calls of 30 days (${size})\n\n${table(['', 'ms'], rows)}`;
}
