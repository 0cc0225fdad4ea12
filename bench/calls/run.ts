// Usage: node --expose-gc bench/calls/run.ts <openai major> <rounds> <wall|cpu>
// Measures one major of openai in a process of its own, and prints the result as JSON.
import { BARE, BARE_AGAIN, listColumns } from './columns.ts';
import { type Clock, type Runner, type Times, alternate, shuffled, warmUp } from './measure.ts';
import { openaiVersion } from './openai.ts';
import { prepare } from './prepare.ts';
import { type Workload, type WorkloadName, workloads } from './workloads.ts';

/** The printed output. */
export interface CallsReport {
  openai: string;
  workloads: Record<WorkloadName, ColumnReport[]>;
}

export interface ColumnReport {
  name: string;
  /** Microseconds a call, of each round. Empty if not every call made its span: there was nothing to measure. */
  times: number[];
  /** Microseconds that a call takes longer than a bare one of the same round. */
  added: number[];
  /** The number of attributes of a call's span; absent for the bare client. */
  attributes?: number;
}

const [major, rounds] = process.argv.slice(2, 4).map(Number) as [number, number];
const clock = process.argv[4] as Clock;

// The order differs in each process, since the first module is compiled differently from the last.
const runners = await prepare(major, shuffled(listColumns(major)));
const report: CallsReport = {
  openai: openaiVersion(major),
  workloads: { whole: await measure(workloads.whole), stream: await measure(workloads.stream) },
};
process.stdout.write(JSON.stringify(report));

async function measure(workload: Workload): Promise<ColumnReport[]> {
  const attributes = new Map<string, number>();
  const measured: Runner[] = [];
  for (const runner of runners) {
    const said = await recordAttributes(runner, workload);
    if (said !== undefined) attributes.set(runner.name, said);
    if (said !== undefined || !runner.sdk) measured.push(runner);
  }
  await warmUp(measured, workload);
  const times = await alternate(measured, workload, rounds, clock);
  return runners.map(({ name }) => columnReport(name, times, attributes.get(name)));
}

/** Counts the attributes of a call's span, 0 if it is not sampled; undefined if not each call is recorded once. */
async function recordAttributes({ client, sdk }: Runner, workload: Workload): Promise<number | undefined> {
  for (let call = 0; call < 3; call += 1) await workload.call(client);
  const spans = await sdk?.take();
  return spans?.count === 3 ? Object.keys(spans.last?.attributes ?? {}).length : undefined;
}

function columnReport(name: string, all: Times, attributes: number | undefined): ColumnReport {
  const times = all.get(name) ?? [];
  const bare = all.get(BARE)!;
  const bareAgain = all.get(BARE_AGAIN)!;
  // The control is the one bare client against the other; all else is against the mean of both.
  const against = name === BARE_AGAIN ? bare : bare.map((time, round) => (time + bareAgain[round]!) / 2);
  const added = times.map((time, round) => time - against[round]!);
  return { name, times, added, ...(attributes !== undefined && { attributes }) };
}
