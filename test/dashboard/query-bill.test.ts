import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/options.ts';
import { query, QUERY_USAGE } from '../../src/dashboard/query.ts';
import { startDashboard } from '../../src/dashboard/server.ts';
import { openStore } from '../../src/store/store.ts';
import { loadPrices } from '../../src/pricing/index.ts';
import { GPT_5 } from '../bill/ledger.ts';
import { fakeIo } from '../support/fake-io.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { temporaryFile, temporaryFolder } from '../store/telemetry.ts';
import { span, storedFile } from './stored-bill.ts';

async function bill(file: string, ...args: string[]): Promise<string> {
  const io = fakeIo();
  expect(await query(['bill', '--month', '2026-03', '--file', file, ...args], io)).toBe(0);
  return io.out();
}

test('a month of the bill is compared with spans and with the counts of the platform, by meter', async () => {
  const { lines, totals, prices } = JSON.parse(await bill(await storedFile(), '--json'));
  expect(lines).toEqual([
    {
      meter: GPT_5.input.meter,
      currency: 'USD',
      traced: '0.75',
      counted: '1.5',
      billed: '1.5',
      tracedQuantity: '600000',
      countedQuantity: '1200000',
      billedQuantity: '1200000',
      differences: [{ name: 'not_instrumented', amount: '0.75' }],
    },
    {
      meter: GPT_5.cachedInput.meter,
      currency: 'USD',
      traced: '0.05',
      counted: '0.1',
      billed: '0.1',
      tracedQuantity: '400000',
      countedQuantity: '800000',
      billedQuantity: '800000',
      differences: [{ name: 'not_instrumented', amount: '0.05' }],
    },
    {
      meter: GPT_5.output.meter,
      currency: 'USD',
      traced: '1',
      counted: '2',
      billed: '1.8',
      tracedQuantity: '100000',
      countedQuantity: '200000',
      billedQuantity: '200000',
      differences: [
        { name: 'not_instrumented', amount: '1' },
        { name: 'discount_or_commitment', amount: '-0.2' },
      ],
    },
  ]);
  expect(totals).toMatchObject([{ currency: 'USD', traced: '1.8', counted: '3.6', billed: '3.4' }]);
  expect(prices).toMatchObject([{ meter: GPT_5.output.meter, list: '10', billed: '9', per: 1_000_000 }]);
});

test('the API answers with what query bill --json prints', async () => {
  const file = await storedFile();
  await using store = await openStore({ path: file });
  await using dashboard = await startDashboard({ store, port: 0, pageFolder: new URL('file:///nowhere/') });
  for (const by of ['meter', 'day']) {
    const answer = await fetch(`${dashboard.url}/api/bill?month=2026-03&by=${by}`);
    expect(await answer.json()).toEqual(JSON.parse(await bill(file, '--by', by, '--json')));
  }
  for (const wrong of ['month=2026-13', 'by=tenant', 'type=other']) {
    expect((await fetch(`${dashboard.url}/api/bill?${wrong}`)).status, wrong).toBe(400);
  }
});

test('the bill is a table and CSV, by day too', async () => {
  const file = await storedFile();
  const table = await bill(file, '--by', 'day');
  expect(table).toMatch(
    /^2026-03-10 {2}GPT 5 outpt Glbl 1M Tokens +1\.0000 +2\.0000 +1\.8000 {2}USD +not instrumented \+1\.0000, discount or commitment -0\.2000$/m,
  );
  expect(table).toMatch(/^ +total +1\.8000 +3\.6000 +3\.4000 {2}USD/m);
  expect(table).toContain('differ from the list by more than 1 %');
  const [head, , , output] = (await bill(file, '--csv', '--by', 'day')).split('\r\n');
  expect(head).toMatch(/^day,meter,currency,traced_usd,counted_usd,billed,/);
  expect(output).toBe(
    `2026-03-10,${GPT_5.output.meter},USD,1,2,1.8,100000,200000,200000,not_instrumented 1; discount_or_commitment -0.2`,
  );
});

test('docs/bill.md has the table that is printed, and every option', async () => {
  const page = readFileSync(new URL('../../docs/bill.md', import.meta.url), 'utf8');
  const [table] = (await bill(await storedFile())).split('\n\n');
  for (const line of table!.trimEnd().split('\n')) expect(page).toContain(`   ${line}\n`);
  const options = [...QUERY_USAGE.matchAll(/^ {2}(--[a-z]+) .* of "bill"/gm)].map(([, name]) => name!);
  expect(options).toEqual(['--month', '--by', '--amortized', '--prices', '--out']);
  for (const option of options) expect(page).toContain(`\`${option}\``);
});

