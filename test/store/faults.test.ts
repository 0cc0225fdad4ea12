import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { ReceivedLogRecord, ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { StoreError } from '../../src/store/errors.ts';
import { readCallDetails } from '../../src/store/queries/call.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { RemoteWorker } from '../../src/store/rpc.ts';
import { openForReading } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, temporaryFile } from './telemetry.ts';

const RANGE = { from: NOW - 86_400_000, to: NOW };

const withoutIds: [string, Partial<ReceivedSpan>][] = [
  ['no ids', { traceId: '', spanId: '' }],
  ['ids of zeros', { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }],
  ['ids that are not hexadecimal', { traceId: 'z'.repeat(32), spanId: 'z'.repeat(16) }],
];

test.each(withoutIds)('spans with %s are left out, and the others of all batches are stored', (_, ids) => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const batches = [{ spans: [call()] }, { spans: [call(), { ...call(), ...ids }, { ...call(), ...ids }, call()] }];
  expect(writer.write(batches)).toEqual([undefined, { rejected: 2, message: expect.stringContaining('trace id') }]);
  expect(readOverview(openForReading(file), RANGE).totals.calls).toBe(3);
  expect(writer.write([{ spans: [call({ 'app.tenant': 'new' })] }])).toEqual([undefined]);
});

test('a sum beyond 64 bits leaves out the call that exceeds it, and no other', () => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const calls = Array.from({ length: 10 }, () => call({ cost: 1e6 }));
  expect(writer.write([{ spans: calls }, { spans: [call({ cost: 0.5 })] }])).toEqual([
    { rejected: 1, message: expect.any(String) },
    undefined,
  ]);
  expect(readOverview(openForReading(file), RANGE).totals).toMatchObject({ calls: 10, cost: 9_000_000.5 });
});

test('a log record that is sent again is stored once', () => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const record: ReceivedLogRecord = {
    time: 1_700_000_000_000_000_000n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'event',
    body: 'text',
    attributes: { a: 1 },
    traceId: undefined,
    spanId: undefined,
    resource: {},
    scope: { name: '', version: '' },
  };
  writer.write([{ logs: [record, { ...record, attributes: { a: 2 } }] }, { logs: [record] }]);
  expect(openForReading(file).prepare('SELECT count(*) AS n FROM logs').get()).toEqual({ n: 2 });
});

test('a day that another process has dropped is made again', () => {
  const file = temporaryFile();
  const [writer, other] = [new StoreWriter(file), new StoreWriter(file)];
  const old = (): ReceivedSpan => call({}, { start: NOW - 40 * 86_400_000 });
  writer.write([{ spans: [old()] }]);
  while (other.deleteOldest({ days: 30 }, NOW * 1000));
  expect(writer.write([{ spans: [old()] }])).toEqual([undefined]);
});

const FILL = `
  import { StoreWriter } from ${JSON.stringify(new URL('../../src/store/writer.ts', import.meta.url).href)};
  import { randomBytes } from 'node:crypto';
  const time = BigInt(Date.now()) * 1000000n;
  const call = () => ({
    traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), parentSpanId: undefined,
    name: 'chat', kind: 'client', startTime: time, endTime: time, status: { code: 'unset', message: '' }, events: [],
    attributes: { 'gen_ai.operation.name': 'chat', response: randomBytes(10000).toString('hex') },
    resource: {}, scope: { name: '', version: '' },
  });
  process.on('SIGXFSZ', () => {});
  const writer = new StoreWriter(process.argv[1]);
  let stored = 0;
  try {
    for (;;) {
      writer.write([{ spans: [call()] }]);
      stored += 1;
    }
  } catch ({ name, message, isPassing }) {
    console.log(JSON.stringify({ stored, name, message, isPassing }));
  }`;

test.skipIf(process.platform === 'win32')(
  'a disk that takes no more makes a write fail for the time being, and loses nothing that was stored',
  { timeout: 60_000 },
  async () => {
    const file = temporaryFile();
    // A limit on the size of files, in blocks of 1 KB, acts like a full disk.
    const script = `ulimit -f 2000 && exec "$0" --disable-warning=ExperimentalWarning --input-type=module -e "$1" "$2"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, FILL, file]);
    const { stored, ...failure } = JSON.parse(stdout);
    expect(failure).toEqual({ name: 'StoreError', message: expect.stringContaining(file), isPassing: true });
    expect(stored).toBeGreaterThan(10);
    const writer = new StoreWriter(file);
    const count = (): number => Number(openForReading(file).prepare('SELECT count(*) AS n FROM calls').get()!['n']);
    expect(count()).toBe(stored);
    writer.write([{ spans: [call()] }]);
    expect(count()).toBe(stored + 1);
  },
);

test('a thread that was ended is started again by the next call', async () => {
  const file = temporaryFile();
  new StoreWriter(file).write([{ spans: [call()] }]);
  const worker = new RemoteWorker('reader-worker', { path: file });
  await worker.ready();
  const query = (): Promise<unknown> => worker.call({ name: 'overview', parameters: [RANGE] });
  const ended = expect(query()).rejects.toThrow('too slow');
  await worker.terminate(new StoreError('too slow'));
  await ended;
  expect(await query()).toMatchObject({ totals: { calls: 1 } });
  await worker.close();
});

test('a store that is closed answers what it was asked before', async () => {
  const store = await openStore({ path: temporaryFile() });
  const writes = Array.from({ length: 20 }, () => store.write({ spans: [call()] }));
  await store.close();
  await expect(Promise.all(writes)).resolves.toHaveLength(20);
});

test('a new file that several processes open at once gets its tables once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const path = temporaryFile();
    const writers = Array.from({ length: 4 }, () => new RemoteWorker('writer-worker', { path, groups: {} }));
    await expect(Promise.all(writers.map((writer) => writer.ready()))).resolves.toHaveLength(4);
    await Promise.all(writers.map((writer) => writer.close()));
  }
});

test('a file whose bodies were compressed with another dictionary is read and written', () => {
  const file = temporaryFile();
  new StoreWriter(file).close();
  const other = new DatabaseSync(file);
  other
    .prepare("UPDATE meta SET value = ? WHERE key = 'dictionary'")
    .run(Buffer.from('the dictionary of an older version'));
  other.close();
  const span = call({ text: 'the dictionary of an older version' });
  new StoreWriter(file).write([{ spans: [span] }]);
  const { body } = readCallDetails(openForReading(file), span.traceId, span.spanId)!;
  expect(body!.attributes).toMatchObject({ text: 'the dictionary of an older version' });
});

test.each([
  [0, 'is of an older version'],
  [99, 'was written by a newer version'],
])('a file of version %i is not read, with what to do', (version, message) => {
  const file = temporaryFile();
  new StoreWriter(file).close();
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA user_version = ${version}`);
  db.close();
  expect(() => openForReading(file)).toThrow(message);
});
