import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AzureStandIn, errorReply } from '../../support/azure-resource-manager/index.ts';
import type { TestClock } from '../metrics/support/test-clock.ts';
import {
  charge,
  collectOnce,
  CostCollector,
  memoryText,
  RESOURCE,
  startAzure,
  SUBSCRIPTION,
  sumsOf,
} from './support.ts';

let azure: AzureStandIn;
let clock: TestClock;

beforeEach(async () => {
  ({ azure, clock } = await startAzure());
});

afterEach(() => azure.stop());

const METER = 'GPT 5 Inpt Glbl 1M Tokens';

test('all pages of all months are read, with every digit of an amount', async () => {
  azure.data.costPageSize = 2;
  azure.data.charges = [
    ...[1, 2, 3, 4, 5].map((day) => charge({ day: `2026-11-0${day}`, cost: '0.10000000000000001' })),
    charge({ day: '2026-10-30', cost: '1.2345678901234567E-05' }),
  ];
  const sums = sumsOf(await collectOnce(azure, clock));
  expect(sums).toMatchObject({
    [`2026-10-30 ${METER} actual USD`]: '0.000012345678901234567',
    [`2026-11-05 ${METER} actual USD`]: '0.10000000000000001',
  });
  expect(Object.keys(sums)).toHaveLength(6);
});

test('charges are read without their units where the agreement has no such dimension', async () => {
  azure.data.lackingDimensions = ['UnitOfMeasure'];
  azure.data.charges = [charge()];
  expect(sumsOf(await collectOnce(azure, clock))).toEqual({ [`2026-11-20 ${METER} actual USD`]: '2.5' });
});

test('a throttled query waits as long as the longest of the quotas asks', async () => {
  azure.data.charges = [charge()];
  const headers = {
    'retry-after': '1',
    'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '45',
    'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': '20',
  };
  azure.addFault({
    on: ({ path }) => path.endsWith('/query'),
    times: 1,
    reply: { ...errorReply(429, 'TooManyRequests', 'Too many requests.'), headers },
  });
  const collector = new CostCollector(azure, clock);
  await collector.settled();
  expect(clock.sleeps[0]).toBeGreaterThanOrEqual(45_000);
  expect(collector.documents).toEqual([]);
  clock.advance(clock.sleeps[0]!);
  await collector.settled();
  await collector.stop();
  expect(collector.documents).toHaveLength(1);
});

const COLUMNS = ['Cost', 'UsageQuantity', 'UsageDate', 'ResourceId', 'Meter', 'Currency'];
const ROW = [2.5, 2, 20_261_120, RESOURCE, METER, 'USD'];

/** Answers the questions about November with pages of these rows, one after another. */
function answerPages(pages: readonly (readonly unknown[][])[], columns: readonly string[] = COLUMNS): void {
  for (const [index, rows] of pages.entries()) {
    const path = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.CostManagement/query`;
    const nextLink = index + 1 < pages.length ? `${azure.origin}${path}?$skiptoken=${index}` : null;
    azure.addFault({
      on: ({ path: asked, body }) => asked === path && body.includes('2026-11-'),
      times: 1,
      reply: { status: 200, body: { properties: { columns: columns.map((name) => ({ name })), rows, nextLink } } },
    });
  }
}

test.each([
  ['a cost that is null', [[null, ...ROW.slice(1)]], COLUMNS],
  ['a row with fewer cells', [ROW.slice(0, 4)], COLUMNS],
  ['no column of costs', [ROW.slice(1)], COLUMNS.slice(1)],
  ['a cost that is no number', [['NaN', ...ROW.slice(1)]], COLUMNS],
])('an answer with %s is refused, and takes back no charge that is stored', async (_, rows, columns) => {
  const state = memoryText();
  azure.data.charges = [charge()];
  expect(await collectOnce(azure, clock, { state })).toHaveLength(1);
  answerPages([rows], columns);
  const collector = new CostCollector(azure, clock, { state });
  await collector.settled();
  expect(collector.documents).toEqual([]);
  expect(collector.source.trouble).toContain('Cost Management');
  await collector.stop();
});

test('columns are read in any order, and an empty page leads to the next one', async () => {
  answerPages([[], [ROW.toReversed()]], COLUMNS.toReversed());
  expect(sumsOf(await collectOnce(azure, clock))).toEqual({ [`2026-11-20 ${METER} actual USD`]: '2.5' });
});

test('a page that is repeated under another link does not double its charges', async () => {
  answerPages([[ROW], [ROW], [ROW]]);
  const collector = new CostCollector(azure, clock);
  await collector.settled();
  expect(collector.source.trouble).toContain('repeats a page');
  expect(collector.documents).toEqual([]);
  await collector.stop();
});

test('a connection that is closed between two pages is opened again within seconds', async () => {
  azure.data.costPageSize = 1;
  azure.data.charges = [charge(), charge({ day: '2026-11-21' })];
  azure.addFault({ on: ({ query }) => query.has('$skiptoken'), times: 1, reply: 'drop' });
  const collector = new CostCollector(azure, clock);
  await collector.settled();
  expect(clock.sleeps[0]).toBeLessThanOrEqual(5000);
  clock.advance(clock.sleeps[0]!);
  await collector.settled();
  await collector.stop();
  expect(collector.documents).toHaveLength(2);
});

test('a link to another host is not followed with the token', async () => {
  azure.data.charges = [charge()];
  azure.addFault({
    on: ({ path }) => path.endsWith('/query'),
    reply: {
      status: 200,
      body: { properties: { columns: [], rows: [], nextLink: 'https://elsewhere.example/query?$skiptoken=1' } },
    },
  });
  const collector = new CostCollector(azure, clock);
  await collector.settled();
  expect(collector.source.trouble).toContain('the next page of Azure Resource Manager is on another host');
  await collector.stop();
});
