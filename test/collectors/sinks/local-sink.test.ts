import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { localSink, otlpSink } from '../../../src/collectors/sinks/index.ts';
import type { Sink } from '../../../src/collectors/contracts/sink.ts';
import { startDashboard } from '../../../src/dashboard/server.ts';
import { openStore } from '../../../src/store/store.ts';
import { call, temporaryFile, temporaryFolder } from '../../store/telemetry.ts';
import { logDocument, logDocuments, metricDocument } from './documents.ts';

const LOGS = new URL('../../fixtures/elastic/logs/', import.meta.url);

/** Documents of the records in Elastic's fixtures. */
function recordDocuments(): Document[] {
  const files = ['audit', 'gateway', 'request-response'].map((name) => `test-open-ai-${name}.log`);
  const lines = files.flatMap((file) => readFileSync(new URL(file, LOGS), 'utf8').trim().split('\n'));
  return lines.flatMap((line) => diagnosticRecordToDocument(line) ?? []);
}

const UTILIZATION = metricDocument(
  'ptu',
  { provisioned_managed_utilization_v2: { avg: 87.5, max: 99 }, requests: { total: 3 } },
  { model_deployment_name: 'gpt-4o-ptu', model_name: 'gpt-4o' },
);

async function write(sink: Sink, documents: readonly Document[]): Promise<void> {
  expect(await sink.write(documents)).toEqual(documents.map(() => ({ status: 'accepted' })));
  await sink.close();
}

/** Returns the columns of the platform's tables, without ids of metrics, which OTLP does not have. */
function platformRows(path: string): unknown {
  using db = new DatabaseSync(path, { readOnly: true });
  const text = (column: string): string => `(SELECT value FROM strings WHERE id = ${column}) AS ${column}`;
  const columns = ['category', 'resource', 'deployment', 'model', 'operation', 'caller'].map(text).join(', ');
  return {
    calls: db
      .prepare(`SELECT id, time, is_call, ${columns}, request_id, status, dur, input, output FROM platform ORDER BY id`)
      .all(),
    utilization: db
      .prepare(
        `SELECT time, ${text('resource')}, ${text('deployment')}, utilization FROM platform_metrics
         WHERE utilization IS NOT NULL`,
      )
      .all(),
  };
}

test('a document has the same row by the local sink and over OTLP', async () => {
  const documents = [...recordDocuments(), UTILIZATION];
  const [local, received] = [temporaryFile(), temporaryFile()];
  await write(localSink({ path: local }), documents);
  await using store = await openStore({ path: received });
  await using dashboard = await startDashboard({ store, port: 0, pageFolder: new URL('file:///nowhere/') });
  await write(otlpSink({ endpoint: dashboard.url, env: {} }), documents);
  const rows = platformRows(local);
  expect(rows).toEqual(platformRows(received));
  expect(rows).toMatchObject({
    calls: expect.arrayContaining([
      expect.objectContaining({
        category: 'RequestResponse',
        is_call: 1,
        resource: 'obs-openai-test-01',
        deployment: 'gpt-chat-pilot',
        operation: 'ChatCompletions_Create',
        caller: '81.2.69.***',
        request_id: 'd427a391-2bc7-4f38-9cbc-6560600e0981',
        status: 200,
        dur: 1_021_000,
      }),
      expect.objectContaining({ category: 'GatewayLogs', is_call: 1, input: 14, output: 8 }),
      expect.objectContaining({ category: 'RequestResponse', operation: 'Create_Thread', is_call: 0 }),
      expect.objectContaining({ category: 'Audit', is_call: 0 }),
    ]),
    utilization: [{ resource: 'contoso', deployment: 'gpt-4o-ptu', utilization: 0.875 }],
  });
});

test('a running dashboard notices documents of another writer, and finds the calls that are not traced', async () => {
  const path = temporaryFile();
  const changed = Promise.withResolvers<void>();
  await using store = await openStore({ path, onChange: () => changed.resolve() });
  const openAi = { category: 'RequestResponse', operation_name: 'ChatCompletions_Create', result_signature: '200' };
  const documents = ['traced', 'not-traced'].map((correlation_id) =>
    logDocument(correlation_id, {
      azure: { open_ai: { ...openAi, correlation_id, properties: { model_deployment_name: 'gpt-4o' } } },
    }),
  );
  const span = call({ 'azure.service.request.id': 'traced' }, { start: Date.parse('2026-11-24T10:00:00Z') });
  await Promise.all([
    store.write({ spans: [span] }),
    write(localSink({ path }), [...documents, ...documents, logDocument('other')]),
  ]);
  await changed.promise;
  const range = { from: Date.parse('2026-11-24T09:00:00Z'), to: Date.parse('2026-11-24T11:00:00Z') };
  expect(await store.query('platform', range)).toMatchObject({
    platform: 2,
    untraced: 1,
    latestUntraced: [{ requestId: 'not-traced', deployment: 'gpt-4o' }],
  });
  const details = await store.query('call', span.traceId, span.spanId);
  expect(details?.platform).toMatchObject([{ azure: { open_ai: { correlation_id: 'traced' } } }]);
});

test('a document without a time is rejected, and the others are stored', async () => {
  const sink = localSink({ path: temporaryFile() });
  onTestFinished(() => sink.close());
  const timeless = logDocument('timeless', { '@timestamp': 'yesterday' });
  expect(await sink.write([timeless, logDocument('d')])).toMatchObject([
    { status: 'rejected', reason: expect.stringContaining('@timestamp') },
    { status: 'accepted' },
  ]);
});

test('a file that is not a store stops the sink with what to do, and is not changed', async () => {
  const path = temporaryFile();
  writeFileSync(path, 'notes of someone');
  const sink = localSink({ path });
  onTestFinished(() => sink.close());
  await expect(sink.write(logDocuments(1))).rejects.toThrow(/store.db is not a store, or is damaged .* Move it away/);
  expect(await findingsOf(sink)).toMatchObject([{ status: 'fail', detail: expect.stringContaining('not a store') }]);
  expect(readFileSync(path, 'utf8')).toBe('notes of someone');
});

test.skipIf(process.platform === 'win32')('only its owner may read the file, since it may hold prompts', async () => {
  const path = temporaryFile();
  const sink = localSink({ path });
  onTestFinished(() => sink.close());
  await sink.write(logDocuments(1));
  for (const file of [path, `${path}-wal`]) expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
});

test('test of the sink says whether the file can be written or made, and makes none', async () => {
  const path = temporaryFile();
  const sink = localSink({ path });
  expect(await findingsOf(sink)).toMatchObject([{ status: 'ok', detail: `${path} can be made` }]);
  expect(existsSync(path)).toBe(false);
  await write(sink, logDocuments(1));
  expect(await findingsOf(localSink({ path }))).toMatchObject([{ status: 'ok', detail: `${path} can be written` }]);
  const lost = localSink({ path: join(temporaryFolder(), 'nowhere/store.db') });
  expect(await findingsOf(lost)).toMatchObject([{ status: 'fail', detail: expect.stringContaining('ENOENT') }]);
});

async function findingsOf(sink: Sink): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of sink.test!()) findings.push(finding);
  return findings;
}
