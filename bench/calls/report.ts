import { runChild } from '../child.ts';
import { measureSpread } from '../statistics.ts';
import { table, withQuartiles } from '../table.ts';
import { BARE, BARE_AGAIN, COLUMN_NAMES, comparison } from './columns.ts';
import type { Clock } from './measure.ts';
import { CHUNKS } from './recorded-azure.ts';
import type { CallsReport, ColumnReport } from './run.ts';
import type { WorkloadName } from './workloads.ts';

const HEADINGS: Record<WorkloadName, string> = {
  whole: 'Added time of a whole chat completion, µs a call',
  stream: `Added time of a stream of ${CHUNKS} chunks, µs a call`,
};

/** The runs of one major: the just-in-time compiler treats equal columns of one process differently, in each process another. */
const PROCESSES = 3;

/** Measures the calls and reports them in Markdown. */
export async function reportCalls(majors: readonly number[], rounds: number, clock: Clock): Promise<string> {
  const reports: CallsReport[] = [];
  for (const major of majors) reports.push(await measure(major, rounds, clock));
  return (['whole', 'stream'] as const).map((workload) => section(workload, reports)).join('\n\n');
}

async function measure(major: number, rounds: number, clock: Clock): Promise<CallsReport> {
  process.stderr.write(`openai ${major}: ${rounds} rounds of each workload\n`);
  const ofProcesses: CallsReport[] = [];
  for (let nth = 0; nth < PROCESSES; nth += 1) {
    ofProcesses.push((await runChild('calls/run.ts', [major, Math.ceil(rounds / PROCESSES), clock])) as CallsReport);
  }
  return {
    openai: ofProcesses[0]!.openai,
    workloads: {
      whole: COLUMN_NAMES.flatMap((name) => pooled(name, ofProcesses, 'whole')),
      stream: COLUMN_NAMES.flatMap((name) => pooled(name, ofProcesses, 'stream')),
    },
  };
}

/** The rounds of all processes together; nothing if the major has no such column. */
function pooled(name: string, reports: readonly CallsReport[], workload: WorkloadName): ColumnReport[] {
  const columns = reports.flatMap((report) => report.workloads[workload].filter((column) => column.name === name));
  if (columns.length === 0) return [];
  const times = columns.flatMap((column) => column.times);
  return [{ ...columns[0]!, times, added: columns.flatMap((column) => column.added) }];
}

function section(workload: WorkloadName, reports: readonly CallsReport[]): string {
  const head = ['', ...reports.map(({ openai }) => `openai ${openai}`), 'attributes on the span'];
  const columns = reports.map((report) => report.workloads[workload]);
  const rows = COLUMN_NAMES.map((name) => {
    const cells = columns.map((reports) => reports.find((column) => column.name === name));
    const attributes = new Set(cells.map((cell) => cell?.attributes).filter((count) => count !== undefined));
    return [name === BARE ? `${BARE}: the call itself` : name, ...cells.map(cell), [...attributes].join(', ')];
  });
  const verdicts = [true, false].map((metrics) => [
    `ours, of the best peer’s, ${metrics ? 'with' : 'without'} a meter provider`,
    ...columns.map((reports) => ofBestPeer(reports, metrics)),
    '',
  ]);
  return `### ${HEADINGS[workload]}\n\n${table(head, [...rows, ...verdicts])}`;
}

function cell(column: ColumnReport | undefined): string {
  if (!column) return 'not supported';
  if (column.times.length === 0) return 'makes no span';
  const time = measureSpread(column.times);
  if (column.name === BARE) return withQuartiles(time);
  const added = measureSpread(column.added);
  const ratio = time.median / (time.median - added.median);
  return `${withQuartiles(added)}${column.name === BARE_AGAIN ? '' : `, ×${ratio.toFixed(2)}`}`;
}

/** Ours with its default configuration, against the peer that adds least. */
function ofBestPeer(columns: readonly ColumnReport[], metrics: boolean): string {
  const compared = comparison(metrics);
  const peers = columns.filter(({ name, times }) => compared.peers.includes(name) && times.length > 0);
  const best = peers.toSorted((a, b) => medianAdded(a) - medianAdded(b))[0];
  const ours = columns.find((column) => column.name === compared.ours);
  return best && ours ? `${(medianAdded(ours) / medianAdded(best)).toFixed(2)} (${best.name})` : '';
}

function medianAdded(column: ColumnReport): number {
  return measureSpread(column.added).median;
}
