import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import { startSimulator } from '../../src/demo/simulator/index.ts';
import type { Overview } from '../../src/store/queries/overview.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The command in a process of its own, with its output. */
interface Run {
  child: ChildProcess;
  output(): string;
  exitCode: Promise<number | null>;
}

function demo(args: readonly string[], { cwd = ROOT, packageRoot = ROOT, env = {} }: Partial<Place> = {}): Run {
  const command = join(packageRoot, 'dist/cli.js');
  const clean = { ...process.env, AZURE_OPENAI_ENDPOINT: '', AZURE_OPENAI_API_KEY: '', ...env };
  const child = spawn(process.execPath, [command, 'demo', ...args], { cwd, env: clean });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => output, exitCode };
}

/** Waits for a text in the output, and returns its first group. */
async function printed(run: Run, pattern: RegExp): Promise<string> {
  return until(async () => {
    if (run.child.exitCode !== null) throw new Error(`It has ended:\n${run.output()}`);
    return pattern.exec(run.output())?.[1];
  });
}

async function until<T>(find: () => Promise<T | false | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
}

async function overview(link: string, from: number, to: number): Promise<Overview> {
  const response = await fetch(`${link}/api/overview?from=${from}&to=${to}`);
  return (await response.json()) as Overview;
}

interface Place {
  cwd: string;
  packageRoot: string;
  env: Record<string, string>;
}

