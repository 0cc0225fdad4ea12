import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import { explainNodeVersion } from '../../src/store/location.ts';
import { openForReading } from '../../src/store/schema.ts';
import { type Ended, type RunningApp, startNode } from '../support/run-app.ts';
import { temporaryFile, temporaryFolder } from '../store/telemetry.ts';

function start(args: readonly string[], env: Record<string, string> = {}): RunningApp {
  const app = startNode(['dist/cli.js', 'dashboard', ...args], env);
  onTestFinished(async () => {
    app.child.kill('SIGKILL');
    await app.ended;
  });
  return app;
}

function foreignFile(): string {
  const file = join(temporaryFolder(), 'notes.txt');
  writeFileSync(file, 'these are notes, and no database');
  return file;
}

test.each<[what: string, args: () => string[], message: string]>([
  ['a file that is not a store', () => ['--port', '0', '--file', foreignFile()], 'is not a store, or is damaged'],
  ['a folder that does not exist', () => ['--port', '0', '--file', '/nowhere/x.db'], 'its folder must exist'],
  ['the address of another machine', () => ['--port', '0', '--memory', '--host', '192.0.2.1'], 'is not an address'],
])('the command ends with 1 and the reason for %s', async (_, args, message) => {
  expect(await start(args()).ended).toMatchObject<Partial<Ended>>({
    code: 1,
    stderr: expect.stringContaining(message),
  });
});

test('the command ends with 1 and a hint for a port that is taken', async () => {
  const other = createServer();
  const port = await listenOnLoopback(other, 0);
  onTestFinished(() => closeServer(other));
  const { code, stderr } = await start(['--port', String(port), '--memory']).ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port} is taken`)]);
});

test.each([
  ['0.0.0.0', hostname()],
  ['127.0.0.2', '127.0.0.2'],
  ['127.0.0.1', '127.0.0.1'],
])('the link of --host %s leads to %s', async (host, shown) => {
  const text = await start(['--port', '0', '--memory', '--host', host]).wrote('Ctrl-C stops it');
  expect(text).toContain(`Dashboard  http://${shown}:`);
});

test('the command ends with 0 after SIGTERM, and what it has acknowledged is stored', async () => {
  const file = temporaryFile();
  const app = start(['--port', '0', '--file', file]);
  const [, url] = /(http:\S+)\//.exec(await app.wrote('Ctrl-C stops it'))!;
  const [startTimeUnixNano, endTimeUnixNano] = ['1800000000000000000', '1800000000000000001'];
  const span = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), startTimeUnixNano, endTimeUnixNano };
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(response.status).toBe(200);
  app.child.kill('SIGTERM');
  expect(await app.ended).toMatchObject({ code: 0, stderr: '' });
  expect(openForReading(file).prepare('SELECT count(*) AS n FROM spans').get()).toEqual({ n: 1 });
});

test.each([
  ['22.15.0', expect.stringContaining('needs Node.js 22.16 or newer')],
  ['20.20.2', expect.stringContaining('this is 20.20.2')],
  ['22.16.0', undefined],
  ['24.0.0', undefined],
])('the store on Node.js %s is explained as %o', (version, explanation) => {
  expect(explainNodeVersion(version)).toEqual(explanation);
});
