import { runChild } from '../child.ts';
import { PEERS } from '../peers.ts';
import { measureSpread } from '../statistics.ts';
import { table, withQuartiles } from '../table.ts';

const ROUNDS = 15;

/** Measures how long the packages take to load and reports it in Markdown. */
export async function reportLoadTime(): Promise<string> {
  const modules = new Map([
    ['@opentelemetry/api alone', import.meta.resolve('@opentelemetry/api')],
    ['ours', new URL('../../dist/index.js', import.meta.url).href],
    ...PEERS.map((peer) => [peer.label, import.meta.resolve(peer.name)] as const),
  ]);
  process.stderr.write(`load time: ${ROUNDS} rounds of fresh processes\n`);
  const times = new Map([...modules.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, url] of modules) {
      times.get(name)?.push((await runChild('load/import-one.ts', [url])) as number);
    }
  }
  const rows = [...times].map(([name, milliseconds]) => [name, withQuartiles(measureSpread(milliseconds))]);
  return `### Load time, ms\n\n${table(['import in a fresh process', 'ms'], rows)}`;
}
