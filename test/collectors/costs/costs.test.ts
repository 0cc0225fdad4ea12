import { afterEach, beforeEach, expect, test } from 'vitest';
import { azureCosts } from '../../../src/collectors/index.ts';
import { InvalidCursorsError } from '../../../src/collectors/metrics/cursor-stores.ts';
import { type AzureStandIn, errorReply, type StandInCharge } from '../../support/azure-resource-manager/index.ts';
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

test('a charge becomes a document with the fields of the billing documents of Elastic', async () => {
  azure.data.charges = [charge({ tags: { deployment: 'gpt-5-prod' } })];
  const [document] = await collectOnce(azure, clock, { deploymentTag: 'deployment' });
  expect(document!.dataStream).toEqual({ type: 'metrics', dataset: 'azure.open_ai_cost', namespace: 'default' });
  expect(JSON.parse(JSON.stringify(document!.fields))).toEqual({
    '@timestamp': '2026-11-20T00:00:00.000Z',
    azure: {
      billing: {
        currency: 'USD',
        pretax_cost: 2.5,
        product: `Azure OpenAI GPT5 - ${METER}`,
        quantity: 2,
        usage_date: '2026-11-20T00:00:00.000Z',
        usage_start: '2026-11-20T00:00:00.000Z',
        usage_end: '2026-11-20T23:59:59.999Z',
      },
      open_ai_cost: {
        type: 'actual',
        meter: METER,
        unit: '1M',
        charge_type: 'Usage',
        pricing_model: 'OnDemand',
        deployment: 'gpt-5-prod',
        revision: 1,
        total_cost: 2.5,
        total_quantity: 2,
      },
      resource: {
        group: 'rg-1',
        id: RESOURCE.toLowerCase(),
        name: 'contoso',
        type: 'microsoft.cognitiveservices/accounts',
      },
      subscription_id: SUBSCRIPTION,
      subscription_name: 'Production',
    },
    cloud: { provider: 'azure', region: 'eastus2' },
    data_stream: { type: 'metrics', dataset: 'azure.open_ai_cost', namespace: 'default' },
    event: { dataset: 'azure.open_ai_cost', module: 'azure' },
    metricset: { name: 'billing' },
    service: { type: 'azure' },
  });
});

test('two currencies stay apart, and a refund is negative', async () => {
  const refund = charge({ cost: '-0.75', quantity: '0', dimensions: { ChargeType: 'Refund' } });
  azure.data.charges = [charge(), charge({ currency: 'EUR', cost: '2.2' }), refund];
  expect(sumsOf(await collectOnce(azure, clock))).toEqual({
    [`2026-11-20 ${METER} actual USD`]: '1.75',
    [`2026-11-20 ${METER} actual EUR`]: '2.2',
  });
});

test('actual and amortized costs are read side by side', async () => {
  azure.data.charges = [charge({ cost: '300', amortizedCost: '10' })];
  expect(sumsOf(await collectOnce(azure, clock, { types: ['actual', 'amortized'] }))).toEqual({
    [`2026-11-20 ${METER} actual USD`]: '300',
    [`2026-11-20 ${METER} amortized USD`]: '10',
  });
});

test('a later correction is a document with the difference, and a charge that is gone is taken back', async () => {
  const output = charge({ dimensions: { Meter: 'GPT 5 outpt Glbl 1M Tokens' } });
  azure.data.charges = [charge(), output];
  const collector = new CostCollector(azure, clock);
  await collector.settled();
  await collector.nextReading();
  expect(collector.documents).toHaveLength(2);
  azure.data.charges = [charge({ cost: '3.1', quantity: '3' })];
  await collector.nextReading();
  const changes = collector.documents.slice(2).map(({ fields }) => JSON.parse(JSON.stringify(fields)).azure);
  expect(changes).toMatchObject([
    { billing: { pretax_cost: 0.6, quantity: 1 }, open_ai_cost: { revision: 2, total_cost: 3.1, total_quantity: 3 } },
    { billing: { pretax_cost: -2.5 }, open_ai_cost: { meter: 'GPT 5 outpt Glbl 1M Tokens', total_cost: 0 } },
  ]);
  azure.data.charges = [charge({ cost: '2.5' })];
  await collector.nextReading();
  await collector.stop();
  expect(sumsOf(collector.documents)).toEqual({ [`2026-11-20 ${METER} actual USD`]: '2.5' });
});

