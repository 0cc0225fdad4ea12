import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { azureEnv } from '../support/run-app.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type Span, startSentry } from './sentry.ts';

export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = 'opentelemetry-instrumentation-azure-openai';
export const REGISTER: string = `${PACKAGE}/register`;

export const exec: typeof execFile.__promisify__ = promisify(execFile);

/** What an application did until its telemetry had arrived. */
export interface Run {
  /** The last line of standard output, in which an application prints what it has seen of the client. */
  seen: string;
  /** Standard output and standard error. */
  output: string;
  spans: Span[];
  /** The names of our metrics. */
  metrics: Set<string>;
  /** The list price in USD of the calls that the simulator answered, from the usage that it reported. */
  cost: number;
}

let packed: Promise<string> | undefined;

afterAll(async () => packed && rm(dirname(await packed), { recursive: true }));

/** Packs dist/. */
async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ecosystem-pack-'));
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder, REPOSITORY], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(folder, filename);
}

/**
 * Installs this package as users get it, and `packages`, in a new folder beside the applications of apps/. It is removed after the
 * test.
 *
 * @param install the command that installs, without the packages
 * @param source the folder of an application to copy as well
 */
export async function installApp(
  packages: string[],
  install: string[] = ['npm', 'install'],
  source?: string,
): Promise<string> {
  packed ??= pack();
  const folder = await mkdtemp(join(tmpdir(), 'ecosystem-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }), 60_000);
  await cp(`${REPOSITORY}test/ecosystem/apps`, folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }');
  if (source) await cp(source, folder, { recursive: true });
  const [command, ...args] = install as [string, ...string[]];
  const env = {
    ...process.env,
    YARN_NPM_REGISTRY_SERVER: (await exec('npm', ['config', 'get', 'registry'])).stdout.trim(),
  };
  await exec(command, [...args, await packed, ...packages], { cwd: folder, timeout: 300_000, env });
  return folder;
}

/** Returns the installed version of each package, as docs/ecosystem.md names it. */
export async function versions(folder: string, packages: string[]): Promise<string> {
  const names = packages.map((text) => text.replace(/(?<=.)@[^/]*$/, ''));
  const read = async (name: string): Promise<string> => {
    const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}');
    return `${name} ${(JSON.parse(text) as { version?: string }).version}`;
  };
  return (await Promise.all(names.map(read))).join(', ');
}

/** Variables that send all telemetry at once. */
const PROMPTLY = {
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_METRIC_EXPORT_INTERVAL: '500',
  OTEL_METRIC_EXPORT_TIMEOUT: '400',
  OTEL_NODE_RESOURCE_DETECTORS: 'none',
  AZURE_OPENAI_OTEL_STREAM_USAGE: 'always',
};

/** Options of {@link runApp}. */
export interface RunOptions {
  env?: Record<string, string>;
  /** Names of spans and metrics to wait for, besides a line that starts with `[`. @default the span `app` */
  until?: string[];
  /** False for an application that prints no such line. @default true */
  prints?: boolean;
}

/**
 * Runs a command against a simulated Azure OpenAI and receivers of OTLP and of Sentry's envelopes, until the telemetry has
 * arrived, or the process has ended.
 */
export async function runApp(folder: string, command: string[], options: RunOptions = {}): Promise<Run> {
  await using simulator = await startSimulator({ seed: 'ecosystem' });
  const [spans, metrics]: [Span[], Set<string>] = [[], new Set()];
  await using receiver = await startOtlpReceiver((received) => {
    spans.push(...(received.spans ?? []).map((span) => ({ ...span, scope: span.scope.name })));
    for (const { name, scope } of received.metrics ?? []) if (scope.name === PACKAGE) metrics.add(name);
  });
  await using sentry = await startSentry((span) => spans.push(span));
  const destinations = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SENTRY_DSN: sentry.dsn };
  const [file, ...args] = command as [string, ...string[]];
  const child = spawn(file, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited(), ...azureEnv(simulator.url), ...PROMPTLY, ...destinations, ...options.env },
  });
  const written = { stdout: '', output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written.output += text;
      if (stream === child.stdout) written.stdout += text;
    });
  }
  const closed = once(child, 'close');
  const seen = (): string =>
    written.stdout
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('[')) ?? '';
  const arrived = (name: string): boolean => metrics.has(name) || spans.some((span) => span.name === name);
  const isDone = (): boolean =>
    (seen() !== '' || options.prints === false) && (options.until ?? ['app']).every(arrived);
  for (let waited = 0; waited < 20_000 && child.exitCode === null && !isDone(); waited += 100) await sleep(100);
  await stop(child.pid, closed);
  return { seen: seen(), output: written.output, spans, metrics, cost: billed(simulator) };
}

/** Stops a process and all that it has started. */
async function stop(pid: number | undefined, closed: Promise<unknown>): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(-pid!, signal);
    } catch {
      // It has ended.
    }
    await Promise.race([closed, sleep(3000)]);
  }
}

function inherited(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}

function billed(simulator: Simulator): number {
  const costs = simulator.ledger.calls.map(({ usage, model }) => {
    if (!usage) return 0;
    const details = { cached_tokens: usage.cached };
    const counts = { prompt_tokens: usage.prompt, completion_tokens: usage.completion, prompt_tokens_details: details };
    return calculateCost(counts, model).total ?? 0;
  });
  return costs.reduce((sum, cost) => sum + cost, 0);
}

/** Returns our spans. Some SDKs do not export the name of the instrumentation. */
export function ours(run: Run): Span[] {
  return run.spans.filter(({ attributes }) => 'azure.openai.deployment' in attributes);
}

/**
 * Checks that our spans are `names`, and have the tokens and the cost of all calls.
 *
 * @param parent the name of the span of which each is a child
 */
export function expectCalls(run: Run, names: string[], parent = 'app'): void {
  const spans = ours(run);
  expect(spans.map(({ name }) => name).toSorted(), run.output).toEqual(names.toSorted());
  const parents = spans.map(({ parentSpanId }) => run.spans.find(({ spanId }) => spanId === parentSpanId)?.name);
  expect(parents).toEqual(names.map(() => parent));
  expect(run.cost).toBeGreaterThan(0);
  const cost = spans.reduce((sum, { attributes }) => sum + Number(attributes['cost']), 0);
  expect(cost).toBeCloseTo(run.cost, 12);
}
