import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openForReading } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import { call, temporaryFile } from './telemetry.ts';

const PROGRAM = `
  import { openStore } from ${JSON.stringify(new URL('../../src/store/store.ts', import.meta.url).href)};
  import { randomBytes } from 'node:crypto';
  const store = await openStore({ path: process.argv[1] });
  const time = BigInt(Date.now()) * 1000000n;
  const make = () => ({
    traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), parentSpanId: undefined,
    name: 'chat', kind: 'client', startTime: time, endTime: time, attributes: { 'gen_ai.operation.name': 'chat' },
    status: { code: 'unset', message: '' }, events: [], resource: {}, scope: { name: '', version: '' },
  });
  for (let writer = 0; writer < 4; writer += 1) {
    (async () => {
      for (;;) {
        const spans = Array.from({ length: 20 }, make);
        await store.write({ spans });
        process.stdout.write(spans.map(({ spanId }) => spanId + '\\n').join(''));
      }
    })();
  }`;

test('every call that was acknowledged is stored after kills at any moment', { timeout: 60_000 }, async () => {
  const file = temporaryFile();
  const acknowledged = new Set<string>();
  for (const delay of [5, 60, 200]) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), delay);
    await once(child, 'close');
    // The last line may be cut.
    for (const line of output.split('\n').slice(0, -1)) acknowledged.add(line);
  }
  const db = openForReading(file);
  const stored = new Set(
    db
      .prepare('SELECT lower(hex(span)) AS span FROM calls')
      .all()
      .map(({ span }) => String(span)),
  );
  expect(acknowledged.size).toBeGreaterThan(0);
  expect([...acknowledged].filter((span) => !stored.has(span))).toEqual([]);
  expect(db.prepare('SELECT sum(calls) AS n FROM hours').get()).toEqual({ n: stored.size });
  db.close();
  expect(new DatabaseSync(file).prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('a store that was closed is whole in its one file, which can be copied', async () => {
  const path = temporaryFile();
  for (let round = 1; round <= 5; round += 1) {
    const store = await openStore({ path });
    await store.write({ spans: [call({}, { start: Date.now() })] });
    await store.query('values');
    await store.close();
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  }
});
