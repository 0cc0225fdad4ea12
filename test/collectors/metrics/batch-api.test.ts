import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureStandIn, errorReply, isBatch } from '../../support/azure-resource-manager/index.ts';
import { account, accounts, SUBSCRIPTION } from './support/accounts.ts';
import { Collector, repeatedIds, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const END = Date.parse('2026-03-01T12:00:00Z');

describe('the batch API', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(3), now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  async function collect(options = {}): Promise<Collector> {
    const collector = await Collector.run(azure, clock, { groups: ['tokens', 'requests'], ...options });
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, END));
    expect(sum(collector.documents, 'requests')).toBe(azure.total('AzureOpenAIRequests', START, END));
    expect(repeatedIds(collector.documents)).toEqual([]);
    return collector;
  }

  it('the batch API reads up to 50 accounts of one kind and region with a request', async () => {
    azure.data.accounts = [
      ...accounts(120),
      account('far', { location: 'westeurope' }),
      account('foundry', { kind: 'AIServices' }),
    ];
    await collect();
    const sizes = azure
      .metricsRequests()
      .map(({ path, body }) => [path.split('/')[2], JSON.parse(body).resourceids.length] as const)
      .toSorted();
    expect(sizes).toEqual([
      ['eastus', 1],
      ['eastus', 1],
      ['eastus', 20],
      ['eastus', 20],
      ['eastus', 50],
      ['eastus', 50],
      ['eastus', 50],
      ['eastus', 50],
      ['westeurope', 1],
      ['westeurope', 1],
    ]);
  });

  it('a batch has the values of one response of the batch API', async () => {
    azure.data.accounts = accounts(60);
    const { batches } = await collect({ groups: ['tokens', 'requests'] });
    expect(batches.map(({ records }) => records.length).toSorted()).toEqual([10, 10, 50, 50]);
    expect(new Set(batches.map(({ partition }) => partition))).toEqual(new Set([`${SUBSCRIPTION}/eastus`]));
  });

  it.each([
    [403, 'AuthorizationFailed'],
    [404, 'NotFound'],
    [405, 'MethodNotAllowed'],
  ])('Azure Resource Manager replaces a batch API that answers %i, which is reported once', async (status, code) => {
    azure.addFault({
      on: ({ path }) => isBatch(path),
      reply: errorReply(status, code, 'The batch API is not for you.'),
    });
    const collector = await Collector.run(azure, clock, { groups: ['tokens', 'requests'] }, 2);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, END + 300_000));
    expect(messages.warnings).toHaveLength(1);
    expect(messages.warnings[0]).toContain("can't be used for region eastus");
    // At first, both groups are requested before the first response.
    expect(azure.requests.filter(({ path }) => isBatch(path)).length).toBeLessThanOrEqual(2);
  });

  it('the batch API is tried again an hour after it could not be used', async () => {
    const removeFault = azure.addFault({ on: ({ path }) => isBatch(path), reply: errorReply(403, 'No', 'No.') });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    removeFault();
    azure.requests.length = 0;
    await collector.after(3540);
    expect(azure.requests.some(({ path }) => isBatch(path))).toBe(false);
    await collector.after(300);
    expect(azure.requests.some(({ path }) => isBatch(path))).toBe(true);
    await collector.stop();
  });

  it('Azure Resource Manager replaces a batch API whose host does not exist', async () => {
    await collect({ metricsEndpoint: 'https://{region}.metrics.invalid' });
    expect(messages.warnings).toHaveLength(1);
    expect(messages.warnings[0]).toContain('https://eastus.metrics.invalid');
  });

  it('the batch API is not used when it is turned off', async () => {
    await collect({ batchApi: 'never' });
    expect(azure.requests.some(({ path }) => isBatch(path))).toBe(false);
    expect(azure.metricsRequests()).toHaveLength(6);
    expect(messages.warnings).toEqual([]);
  });

  it('the batch API is not replaced when it is required', async () => {
    azure.addFault({ on: ({ path }) => isBatch(path), reply: errorReply(403, 'AuthorizationFailed', 'No.') });
    const collector = await Collector.run(azure, clock, { batchApi: 'always', groups: ['tokens'] });
    expect(collector.documents).toEqual([]);
    expect(messages.warnings[0]).toContain('403 AuthorizationFailed');
  });

  it('an account that makes a request of the batch API fail is the only one that fails', async () => {
    azure.data.accounts = accounts(13);
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    azure.data.accounts = azure.data.accounts.filter(({ name }) => name !== 'account-7');
    await collector.after(300);
    await collector.stop();
    expect(messages.warnings).toHaveLength(1);
    expect(messages.warnings[0]).toContain('accounts/account-7 can');
    const rest = azure.total('GeneratedTokens', END, END + 300_000);
    const documents = collector.documents.filter(({ fields }) => Date.parse(fields['@timestamp']) >= END);
    expect(sum(documents, 'generated_tokens')).toBe(rest);
  });
});
