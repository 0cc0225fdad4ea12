// Usage: npm run soak [-- --minutes 60 --rate 200]
//
// Runs an application that calls a simulated Azure OpenAI, the dashboard that receives its spans, and a collector of logs
// beside them, each in a process of its own. Prints a table in Markdown, and fails if a span does not end, if anything is
// lost or stored twice, or if heap or handles grow.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { startAzurite } from '../../test/support/azurite.ts';
import { startEventHubs } from '../../test/support/event-hubs/event-hubs.ts';
import { RECORDS } from '../collectors/records.ts';
import { table } from '../table.ts';
import type { Sample } from './app.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, rate: { type: 'string', default: '200' } },
});
const seconds = Number(values.minutes) * 60;
const rate = Number(values.rate);
if (!(seconds >= 30 && rate >= 1)) throw new Error('--minutes must be 0.5 or more, --rate 1 or more.');

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const APP = fileURLToPath(new URL('app.ts', import.meta.url));
/** Records that Azure sends to the event hub in a second. */
const RECORD_RATE = 20;
/** Of the simulated Azure OpenAI, in milliseconds. */
const LATENCY = ['--first-token', '20', '--per-token', '1'];
/** Megabytes by which the heap may grow in the second half, for caches that still fill and calls that are under way. */
const HEAP_TOLERANCE = 8;

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const store = join(folder, 'dashboard.db');
const documents = join(folder, 'documents.ndjson');
const children: ChildProcess[] = [];
const [azurite, hubs] = await Promise.all([startAzurite(), startEventHubs()]);
try {
  const problems = await soak();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await Promise.all(children.map(stop));
  await Promise.all([azurite.close(), hubs.close()]);
  rmSync(folder, { recursive: true, force: true });
}

async function soak(): Promise<string[]> {
  const simulator = run('simulate', '--port', '0', '--json', '--deployment', 'chat=gpt-4.1-2025-04-14', ...LATENCY);
  const { url } = JSON.parse(await lineOf(simulator, /^\{/)) as { url: string };
  const dashboard = run('dashboard', '--port', '0', '--file', store);
  const otlp = /http:\/\/[\d.:]+/.exec(await lineOf(dashboard, /http:/))![0];
  const collector = startCollector();
  const app = startChild(['--expose-gc', APP, url, otlp, String(seconds), String(rate)]);
  const ended = new AbortController();
  const sent = sendRecords(ended.signal);
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: app.stdout! })) {
    samples.push(JSON.parse(line) as Sample);
    process.stderr.write(`${line}\n`);
  }
  // Its output may end before the process does.
  if (app.exitCode === null && app.signalCode === null) await once(app, 'exit');
  ended.abort();
  const records = await sent;
  const collected = await waitForDocuments(records);
  await Promise.all([stop(collector), stop(dashboard)]);
  const stored = await countStoredCalls();
  process.stdout.write(`${report(samples, stored, records, collected)}\n`);
  const problems = findProblems(samples, stored, records, collected);
  return app.exitCode === 0 ? problems : [...problems, 'The application failed, or did not end by itself.'];
}

function startCollector(): ChildProcess {
  return startChild([CLI, 'collect', 'logs'], {
    AZURE_OPENAI_OTEL_CONNECTION_STRING: hubs.connectionString,
    AZURE_OPENAI_OTEL_EVENTHUB: hubs.hub,
    AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_CONNECTION_STRING: azurite.connectionString,
    AZURE_OPENAI_OTEL_OUTPUT: 'ndjson',
    AZURE_OPENAI_OTEL_NDJSON_PATH: documents,
    AZURE_OPENAI_OTEL_DEAD_LETTER_PATH: join(folder, 'dead-letters.ndjson'),
    AZURE_OPENAI_OTEL_HEALTH_PORT: '0',
  });
}

/** Sends records to the event hub until the application has ended. Returns how many. */
async function sendRecords(ended: AbortSignal): Promise<number> {
  let count = 0;
  const start = performance.now();
  while (!ended.aborted) {
    for (; count < ((performance.now() - start) / 1000) * RECORD_RATE; count += 1) {
      const record = RECORDS['RequestResponse']!.replace(/"correlationId":"[^"]*"/, `"correlationId":"soak-${count}"`);
      hubs.send(count % 4, [`{"records":[${record}]}`]);
    }
    await sleep(50);
  }
  return count;
}

