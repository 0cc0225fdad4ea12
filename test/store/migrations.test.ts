import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readCallDetails, readTrace } from '../../src/store/queries/call.ts';
import { readCalls } from '../../src/store/queries/calls.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, temporaryFile } from './telemetry.ts';

const RANGE = { from: NOW - 86_400_000, to: NOW + 1 };

/** The versions that were released: test/fixtures/store/make-store.ts made a file of each. */
test.each([1])('a file of version %i keeps all that it has, and takes more', (version) => {
  const file = temporaryFile();
  const stored = readFileSync(new URL(`../fixtures/store/version-${version}.db.gz`, import.meta.url));
  writeFileSync(file, gunzipSync(stored));
  expect(new StoreWriter(file).write([{ spans: [call()] }])).toEqual([undefined]);
  const db = openForReading(file);
  expect(readOverview(db, RANGE).totals).toMatchObject({ calls: 2, cost: 0.0000925, input: 17, output: 5 });
  expect(readOverview(db, { ...RANGE, from: NOW - 9 * 86_400_000 }).totals).toMatchObject({
    calls: 2,
    cost: 0.0000925,
  });
  expect(readCalls(db, { ...RANGE, text: 'answer' }).calls).toHaveLength(1);
  const [traceId, spanId] = ['ab'.repeat(16), 'cd'.repeat(8)];
  expect(readCallDetails(db, traceId, spanId)).toMatchObject({
    summary: { deployment: 'gpt-4o', requestId: 'request-1' },
    body: { name: 'chat gpt-4o', attributes: { 'gen_ai.usage.input_tokens': 17 } },
    logs: [{ eventName: 'gen_ai.client.inference.operation.details' }],
    platform: [{ a: 1 }],
  });
  expect(readTrace(db, traceId)).toMatchObject([
    { name: 'POST /ask' },
    { name: 'chat gpt-4o', parentSpanId: 'ef'.repeat(8) },
  ]);
});
