import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type Simulator, startSimulator } from '../../src/demo/simulator/index.ts';
import { REPOSITORY } from '../client/column.ts';
import { azureEnv } from '../support/run-app.ts';

type Bundler = 'turbopack' | 'webpack';

const exec = promisify(execFile);

let folder: string;
let simulator: Simulator;
let receiver: OtlpReceiver;
let server: ChildProcess | undefined;
let spans: ReceivedSpan[] = [];
/** The number of calls so far. */
let calls = 0;
let metrics: string[] = [];
let output = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nextjs-'));
  await cp(`${REPOSITORY}examples/nextjs`, folder, { recursive: true });
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder, REPOSITORY], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const { stderr } = await exec('npm', ['install', `./${filename}`], { cwd: folder });
  expect(stderr).not.toContain('ERESOLVE');
  simulator = await startSimulator();
  receiver = await startOtlpReceiver((received) => {
    spans.push(...(received.spans ?? []));
    metrics.push(...(received.metrics ?? []).map(({ name }) => name));
  });
}, 300_000);

afterEach(async () => {
  if (server?.pid && server.exitCode === null && server.signalCode === null) {
    // Its whole group: the server is a child of `next dev`.
    process.kill(-server.pid, 'SIGKILL');
    await once(server, 'close');
  }
  [spans, calls, metrics, output] = [[], 0, [], ''];
});

afterAll(async () => {
  await receiver.close();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

test.each<Bundler>(['turbopack', 'webpack'])(
  'a call of an openai that %s bundles is a span of the request and metrics',
  async (bundler) => {
    await useRecipe('bundled');
    await build(bundler);
    await expectSpanOfCall(await serve('start'));
    await vi.waitFor(() => expect(metrics).toContain('gen_ai.client.operation.duration'), 10_000);
  },
  300_000,
);

test.each<Bundler>(['turbopack', 'webpack'])(
  'a call of an openai that is external to %s is a span of the request and metrics',
  async (bundler) => {
    await useRecipe('external');
    await build(bundler);
    await expectSpanOfCall(await serve('start'));
    await vi.waitFor(() => expect(metrics).toContain('gen_ai.client.operation.duration'), 10_000);
  },
  300_000,
);

test.each<Bundler>(['turbopack', 'webpack'])(
  'a call in development with %s is one span after each reload',
  async (bundler) => {
    await useRecipe('bundled');
    const url = await serve('dev', `--${bundler}`);
    await expectSpanOfCall(url);
    for (const edited of [['lib/openai.js'], ['app/chat/route.js'], ['instrumentation.node.js', 'lib/openai.js']]) {
      const before = reloads();
      for (const file of edited) await appendFile(join(folder, file), `\nconsole.log('${file} reloaded');\n`);
      await vi.waitFor(
        async () => {
          await chat(url);
          expect(reloads()).toBeGreaterThan(before);
        },
        { timeout: 30_000, interval: 500 },
      );
      await expectSpanOfCall(url);
    }
    expect(output).not.toContain('cannot be traced');
  },
  300_000,
);

// The last test: npm does not install @vercel/otel beside SDK 3.
test('a call is a span of the request with @vercel/otel', async () => {
  await exec('npm', ['uninstall', '@opentelemetry/sdk-node'], { cwd: folder });
  const { stderr } = await exec('npm', ['install', '@vercel/otel', '@opentelemetry/api@1.9'], { cwd: folder });
  expect(stderr).not.toContain('ERESOLVE');
  await useRecipe('bundled', 'instrumentation.vercel.js');
  await build('turbopack');
  await expectSpanOfCall(await serve('start'));
}, 300_000);

/** Puts the files of a recipe in place. The external one does without `manuallyInstrument`. */
async function useRecipe(recipe: 'bundled' | 'external', sdk = 'instrumentation.node.js'): Promise<void> {
  const example = `${REPOSITORY}examples/nextjs/`;
  await rm(join(folder, '.next'), { recursive: true, force: true });
  await cp(example, folder, { recursive: true, filter: (file) => !file.endsWith('package.json') });
  await copyFile(example + sdk, join(folder, 'instrumentation.node.js'));
  if (recipe === 'bundled') return;
  await copyFile(`${example}next.config.external.mjs`, join(folder, 'next.config.mjs'));
  const lib = await readFile(`${example}lib/openai.js`, 'utf8');
  await writeFile(join(folder, 'lib/openai.js'), lib.replace(/^.*manuallyInstrument.*$/m, ''));
}

/** Builds without the variables of the client, as in CI. */
async function build(bundler: Bundler): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
  const { stdout, stderr } = await exec('npx', ['next', 'build', `--${bundler}`], { cwd: folder, env });
  expect(stdout + stderr).not.toMatch(/warning/i);
}

/** Starts Next.js, and resolves to its URL. */
async function serve(command: 'start' | 'dev', ...args: string[]): Promise<string> {
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const child = spawn(process.execPath, [next, command, '-p', '0', '-H', '127.0.0.1', ...args], {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      NODE_ENV: command === 'dev' ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...azureEnv(simulator.url),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '400',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  server = child;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return vi.waitFor(
    () => {
      const url = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output)?.[0];
      if (!url || !output.includes('Ready')) throw new Error(`Next.js is not ready: ${output}`);
      return url;
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Makes a call, and expects one span of each call so far, within the span of the route. */
async function expectSpanOfCall(url: string): Promise<void> {
  await chat(url);
  const isCall = ({ attributes }: ReceivedSpan): boolean => attributes['gen_ai.operation.name'] !== undefined;
  await vi.waitFor(
    () => {
      const found = spans.filter(isCall);
      expect(found, output).toHaveLength(calls);
      const routes = spans.filter(({ name }) => name === 'POST /chat').map(({ traceId }) => traceId);
      for (const { name, traceId, attributes } of found) {
        expect(name).toBe('chat gpt-4.1-mini');
        expect(attributes['cost']).toBeGreaterThan(0);
        expect(routes).toContain(traceId);
      }
    },
    { timeout: 10_000, interval: 100 },
  );
}

async function chat(url: string): Promise<void> {
  const response = await fetch(`${url}/chat`, { method: 'POST', body: JSON.stringify({ message: 'Say hello' }) });
  expect(response.status, output).toBe(200);
  calls += 1;
}

function reloads(): number {
  return output.split(/(?:openai|route)\.js reloaded/).length;
}
