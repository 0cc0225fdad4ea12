import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CostRow } from '../../src/collectors/costs/cost-row.ts';
import { findChanges } from '../../src/collectors/costs/cost-row.ts';
import { costsMapper } from '../../src/collectors/costs/documents.ts';
import { metricsToDocuments } from '../../src/collectors/metrics/documents.ts';
import type { Document } from '../../src/collectors/contracts/document.ts';
import { localSink } from '../../src/collectors/sinks/index.ts';
import { UsageError } from '../../src/cli/options.ts';
import { query, QUERY_USAGE } from '../../src/dashboard/query.ts';
import { calculateCost, loadPrices } from '../../src/pricing/index.ts';
import { parseDecimal } from '../../src/pricing/decimal.ts';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { GPT_5 } from '../bill/ledger.ts';
import { fakeIo } from '../support/fake-io.ts';
import { call, temporaryFile, temporaryFolder } from '../store/telemetry.ts';

const DAY = Date.UTC(2026, 2, 10);
const MODEL = 'gpt-5-2025-08-07';
const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';
const RESOURCE = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-1/providers/microsoft.cognitiveservices/accounts/contoso`;

/** A span of a call with 1 million tokens of input, 400,000 of them cached, and 100,000 of output. */
function span(change: Record<string, string> = {}): ReceivedSpan {
  const details = { prompt_tokens_details: { cached_tokens: 400_000 } };
  const cost = calculateCost({ prompt_tokens: 1_000_000, completion_tokens: 100_000, ...details }, MODEL, {
    at: new Date(DAY),
  });
  const attributes = {
    'gen_ai.response.model': MODEL,
    'azure.openai.deployment': 'chat',
    'azure.openai.resource': 'contoso',
    'gen_ai.usage.input_tokens': 1_000_000,
    'gen_ai.usage.cache_read.input_tokens': 400_000,
    'gen_ai.usage.output_tokens': 100_000,
    'gen_ai.usage.cost.amount': cost.total!,
    'gen_ai.usage.cost.input': cost.input!,
    'gen_ai.usage.cost.cached_input': cost.cachedInput!,
    'gen_ai.usage.cost.output': cost.output!,
    ...change,
  };
  return call(attributes, { start: DAY + 3_600_000 });
}

/** The platform counts two such calls. */
function platformDocuments(): Document[] {
  const account = { id: RESOURCE, name: 'contoso', resourceGroup: 'rg-1', subscriptionId: SUBSCRIPTION };
  const dimensions = { ModelDeploymentName: 'chat', ModelName: 'gpt-5', ModelVersion: '2025-08-07' };
  const series = (metric: string, value: number): object => ({
    metric,
    aggregation: 'Total',
    dimensions,
    points: [{ time: DAY + 3_600_000, value }],
  });
  const record = (group: string, all: readonly object[]): object => ({
    account: { ...account, location: 'eastus2', kind: 'OpenAI' },
    group,
    namespace: 'Microsoft.CognitiveServices/accounts',
    timegrain: 'PT1M',
    period: 300_000,
    series: all,
  });
  return [
    record('models_usage', [series('InputTokens', 2_000_000), series('OutputTokens', 200_000)]),
    record('models_cache_tokens', [series('cacheReadInputTokens', 800_000)]),
  ].flatMap((one) => metricsToDocuments(one as never));
}

/** The bill has both calls, with a tenth less for output. */
function costDocuments(): Document[] {
  const row = (part: keyof typeof GPT_5, quantity: string, cost: string): CostRow => ({
    day: '2026-03-10',
    type: 'actual',
    resourceId: RESOURCE,
    location: 'eastus2',
    subscriptionId: SUBSCRIPTION,
    subscriptionName: '',
    meter: GPT_5[part].meter,
    product: 'Azure OpenAI GPT5',
    unit: '1M',
    chargeType: 'Usage',
    pricingModel: 'OnDemand',
    currency: 'USD',
    deployment: '',
    cost: parseDecimal(cost)!,
    quantity: parseDecimal(quantity)!,
  });
  const rows = [row('input', '1.2', '1.5'), row('cachedInput', '0.8', '0.1'), row('output', '0.2', '1.8')];
  const reading = { origin: 'test', from: '2026-03-01', to: '2026-03-31', rows };
  const map = costsMapper();
  return findChanges(reading, { series: {}, days: {} })
    .flatMap((change) => map({ origin: 'test', change }))
    .flatMap((mapped) => ('document' in mapped ? [mapped.document] : []));
}

async function storedFile(spans: readonly ReceivedSpan[] = [span()]): Promise<string> {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  writer.write([{ spans }]);
  // A span that is sent again counts once.
  writer.write([{ spans }]);
  writer.close();
  const sink = localSink({ path: file });
  await sink.write([...platformDocuments(), ...costDocuments()]);
  await sink.write([...platformDocuments(), ...costDocuments()]);
  await sink.close();
  return file;
}

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

test('a month without charges is not a bill of 0', async () => {
  const io = fakeIo();
  expect(await query(['bill', '--month', '2026-02', '--file', await storedFile()], io)).toBe(0);
  expect(io.out()).toContain('No charges of 2026-02 are stored');
  expect(io.out()).not.toContain('0.0000');
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

test.each([
  [['--month', '2026-13'], '--month must be a month such as 2026-11.'],
  [['--by', 'tenant'], '--by must be meter or day.'],
  [['--csv', '--json'], '--csv and --json exclude each other.'],
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
