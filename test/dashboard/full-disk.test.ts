import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openForReading } from '../../src/store/schema.ts';
import { temporaryFile } from '../store/telemetry.ts';

const DASHBOARD = `
  import { openStore } from ${JSON.stringify(new URL('../../src/store/store.ts', import.meta.url).href)};
  import { startDashboard } from ${JSON.stringify(new URL('../../src/dashboard/server.ts', import.meta.url).href)};
  process.on('SIGXFSZ', () => {});
  const store = await openStore({ path: process.argv[1] });
  const { url } = await startDashboard({ store, port: 0, pageFolder: new URL('file:///') });
  console.log(url);`;

function requestOfSpan(): string {
  const time = `${Date.now()}000000`;
  const response = { key: 'response', value: { stringValue: randomBytes(20_000).toString('hex') } };
  const attributes = [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }, response];
  const ids = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
  const span = { ...ids, startTimeUnixNano: time, endTimeUnixNano: time, attributes };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

test.skipIf(!existsSync('/usr/bin/prlimit'))(
  'a full disk makes senders retry until there is space again, and loses nothing that was acknowledged',
  { timeout: 60_000 },
  async () => {
    const file = temporaryFile();
    // A limit on the size of files acts like a full disk, and can be lifted while the process runs.
    const args = ['--fsize=3000000:', process.execPath, '--input-type=module', '--eval', DASHBOARD, file];
    const child = spawn('prlimit', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const url = String((await once(child.stdout, 'data'))[0]).trim();
    const headers = { 'content-type': 'application/json' };
    const send = (body: string): Promise<Response> => fetch(`${url}/v1/traces`, { method: 'POST', headers, body });

    let acknowledged = 0;
    let refused = '';
    while (refused === '' && acknowledged < 1000) {
      const body = requestOfSpan();
      const { status, headers } = await send(body);
      if (status === 200) acknowledged += 1;
      else {
        expect([status, headers.get('retry-after')]).toEqual([503, '1']);
        refused = body;
      }
    }
    expect(acknowledged).toBeGreaterThan(5);
    expect((await send(refused)).status).toBe(503);
    expect((await fetch(`${url}/api/overview`)).status).toBe(200);

    await promisify(execFile)('prlimit', ['--fsize=unlimited:', '--pid', String(child.pid)]);
    expect((await send(refused)).status).toBe(200);
    expect((await send(refused)).status).toBe(200);
    const db = openForReading(file);
    expect(db.prepare('SELECT count(*) AS n FROM calls').get()).toEqual({ n: acknowledged + 1 });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  },
);
