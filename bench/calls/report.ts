import { runChild } from '../child.ts';
import { table, withQuartiles } from '../table.ts';
import { BARE, BARE_AGAIN, COLUMN_NAMES, OURS, isPeer } from './columns.ts';
import type { Clock } from './measure.ts';
import { CHUNKS } from './recorded-azure.ts';
import type { CallsReport, ColumnReport } from './run.ts';
import type { WorkloadName } from './workloads.ts';

const HEADINGS: Record<WorkloadName, string> = {
  whole: 'Added time of a whole chat completion, µs a call',
  stream: `Added time of a stream of ${CHUNKS} chunks, µs a call`,
};

/** Measures the calls and tells of them in Markdown. */
export async function reportCalls(majors: readonly number[], rounds: number, clock: Clock): Promise<string> {
  const reports: CallsReport[] = [];
  for (const major of majors) {
    process.stderr.write(`openai ${major}: ${rounds} rounds of each workload\n`);
    reports.push((await runChild('calls/run.ts', [major, rounds, clock])) as CallsReport);
  }
  return (['whole', 'stream'] as const).map((workload) => section(workload, reports)).join('\n\n');
}

function section(workload: WorkloadName, reports: readonly CallsReport[]): string {
  const head = ['', ...reports.map(({ openai }) => `openai ${openai}`), 'attributes on the span'];
  const columns = reports.map((report) => report.workloads[workload]);
  const rows = COLUMN_NAMES.map((name) => {
    const cells = columns.map((reports) => reports.find((column) => column.name === name));
    const attributes = new Set(cells.map((cell) => cell?.attributes).filter((count) => count !== undefined));
    return [name === BARE ? `${BARE}: the call itself` : name, ...cells.map(cell), [...attributes].join(', ')];
  });
  const verdict = ['ours, of the best peer’s', ...columns.map(ofBestPeer), ''];
  return `### ${HEADINGS[workload]}\n\n${table(head, [...rows, verdict])}`;
}

function cell(column: ColumnReport | undefined): string {
  if (!column) return 'not supported';
  if (!column.time || !column.added) return 'makes no span';
  if (column.name === BARE) return withQuartiles(column.time);
  const ratio = column.time.median / (column.time.median - column.added.median);
  return `${withQuartiles(column.added)}${column.name === BARE_AGAIN ? '' : `, ×${ratio.toFixed(2)}`}`;
}

/** Ours with its default configuration, against the peer that adds least. */
function ofBestPeer(columns: readonly ColumnReport[]): string {
  const addedBy = (column: ColumnReport | undefined): number => column?.added?.median ?? Number.POSITIVE_INFINITY;
  const best = columns.filter(isPeer).toSorted((a, b) => addedBy(a) - addedBy(b))[0];
  const share = addedBy(columns.find((column) => column.name === OURS)) / addedBy(best);
  return best ? `${share.toFixed(2)} (${best.name})` : '';
}
