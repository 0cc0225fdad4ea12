import { gzipSync } from 'node:zlib';
import { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readCsv } from '../../../src/collectors/costs/csv.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { TestClock } from '../metrics/support/test-clock.ts';
import { collectOnce, CostCollector, RESOURCE, SUBSCRIPTION, sumsOf } from './support.ts';

let azurite: Azurite;
let container: ContainerClient;
let tests = 0;

beforeAll(async () => {
  azurite = await startAzurite();
});

afterAll(() => azurite.close());

beforeEach(async () => {
  tests += 1;
  container = new ContainerClient(azurite.connectionString, `exports-${tests}`);
  await container.create();
});

const METER = 'GPT 5 Inpt Glbl 1M Tokens';
const clock = (): TestClock => new TestClock('2026-11-22T12:00:00Z');

interface Run {
  readonly type?: 'ActualCost' | 'AmortizedCost' | 'FocusCost';
  readonly submitted?: string;
  readonly start?: string;
  readonly end?: string;
  readonly format?: string;
  /** Whether the run is complete. */
  readonly isComplete?: boolean;
  readonly files: readonly string[];
}

/** Writes a run as Cost Management does: compressed files, and then the manifest. */
async function writeRun(run: Run): Promise<void> {
  const { type = 'ActualCost', submitted = '2026-11-22T01:00:00Z', format = 'Csv', isComplete = true, files } = run;
  const { start = '2026-11-01', end = '2026-11-30' } = run;
  const folder = `costs/daily-${type}/20261101-20261130/${submitted.replaceAll(':', '')}`;
  const upload = (name: string, content: Buffer): Promise<unknown> =>
    container.getBlockBlobClient(name).upload(content, content.length);
  const blobs = files.map((_text, index) => ({ blobName: `${folder}/part_${index}_0001.csv.gz` }));
  for (const [index, text] of files.entries()) await upload(blobs[index]!.blobName, gzipSync(text));
  if (!isComplete) return;
  const manifest = {
    manifestVersion: '2024-04-01',
    exportConfig: {
      exportName: `daily-${type}`,
      resourceId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.CostManagement/exports/daily-${type}`,
      type,
      timeFrame: 'MonthToDate',
      granularity: 'Daily',
    },
    deliveryConfig: { partitionData: true, fileFormat: format, compressionMode: 'gzip' },
    runInfo: {
      runId: submitted,
      submittedTime: submitted,
      startDate: `${start}T00:00:00`,
      endDate: `${end}T00:00:00`,
    },
    blobs,
  };
  await upload(`${folder}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
}

const HEADER =
  'SubscriptionId,SubscriptionName,Date,ResourceId,ResourceLocation,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrency,ChargeType,PricingModel,Tags';

/** A record of an export under a Microsoft Customer Agreement. */
function record(
  cost: string,
  { day = '11/20/2026', resource = RESOURCE, meter = METER, currency = 'USD' } = {},
): string {
  const tags = '"""deployment"": ""gpt-5, prod"",""team"": ""a"""';
  return `${SUBSCRIPTION},"Production, EU",${day},${resource},eastus2,Cognitive Services,Azure OpenAI GPT5,${meter},1M,2,${cost},${currency},Usage,OnDemand,${tags}`;
}

test('the files of a run are read, and charges of other services are not', async () => {
  const disk = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/disks/d';
  const other = record('99', { resource: disk }).replace('Cognitive Services', 'Storage');
  await writeRun({
    files: [
      `\uFEFF${HEADER}\r\n${record('2.50')}\r\n${other}\r\n`,
      `${HEADER}\n${record('0.1', { currency: 'EUR' })}\n${record('-0.5')}`,
    ],
  });
  const documents = await collectOnce(undefined, clock(), { exports: container, deploymentTag: 'deployment' });
  expect(sumsOf(documents)).toEqual({
    [`2026-11-20 ${METER} actual USD`]: '2',
    [`2026-11-20 ${METER} actual EUR`]: '0.1',
  });
  expect(documents[0]!.fields).toMatchObject({
    azure: { open_ai_cost: { deployment: 'gpt-5, prod' }, subscription_name: 'Production, EU' },
    cloud: { region: 'eastus2' },
  });
});

test('the last run of a month replaces the one before, and a run without a manifest is not read', async () => {
  await writeRun({ files: [`${HEADER}\n${record('2.5')}\n${record('1', { day: '2026-11-19' })}`] });
  const collector = new CostCollector(undefined, clock(), { exports: container });
  await collector.settled();
  await writeRun({ submitted: '2026-11-23T01:00:00Z', files: [`${HEADER}\n${record('3')}`] });
  await writeRun({ submitted: '2026-11-24T01:00:00Z', files: [`${HEADER}\n${record('7')}`], isComplete: false });
  await collector.nextReading();
  await collector.nextReading();
  await collector.stop();
  expect(collector.documents).toHaveLength(4);
  expect(sumsOf(collector.documents)).toEqual({ [`2026-11-20 ${METER} actual USD`]: '3' });
});

test('each day of runs that overlap is of the last run, and is not changed again by the next reading', async () => {
  const day = (number: number): { readonly day: string } => ({ day: `11/${number}/2026` });
  const rows = (cost: string): string => [17, 18, 19].map((number) => record(cost, day(number))).join('\n');
  await writeRun({ submitted: '2026-11-21T01:00:00Z', files: [`${HEADER}\n${rows('1')}`] });
  const later = { submitted: '2026-11-22T01:00:00Z', start: '2026-11-18', end: '2026-11-18' };
  await writeRun({ ...later, files: [`${HEADER}\n${record('3', day(18))}`] });
  const collector = new CostCollector(undefined, clock(), { exports: container });
  await collector.nextReading();
  await collector.nextReading();
  await collector.stop();
  expect(collector.documents).toHaveLength(3);
  expect(sumsOf(collector.documents)).toEqual({
    [`2026-11-17 ${METER} actual USD`]: '1',
    [`2026-11-18 ${METER} actual USD`]: '3',
    [`2026-11-19 ${METER} actual USD`]: '1',
  });
});

test('an export in the form of FOCUS has both costs', async () => {
  const header =
    'ChargePeriodStart,ResourceId,RegionId,SubAccountId,SubAccountName,SkuMeter,x_SkuMeterSubcategory,ServiceName,PricingQuantity,x_PricingUnitDescription,BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,PricingCategory,Tags';
  const focus = `2026-11-20T00:00:00Z,${RESOURCE},eastus2,/subscriptions/${SUBSCRIPTION},Production,${METER},Azure OpenAI GPT5,Azure AI services,2,1M,300,10.25,USD,Usage,Standard,"{""a"":""b""}"`;
  await writeRun({ type: 'FocusCost', files: [`${header}\n${focus}\n`] });
  const documents = await collectOnce(undefined, clock(), { exports: container, types: ['actual', 'amortized'] });
  expect(sumsOf(documents)).toEqual({
    [`2026-11-20 ${METER} actual USD`]: '300',
    [`2026-11-20 ${METER} amortized USD`]: '10.25',
  });
  expect(documents[0]!.fields).toMatchObject({
    azure: { subscription_id: SUBSCRIPTION, resource: { name: 'contoso' } },
  });
});

test('exports of actual and of amortized cost are kept apart', async () => {
  await writeRun({ files: [`${HEADER}\n${record('300')}`] });
  await writeRun({ type: 'AmortizedCost', files: [`${HEADER}\n${record('10')}`] });
  const both = await collectOnce(undefined, clock(), { exports: container, types: ['actual', 'amortized'] });
  expect(sumsOf(both)).toEqual({
    [`2026-11-20 ${METER} actual USD`]: '300',
    [`2026-11-20 ${METER} amortized USD`]: '10',
  });
});

test.each([
  [{ format: 'Parquet', files: ['PAR1'] }, 'is no CSV: choose CSV'],
  [{ files: ['A,B\n1,2'] }, 'an export has none of the columns chargeperiodstart'],
  [{ files: [`${HEADER}\n${record('1')}\n"cut`] }, 'a CSV file ends within a quoted field'],
  [{ files: [`${HEADER}\n${record('1', { day: '20/11/2026' })}`] }, 'which is not month/day/year'],
  [{ files: [`${HEADER}\n${record('much')}`] }, 'an export has a charge whose cost is no number'],
])('an export that cannot be read is reported, and nothing of it is stored: %j', async (run, problem) => {
  await writeRun(run);
  const collector = new CostCollector(undefined, clock(), { exports: container });
  await collector.settled();
  expect(collector.source.trouble).toContain(problem);
  expect(collector.documents).toEqual([]);
  await collector.stop();
});

test('CSV is read across chunks, with quotes, commas and line breaks within fields', async () => {
  async function* chunks(text: string, size: number): AsyncGenerator<string> {
    for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
  }
  const text = 'a,"b ""c"", d","e\r\nf"\r\n\r\n,"",x\n"last"';
  for (const size of [1, 2, 3, 100]) {
    const records: string[][] = [];
    for await (const fields of readCsv(chunks(text, size))) records.push(fields);
    expect(records).toEqual([['a', 'b "c", d', 'e\r\nf'], ['', '', 'x'], ['last']]);
  }
});
