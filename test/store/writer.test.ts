import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { StoreError } from '../../src/store/errors.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, temporaryFile, temporaryFolder } from './telemetry.ts';

const DAY = 86_400_000;

const anyCall = fc
  .record({
    deployment: fc.constantFrom('gpt-4o', 'chat-mini', 'brand-new'),
    tenant: fc.constantFrom(undefined, 'contoso', 'northwind'),
    input: fc.nat(5000),
    output: fc.nat(2000),
    pico: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
    ago: fc.integer({ min: 1, max: 30 * DAY - 1 }),
    failed: fc.boolean(),
  })
  .map(({ deployment, tenant, input, output, pico, ago, failed }) =>
    call(
      {
        'azure.openai.deployment': deployment,
        ...(tenant !== undefined && { 'app.tenant': tenant }),
        ...(failed
          ? { 'error.type': 'RateLimitError', 'azure.openai.error.status_code': 429 }
          : { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }),
        ...(!failed && pico !== undefined && { cost: pico / 1e12 }),
      },
      { start: NOW - ago, ...(failed && { status: { code: 'error', message: '429' } }) },
    ),
  );

/** What the panels must show, counted by hand. */
function ledgerOf(spans: readonly ReceivedSpan[]): object {
  const sum = (name: string): number =>
    spans.reduce((total, { attributes }) => total + Number(attributes[name] ?? 0), 0);
  const failed = spans.filter(({ attributes }) => attributes['error.type'] !== undefined).length;
  const answered = spans.length - failed;
  return {
    calls: spans.length,
    failed,
    throttled: failed,
    // In pico-USD, which are integers.
    cost: Math.round(sum('cost') * 1e12) / 1e12,
    unpriced: answered - spans.filter(({ attributes }) => attributes['cost'] !== undefined).length,
    input: sum('gen_ai.usage.input_tokens'),
    output: sum('gen_ai.usage.output_tokens'),
  };
}

test('panels of the last day and of 30 days equal a ledger, however often batches are sent again', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyCall, { maxLength: 20 }), { maxLength: 8 }), fc.integer(), (batches, seed) => {
      const file = temporaryFile();
      const writer = new StoreWriter(file);
      writer.write(batches.map((spans) => ({ spans })));
      // Exporters send again what was not answered in time.
      writer.write([{ spans: batches[Math.abs(seed) % Math.max(1, batches.length)] ?? [] }]);
      writer.close();
      const db = openForReading(file);
      const spans = batches.flat();
      for (const days of [1, 31]) {
        const from = NOW - days * DAY;
        const overview = readOverview(db, { from, to: NOW });
        const within = spans.filter(({ startTime }) => Number(startTime / 1_000_000n) >= from);
        expect(overview.totals).toMatchObject(ledgerOf(within));
        expect(readOverview(db, { from: NOW, to: NOW + days * DAY }).previous).toMatchObject(ledgerOf(within));
        for (const group of overview.groups.tenant) {
          const own = within.filter(({ attributes }) => (attributes['app.tenant'] ?? '') === group.name);
          expect(group).toMatchObject(ledgerOf(own));
        }
        expect(overview.series.reduce((total, { calls }) => total + calls, 0)).toBe(within.length);
      }
      db.close();
    }),
    { numRuns: 30, seed: 3 },
  );
});

test('a call without a price is unpriced, and adds nothing to the cost', () => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const usage = { 'gen_ai.usage.input_tokens': 10 };
  writer.write([
    {
      spans: [
        call({ ...usage, cost: 0.25 }),
        call({ ...usage, 'azure.openai.cost.absent_reason': 'unknown_model' }),
        call({ ...usage, 'azure.openai.cost.partial': 0.01 }),
        call({ 'azure.openai.cost.absent_reason': 'no_usage' }),
        call({ 'azure.openai.cost.absent_reason': 'not_finished' }),
        call({ 'error.type': 'RateLimitError' }, { status: { code: 'error', message: '' } }),
      ],
    },
  ]);
  writer.close();
  const { totals } = readOverview(openForReading(file), { from: NOW - DAY, to: NOW });
  expect(totals).toMatchObject({ calls: 6, cost: 0.25, partial: 0.01, unpriced: 3, failed: 1 });
});

test.each([
  [
    'a file that is not a database',
    'this is no database, but long enough to be looked at '.repeat(100),
    'is not a store, or is damaged',
  ],
])('%s is refused with what to do, and is not changed', (_, content, message) => {
  const file = join(temporaryFolder(), 'other.txt');
  writeFileSync(file, content);
  expect(() => new StoreWriter(file)).toThrow(StoreError);
  expect(() => new StoreWriter(file)).toThrow(message);
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test('a database of another application is refused, and is not changed', () => {
  const file = temporaryFile();
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE customers(name TEXT)');
  other.close();
  expect(() => new StoreWriter(file)).toThrow('is a database of another application');
  expect(() => openForReading(file)).toThrow('is not a store');
  expect(new DatabaseSync(file).prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'customers' }]);
});

test('a store of a newer version is refused', () => {
  const file = temporaryFile();
  new StoreWriter(file).close();
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 99');
  db.close();
  expect(() => new StoreWriter(file)).toThrow('newer version');
});

test('a damaged store is refused, and is not replaced', () => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  writer.write([{ spans: Array.from({ length: 200 }, () => call({ text: 'x'.repeat(500) })) }]);
  writer.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, 0, 4096);
  writeFileSync(file, bytes);
  expect(() => new StoreWriter(file)).toThrow('is not a store, or is damaged');
  expect(readFileSync(file).equals(bytes)).toBe(true);
});
