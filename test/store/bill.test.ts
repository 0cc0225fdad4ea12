import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Charge } from '../../src/store/charge-row.ts';
import { readCharge } from '../../src/store/charge-row.ts';
import { readBill } from '../../src/store/queries/bill.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { call, NOW, stored, temporaryFile } from './telemetry.ts';

const DAY = 86_400_000;
const ALL = { from: 0, to: NOW + DAY };

function charge(change: Partial<Charge> = {}): Charge {
  return {
    id: 'charge-1',
    day: Math.floor(NOW / DAY),
    type: 'actual',
    resource: 'contoso',
    location: 'eastus2',
    subscription: 's',
    deployment: '',
    meter: 'GPT 5 Inpt Glbl 1M Tokens',
    product: 'Azure OpenAI GPT5',
    unit: '1M',
    charge_type: 'Usage',
    pricing_model: 'OnDemand',
    currency: 'USD',
    cost: '0.12345678901234567890123',
    quantity: '2',
    ...change,
  };
}

test('a charge keeps all digits, and one that is stored again is stored once', () => {
  const db = stored({ charges: [charge()] }, { charges: [charge(), charge({ id: 'charge-2', cost: '-0.1' })] });
  const { charges } = readBill(db, ALL);
  expect(charges.map(({ day, cost, currency }) => [day, cost, currency])).toEqual([
    ['2026-11-28', '0.12345678901234567890123', 'USD'],
    ['2026-11-28', '-0.1', 'USD'],
  ]);
  expect(readBill(db, { from: 0, to: NOW - DAY }).charges).toEqual([]);
});

test('usage is summed up by day, beyond the integers of a double', () => {
  const cost = { 'gen_ai.usage.cost.input': 9000, 'gen_ai.usage.input_tokens': 1_000_000 };
  const spans = Array.from({ length: 5 }, () => call({ ...cost, 'gen_ai.response.model': 'gpt-5' }));
  const { usage } = readBill(stored({ spans }), ALL);
  expect(usage).toMatchObject([
    { day: '2026-11-28', source: 'traced', part: 'input', quantity: 5_000_000n, cost: 45_000_000_000_000_000n },
  ]);
});

test('usage that spilled over is of the deployment that served it, as Azure bills it', () => {
  const spilled = {
    'azure.openai.deployment': 'reserved',
    'azure.openai.served_deployment': 'standard',
    'azure.openai.spilled_over': true,
    'gen_ai.usage.cost.input': 1,
    'gen_ai.usage.input_tokens': 100,
  };
  const { usage } = readBill(stored({ spans: [call(spilled)] }), ALL);
  expect(usage).toMatchObject([{ deployment: 'standard', quantity: 100n }]);
});

test('usage and charges are kept as long as hourly sums, though the calls are deleted', () => {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  const cost = { 'gen_ai.usage.cost.input': 1, 'gen_ai.usage.input_tokens': 1, 'gen_ai.response.model': 'gpt-5' };
  const daysAgo = (days: number): number => NOW - days * DAY;
  writer.write([
    {
      spans: [50, 500].map((days) => call(cost, { start: daysAgo(days) })),
      charges: [50, 500].map((days) => charge({ id: `${days}`, day: Math.floor(daysAgo(days) / DAY) })),
    },
  ]);
  while (writer.deleteOldest({ days: 30, sumsDays: 400 }, NOW * 1000));
  writer.close();
  const db = openForReading(file);
  expect(db.prepare('SELECT count(*) AS n FROM calls').get()!['n']).toBe(0);
  const { usage, charges } = readBill(db, ALL);
  expect([usage.length, charges.length]).toEqual([1, 1]);
  expect(usage[0]!.day).toBe('2026-10-09');
});

test('a file of an earlier version says since which day its usage is complete', () => {
  const file = temporaryFile();
  const url = new URL('../fixtures/store/version-1.db.gz', import.meta.url);
  writeFileSync(file, gunzipSync(readFileSync(url)));
  new StoreWriter(file).close();
  expect(readBill(openForReading(file), ALL)).toEqual({ usage: [], charges: [], usageSince: '2026-11-29' });
  expect(readBill(stored(), ALL).usageSince).toBeNull();
});

test('a file of an earlier version whose calls are deleted says so too, since their hours are kept', () => {
  const file = temporaryFile();
  const url = new URL('../fixtures/store/version-1.db.gz', import.meta.url);
  writeFileSync(file, gunzipSync(readFileSync(url)));
  const old = new DatabaseSync(file);
  old.exec('DELETE FROM calls');
  old.close();
  new StoreWriter(file).close();
  expect(readBill(openForReading(file), ALL).usageSince).toBe('2026-11-29');
});

test('a document without amounts is no charge', () => {
  expect(readCharge('id', '{"@timestamp":"2026-11-28T00:00:00Z","azure":{"billing":{"pretax_cost":null}}}')).toBe(
    undefined,
  );
});