/** Returns how many documents were stored, and how many different ones. */
async function waitForDocuments(records: number): Promise<{ all: number; distinct: number }> {
  for (let wait = 0; ; wait += 1) {
    const lines = existsSync(documents) ? readFileSync(documents, 'utf8').split('\n').slice(0, -1) : [];
    const distinct = new Set(lines.map((line) => /soak-\d+/.exec(line)?.[0])).size;
    if (distinct >= records || wait === 120) return { all: lines.length, distinct };
    await sleep(500);
  }
}

/** Returns how many calls the dashboard's file has, once each. */
async function countStoredCalls(): Promise<number> {
  const args = ['query', 'cost', '--by', 'deployment', '--since', '7d', '--file', store, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args]);
  const { groups } = JSON.parse(stdout) as { groups: { calls: number }[] };
  return groups.reduce((sum, { calls }) => sum + calls, 0);
}

function report(
  samples: readonly Sample[],
  stored: number,
  records: number,
  collected: { all: number; distinct: number },
): string {
  // Ten rows show a trend.
  const step = Math.max(1, Math.floor(samples.length / 10));
  const shown = samples.filter((_, index) => (samples.length - 1 - index) % step === 0);
  const head = [
    's',
    'calls',
    'spans open',
    'heap, MB',
    'resident, MB',
    'handles',
    'event loop: median',
    'p99',
    'most, ms',
  ];
  const rows = shown.map(({ at, calls, started, ended, heap, resident, handles, delay }) =>
    [at, calls, started - ended, heap, resident, handles, delay.median, delay.p99, delay.most].map(String),
  );
  const last = samples.at(-1);
  const n = (count: number | undefined): string => (count ?? 0).toLocaleString('en');
  return `### Soak: ${rate} calls a second for ${seconds / 60} minutes

${table(head, rows)}

${n(last?.calls)} calls; ${n(last?.started)} spans started, ${n(last?.ended)} ended (${n(last?.abandoned)} of them by the garbage
collector), ${n(stored)} stored by the dashboard. ${n(last?.answered)} calls were answered, and ${n(last?.priced)} have a cost. Calls that
were meant to be answered and failed: ${JSON.stringify(last?.failed)}. ${n(records)} log records sent, ${n(collected.all)} collected.`;
}

/** Returns what must not be, in sentences. */
function findProblems(
  samples: readonly Sample[],
  stored: number,
  records: number,
  { all, distinct }: { all: number; distinct: number },
): string[] {
  const last = samples.at(-1);
  if (!last || last.at < seconds) return ['The application ended early.'];
  const idle = samples[0]!.handles;
  const half = samples.find(({ at }) => at >= seconds / 2)!;
  // The last sample is taken when nothing is under way.
  const busy = samples.at(-2) ?? last;
  const checks: [boolean, string][] = [
    [last.started === last.calls, `${last.calls} calls started ${last.started} spans.`],
    [last.ended === last.started, `${last.started - last.ended} spans have not ended.`],
    [last.priced === last.answered, `${last.priced} of ${last.answered} answered calls have a cost.`],
    [last.answered > last.calls / 2, `${last.answered} of ${last.calls} calls were answered.`],
    [last.abandoned > 0, 'No span of a stream that nobody reads was ended by the garbage collector.'],
    [stored === last.ended, `${last.ended} spans ended and ${stored} calls are stored.`],
    [distinct === records && all === records, `${records} records were sent, and ${distinct} stored ${all} times.`],
    [busy.heap <= half.heap + HEAP_TOLERANCE, `The heap grew from ${half.heap} MB to ${busy.heap} MB.`],
    [last.handles <= idle, `${last.handles} handles are open at the end, and ${idle} were before the first call.`],
  ];
  return checks.filter(([isRight]) => !isRight).map(([, problem]) => problem);
}

function run(...args: string[]): ChildProcess {
  return startChild([CLI, ...args]);
}

function startChild(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Returns the first line that matches. Later ones are thrown away. */
async function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!pattern.test(line)) continue;
    child.stdout!.resume();
    return line;
  }
  throw new Error(`${child.spawnargs.join(' ')} ended without a line that matches ${pattern}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
