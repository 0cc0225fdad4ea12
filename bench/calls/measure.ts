import type { Client } from './openai.ts';
import type { DroppingSdk } from './spans.ts';
import type { Workload } from './workloads.ts';

/** A column, ready to be called. */
export interface Runner {
  name: string;
  client: Client;
  /** Absent for the bare client. */
  sdk?: DroppingSdk;
}

/** The times of one column in each round, in microseconds a call. */
export type Times = Map<string, number[]>;

/** The time on the wall, or the processor's: that is the one to read on a machine with other work to do. */
export type Clock = 'wall' | 'cpu';

/** Runs all columns in turn, `rounds` times over, so that what slows the machine down for a while slows them all. */
export async function alternate(
  runners: readonly Runner[],
  workload: Workload,
  rounds: number,
  clock: Clock,
): Promise<Times> {
  const times: Times = new Map(runners.map((runner) => [runner.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Another order each time, so that no column always inherits the same one's caches.
    for (const runner of shuffled(runners)) {
      times.get(runner.name)?.push(await timeBlock(runner, workload, clock));
    }
  }
  return times;
}

/** Calls until the just-in-time compiler has presumably finished. */
export async function warmUp(runners: readonly Runner[], workload: Workload): Promise<void> {
  for (let block = 0; block < workload.warmUpBlocks; block += 1) {
    for (const runner of runners) await timeBlock(runner, workload, 'wall');
  }
}

/**
 * Microseconds a call. A block ends with the export of its spans and the collection of its garbage, so that it pays for
 * its own and finds none. Throws if not every call made its span: a column would be praised for doing nothing.
 */
async function timeBlock({ name, client, sdk }: Runner, workload: Workload, clock: Clock): Promise<number> {
  const calls = workload.callsPerBlock;
  const start = microseconds(clock);
  for (let call = 0; call < calls; call += 1) await workload.call(client);
  const spans = await sdk?.take();
  globalThis.gc?.({ type: 'minor' });
  const time = (microseconds(clock) - start) / calls;
  if (spans && spans.count !== calls) throw new Error(`${name}: ${calls} calls made ${spans.count} spans`);
  return time;
}

function microseconds(clock: Clock): number {
  if (clock === 'wall') return performance.now() * 1000;
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The same items in an order left to chance. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = new Map(items.map((item) => [item, Math.random()]));
  return items.toSorted((a, b) => order.get(a)! - order.get(b)!);
}
