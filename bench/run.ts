// Usage: npm run bench [-- calls|load|heap|pricing|collectors|dashboard …] [--majors 4,5,6,7] [--rounds 90] [--clock wall|cpu]
// Prints its report to the standard output, in the Markdown of bench/README.md, and what it is at to the other.
import { parseArgs } from 'node:util';
import { reportCalls } from './calls/report.ts';
import { runScript } from './child.ts';
import { reportCollectors } from './collectors/report.ts';
import { reportDashboard } from './dashboard/report.ts';
import { reportHeap } from './heap/report.ts';
import { reportLoadTime } from './load/report.ts';
import { machine } from './machine.ts';
import { installPeers } from './peers.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    majors: { type: 'string', default: '6,7' },
    rounds: { type: 'string', default: '90' },
    clock: { type: 'string', default: 'wall' },
  },
});
const majors = values.majors.split(',').map((major) => readCount('--majors', major));
const rounds = readCount('--rounds', values.rounds);
const { clock } = values;
if (clock !== 'cpu' && clock !== 'wall') throw new Error('--clock must be wall or cpu.');

const sections: Record<string, () => Promise<string>> = {
  calls: () => reportCalls(majors, rounds, clock),
  load: reportLoadTime,
  heap: () => reportHeap(majors.at(-1) ?? 7),
  pricing: reportPricing,
  collectors: reportCollectors,
  dashboard: reportDashboard,
};

const chosen = positionals.length > 0 ? positionals : Object.keys(sections);
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length > 0) throw new Error(`No such part of the bench: ${unknown.join(', ')}`);

installPeers();
process.stdout.write(`${machine(clock)}\n`);
for (const name of chosen) process.stdout.write(`\n${await sections[name]!()}\n`);

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option} must be whole numbers from 1, not "${text}".`);
  return Number(text);
}

async function reportPricing(): Promise<string> {
  process.stderr.write('pricing\n');
  return `### \`calculateCost\`, after the first look-up of a model\n\n\`\`\`\n${await runScript('pricing/calculate-cost.ts')}\`\`\``;
}