test('a lookback that is raised again does not count days twice that were forgotten', async () => {
  const state = memoryText();
  const documents = [];
  for (const [lookback, charges] of [
    [30, [charge({ day: '2026-11-01' })]],
    [30, [charge({ day: '2026-11-01', cost: '3' })]],
    [5, [charge({ day: '2026-11-01', cost: '3' }), charge()]],
    [30, [charge({ day: '2026-11-01', cost: '3' }), charge({ cost: '2.75' })]],
  ] as const) {
    azure.data.charges = [...charges];
    documents.push(...(await collectOnce(azure, clock, { state, lookback: lookback * 86_400 })));
  }
  expect(sumsOf(documents)).toEqual({
    [`2026-11-01 ${METER} actual USD`]: '3',
    [`2026-11-20 ${METER} actual USD`]: '2.75',
  });
});

test('a process that is killed before it acknowledges leaves the same documents to the next one', async () => {
  const state = memoryText();
  azure.data.charges = [charge()];
  const killed = new CostCollector(azure, clock, { state }, false);
  await killed.settled();
  const { text } = state;
  await killed.stop();
  state.text = text;
  azure.data.charges = [charge({ cost: '4' })];
  const documents = await collectOnce(azure, clock, { state });
  expect(documents.map(({ id }) => id)).toContain(killed.documents[0]!.id);
  expect(sumsOf([...killed.documents, ...documents])).toEqual({ [`2026-11-20 ${METER} actual USD`]: '4' });
  expect(await collectOnce(azure, clock, { state })).toEqual([]);
});

test('the ledger and the sums of the documents are equal, whatever is corrected and whenever the process ends', async () => {
  const state = memoryText();
  const documents: Parameters<typeof sumsOf>[0][number][] = [];
  const ledger: StandInCharge[] = [];
  for (let round = 0; round < 12; round += 1) {
    const day = `2026-11-${String(10 + (round % 5)).padStart(2, '0')}`;
    const Meter = `meter ${round % 3}`;
    const index = ledger.findIndex((one) => one.day === day && one.dimensions['Meter'] === Meter);
    const next = charge({ day, cost: `${round}.0${round}1`, dimensions: { Meter } });
    if (index < 0) ledger.push(next);
    else ledger[index] = next;
    if (round === 8) ledger.shift();
    azure.data.charges = [...ledger];
    const collector = new CostCollector(azure, clock, { state }, round % 4 !== 1);
    await collector.settled();
    documents.push(...collector.documents);
    await collector.stop();
  }
  documents.push(...(await collectOnce(azure, clock, { state })));
  expect(sumsOf(documents)).toEqual(
    Object.fromEntries(ledger.map((one) => [`${one.day} ${one.dimensions['Meter']} actual USD`, one.cost])),
  );
});

test('a subscription that may not be read is reported, and the others are read', async () => {
  azure.data.charges = [charge()];
  azure.addFault({
    on: ({ path }) => path.includes('sub-2'),
    reply: errorReply(403, 'RBACAccessDenied', 'The client does not have authorization.'),
  });
  const collector = new CostCollector(azure, clock, { subscriptionIds: ['sub-2', SUBSCRIPTION] });
  await collector.settled();
  expect(collector.documents).toHaveLength(1);
  expect(collector.source.trouble).toContain('the charges of subscription sub-2: cannot be read');
  expect(collector.source.trouble).toContain('403 (RBACAccessDenied)');
  await collector.stop();
});

test.each(['{"version":1}', '{"version":1,"stored":{"series":null,"days":null},"pending":[]}', '{"version":1,"sto'])(
  'a damaged cursor ends the collector, since charges would count twice without it: %s',
  async (text) => {
    const state = memoryText();
    state.text = text;
    const failed = new CostCollector(azure, clock, { state }).stop();
    await expect(failed).rejects.toThrow(InvalidCursorsError);
    await expect(failed).rejects.toThrow(/cursors of the costs in memory .* corrected count twice/);
  },
);

test('charges wait for a cursor that cannot be saved, and are stored once it can', async () => {
  const { save, ...state } = memoryText();
  let failures = 2;
  const text = {
    ...state,
    save: async (next: string): Promise<void> => {
      if (failures > 0) throw new Error(`ENOSPC ${(failures -= 1)}`);
      await save.call(state, next);
    },
  };
  azure.data.charges = [charge()];
  const collector = new CostCollector(azure, clock, { state: text });
  await collector.settled();
  expect(collector.documents).toEqual([]);
  expect(collector.source.trouble).toContain('the cursor: cannot be saved');
  while (failures > 0 || collector.documents.length === 0) {
    clock.advance(clock.sleeps[0]!);
    await collector.settled();
  }
  expect(collector.source.trouble).toBeUndefined();
  await collector.stop();
  expect(sumsOf(collector.documents)).toEqual({ [`2026-11-20 ${METER} actual USD`]: '2.5' });
});

test('costs without anything to read are refused at once', () => {
  expect(() => azureCosts({ subscriptionIds: ['sub-1'] })).toThrow(
    'needs a credential and subscriptionIds, or exports',
  );
});