test('--out writes the prices of the bill, with which the bill has no price that differs', async () => {
  const file = await storedFile();
  const out = join(temporaryFolder(), 'prices.json');
  await bill(file, '--out', out);
  const prices = loadPrices(out);
  expect(prices).toMatchObject([{ model: 'gpt-5', effective: '2026-03-01', usdPerMillionTokens: { output: 9 } }]);
  const { lines, prices: differing } = JSON.parse(await bill(file, '--json', '--prices', out));
  expect(differing).toEqual([]);
  expect(lines.at(-1)).toMatchObject({ meter: GPT_5.output.meter, counted: '1.8', billed: '1.8' });
});

test('the table has no amount as 0 that is not, and a dash for a currency that is not known', async () => {
  const file = temporaryFile();
  const texts = { resource: 'contoso', location: '', subscription: '', deployment: '', product: '', unit: '1M' };
  const kinds = { charge_type: 'Usage', pricing_model: 'OnDemand', currency: '', type: 'actual' };
  const amounts = { cost: '-2.07E-25', quantity: '1', day: Date.UTC(2026, 2, 10) / 86_400_000 };
  const writer = new StoreWriter(file);
  writer.write([{ charges: [{ id: 'charge', meter: 'meter', ...texts, ...kinds, ...amounts }] }]);
  writer.close();
  expect(await bill(file)).toMatch(/^meter +– +– +-2\.1e-25 {2}– +another currency$/m);
});

test('a month without charges is not a bill of 0', async () => {
  const io = fakeIo();
  expect(await query(['bill', '--month', '2026-02', '--file', await storedFile()], io)).toBe(0);
  expect(io.out()).toContain('No charges of 2026-02 are stored');
  expect(io.out()).not.toContain('0.0000');
});

test('charges of actual cost alone are no bill of amortized cost', async () => {
  const file = await storedFile();
  expect(await bill(file, '--amortized')).toContain('No charges of 2026-03 are stored as amortized cost');
  expect(JSON.parse(await bill(file, '--amortized', '--json'))).toMatchObject({ hasCharges: false });
});

test('a call whose price the application does not know is unpriced, not missing', async () => {
  const plain = span();
  const attributes = Object.fromEntries(Object.entries(plain.attributes).filter(([name]) => !name.includes('.cost.')));
  const unpriced = { ...plain, attributes: { ...attributes, 'azure.openai.cost.absent_reason': 'region_needed' } };
  const { lines } = JSON.parse(await bill(await storedFile([unpriced]), '--json'));
  expect(lines[0]).toMatchObject({
    meter: GPT_5.input.meter,
    traced: null,
    differences: [
      { name: 'unpriced', amount: '0.75' },
      { name: 'not_instrumented', amount: '0.75' },
    ],
  });
});

test('the bill states since which day the traced sums are complete', async () => {
  const file = await storedFile();
  const db = new DatabaseSync(file);
  db.exec(`INSERT INTO meta VALUES ('usage_since', ${Date.UTC(2026, 2, 9) / 86_400_000})`);
  db.close();
  expect(JSON.parse(await bill(file, '--json'))).toMatchObject({ usageSince: '2026-03-09' });
  expect(await bill(file)).toContain('Calls before 2026-03-09');
  expect(JSON.parse(await bill(file, '--json', '--month', '2026-04'))).toMatchObject({ usageSince: null });
});

test.each([
  [['--month', '0050-01'], '--month must be a month such as 2026-11.'],
  [['--month', '2026-13'], '--month must be a month such as 2026-11.'],
  [['--by', 'tenant'], '--by must be meter or day.'],
  [['--csv', '--json'], '--csv and --json exclude each other.'],
  [['--prices', 'a.json', '--out', 'a.json'], '--prices and --out exclude each other'],
  [['--since', '1h'], '--since is no option'],
])('wrong options are refused: %j', async (args, message) => {
  await expect(query(['bill', ...args], fakeIo())).rejects.toThrow(UsageError);
  await expect(query(['bill', ...args], fakeIo())).rejects.toThrow(message);
});

test('prices that cannot be read, and a file that cannot be written, fail with exit code 1', async () => {
  const file = await storedFile();
  const folder = temporaryFolder();
  for (const option of [
    ['--prices', join(folder, 'nowhere.json')],
    ['--out', join(folder, 'no', 'folder.json')],
  ]) {
    const io = fakeIo();
    expect(await query(['bill', '--month', '2026-03', '--file', file, ...option], io)).toBe(1);
    expect(io.err()).toMatch(/^azure-openai-otel query: /);
  }
  expect(existsSync(join(folder, 'no'))).toBe(false);
});