test('demo --once shows every call, a trace and totals, and exits with 0', { timeout: 120_000 }, async () => {
  const run = demo(['--once'], { env: { OTEL_SDK_DISABLED: 'true', OPENAI_BASE_URL: 'http://nowhere.invalid' } });
  expect(await run.exitCode, run.output()).toBe(0);
  const output = run.output();
  expect(output).toContain('Azure OpenAI   simulated');
  expect(output).toMatch(/^gpt-4o +gpt-4o-2024-11-20 +\d+ +0 +20 \$0\.000\d+ +[\d,]+ +– +length$/m);
  expect(output).toMatch(/^handbook +gpt-4\.1-2025-04-14 +2,\d+ +1,920 +\d+ \$0\.00\d+ +[\d,]+ +[\d,]+ +stop$/m);
  expect(output).toMatch(/^busy .* stop, after 429$/m);
  expect(output).toMatch(/^no-such-one .* DeploymentNotFound$/m);
  expect(output).toMatch(/^gpt-4o +– .* content_filter$/m);
  expect(output).toMatch(/^brand-new .* unpriced /m);
  expect(output).toMatch(/^gpt-4o-ptu .* unpriced [^]*^gpt-4o-ptu .* \$0\.000\d+ /m);
  expect(output).toMatch(
    /POST \/chat 200[^]*└─ request handler[^]*└─ chat busy[^]*├─ POST 127\.0\.0\.1 429[^]*└─ POST 127\.0\.0\.1 200/,
  );
  expect(output).toMatch(/^completion_tokens +\d+$/m);
  expect(output).toMatch(/^o4-mini-2025-04-16 +1 +\d+ +0 +\d+ +\d+ \$/m);
  expect(output).toContain('✓ All 15 calls arrived as telemetry.');
  expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('the demo shows a day of history at once, then live traffic, until Ctrl-C', { timeout: 120_000 }, async () => {
  const run = demo([]);
  const link = await printed(run, /Dashboard +(http:\/\/127\.0\.0\.1:\d+)\//);
  const to = Date.now();
  const { totals, untraced } = await overview(link, to - 86_400_000, to);
  expect(totals.calls).toBeGreaterThan(100);
  expect(totals.cost).toBeGreaterThan(0);
  expect(untraced.untraced).toBeGreaterThan(0);
  const app = await printed(run, /Express app +(http:\/\/127\.0\.0\.1:\d+)/);
  await printed(run, /^(2) {2}gpt-4o: a streamed answer → 200/m);
  const live = await until(async () => {
    const { groups } = await overview(link, to, Date.now() + 60_000);
    return groups.tenant.length >= 2 && groups.service.map(({ name }) => name);
  });
  expect(live).toEqual(['express-app']);
  run.child.kill('SIGINT');
  expect(await run.exitCode, run.output()).toBe(0);
  expect(run.output()).toMatch(/Stopped\.\n$/);
  await expect(fetch(app)).rejects.toThrow();
  await expect(fetch(link)).rejects.toThrow();
});

test('Ctrl-C ends demo --once with exit code 130', { timeout: 60_000 }, async () => {
  const run = demo(['--once']);
  await printed(run, /^ *(2)\/15/m);
  run.child.kill('SIGINT');
  expect(await run.exitCode, run.output()).toBe(130);
  expect(run.output()).toMatch(/Stopped\.\n$/);
});

test('the demo uses the endpoint and key of the environment, with fewer calls', { timeout: 60_000 }, async () => {
  await using azure = await startSimulator({ apiKey: 'secret', latency: { perToken: 5 } });
  const run = demo(['--once'], {
    env: { AZURE_OPENAI_ENDPOINT: azure.url, AZURE_OPENAI_API_KEY: 'secret', AZURE_OPENAI_DEPLOYMENT: 'gpt-4.1-mini' },
  });
  expect(await run.exitCode, run.output()).toBe(0);
  expect(run.output()).toContain(`Azure OpenAI   the real one, ${azure.url}, deployment gpt-4.1-mini`);
  expect(azure.ledger.calls.map((call) => call.deployment)).toEqual([...Array(3).fill('gpt-4.1-mini'), 'no-such-one']);
});

test('the demo reports an Azure that cannot be reached, and fails', { timeout: 60_000 }, async () => {
  const run = demo(['--once'], {
    env: { AZURE_OPENAI_ENDPOINT: 'http://127.0.0.1:1', AZURE_OPENAI_API_KEY: 'secret' },
  });
  expect(await run.exitCode, run.output()).toBe(1);
  expect(run.output()).toMatch(/^gpt-4o .* APIConnectionError$/m);
  expect(run.output()).toContain('✗ No call was answered: 502.');
});

test('the demo reports an app that ends by itself, and fails', { timeout: 60_000 }, async () => {
  const packageRoot = realpathSync(mkdtempSync(join(tmpdir(), 'demo-')));
  for (const part of ['dist', 'package.json']) cpSync(join(ROOT, part), join(packageRoot, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(packageRoot, 'node_modules'));
  mkdirSync(join(packageRoot, 'examples/express-app'), { recursive: true });
  const app = "console.log('Listening on http://localhost:1'); process.exitCode = 3;";
  writeFileSync(join(packageRoot, 'examples/express-app/app.mjs'), app);
  const run = demo([], { packageRoot });
  expect(await run.exitCode, run.output()).toBe(1);
  expect(run.output()).toContain('The Express example ended with exit code 3. It wrote:');
  rmSync(packageRoot, { recursive: true });
});

test('the demo reports a history that cannot be stored as a whole, and fails', { timeout: 60_000 }, async () => {
  const run = demo([]);
  using db = new DatabaseSync(await printed(run, /--file (.+)/));
  db.exec('PRAGMA busy_timeout = 10000; DROP TABLE calls');
  expect(await run.exitCode, run.output()).toBe(1);
  expect(run.output()).toMatch(
    /^The history could not be stored: \d+ records cannot be stored: no such table: calls$/m,
  );
});

test('the demo reports a port that is taken, and how to take another', async () => {
  const server = createServer();
  const port = await listenOnLoopback(server, 0);
  const run = demo(['--port', String(port)]);
  expect(await run.exitCode).toBe(1);
  expect(run.output()).toBe(`Port ${port} is taken. Choose another with --port, or leave it out to take a free one.\n`);
  await closeServer(server);
});

test.each([
  [['--port', 'http'], '--port must be a whole number from 0 to 65535'],
  [['--twice'], '--twice is no option'],
])('the demo reports an invalid option (%o) above the usage', async (args, problem) => {
  const run = demo(args);
  expect(await run.exitCode).toBe(2);
  expect(run.output()).toContain(problem);
  expect(run.output()).toContain('Usage: azure-openai-otel demo');
});

test('demo --help prints the usage', async () => {
  const run = demo(['--help']);
  expect([await run.exitCode, run.output().startsWith('Usage: azure-openai-otel demo')]).toEqual([0, true]);
});

test('the demo reports missing packages with the line that installs them', async () => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'demo-')));
  const packageRoot = join(project, 'node_modules/opentelemetry-instrumentation-azure-openai');
  mkdirSync(packageRoot, { recursive: true });
  for (const part of ['dist', 'examples', 'package.json'])
    cpSync(join(ROOT, part), join(packageRoot, part), { recursive: true });
  const inProject = demo([], { cwd: project, packageRoot });
  expect(await inProject.exitCode).toBe(1);
  expect(inProject.output()).toMatch(/not installed: express, openai, @opentelemetry\/sdk-node/);
  expect(inProject.output()).toMatch(/^ {2}npm install express openai @opentelemetry\/sdk-node /m);
  // As npx does it: the package is in a cache, the working directory is the user's.
  const byNpx = demo([], { cwd: tmpdir(), packageRoot });
  expect(await byNpx.exitCode).toBe(1);
  expect(byNpx.output()).toMatch(/^ {2}npm install opentelemetry-instrumentation-azure-openai express openai /m);
  rmSync(project, { recursive: true });
});
