import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountId, AzureStandIn, errorReply } from '../../support/azure-resource-manager/index.ts';
import { account, accounts, SUBSCRIPTION } from './support/accounts.ts';
import { Collector, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const OTHER = '22222222-2222-4222-8222-222222222222';

describe('discovery of accounts', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: [], now: clock.now, pageSize: 3 }).start();
  });
  afterEach(() => azure.stop());

  async function collect(options = {}, subscriptions = 1): Promise<Collector> {
    const collector = new Collector(azure, clock, { groups: ['tokens'], subscriptionIds: [SUBSCRIPTION], ...options });
    await collector.settled(subscriptions);
    await collector.stop();
    return collector;
  }
  const names = ({ batches }: Collector): string[] =>
    batches.flatMap(({ records }) => records.map(({ account }) => account.name)).toSorted();

  it('all pages of accounts are read', async () => {
    azure.data.accounts = accounts(8);
    expect(names(await collect())).toHaveLength(8);
  });

  it('a page of accounts that fails is retried alone', async () => {
    azure.data.accounts = accounts(8);
    const isSecondPage = ({ query }: { query: URLSearchParams }): boolean => query.get('$skipToken') === '3';
    azure.addFault({ on: isSecondPage, times: 1, reply: errorReply(500, 'InternalServerError', 'Oops.') });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    expect(collector.batches).toEqual([]);
    await collector.after(1);
    await collector.stop();
    expect(names(collector)).toHaveLength(8);
    expect(azure.requests.filter(isSecondPage)).toHaveLength(2);
    expect(
      azure.requests.filter(({ path, query }) => path.endsWith('/accounts') && !query.has('$skipToken')),
    ).toHaveLength(1);
  });

  it('accounts of other kinds are left out', async () => {
    azure.data.accounts = [
      account('a'),
      account('b', { kind: 'AIServices' }),
      account('c', { kind: 'SpeechServices' }),
    ];
    expect(names(await collect())).toEqual(['a', 'b']);
    expect(names(await collect({ kinds: ['SpeechServices'] }))).toEqual(['c']);
  });

  it('accounts of resource groups are found in every subscription that has the group', async () => {
    azure.data.accounts = [
      account('a', { resourceGroup: 'one' }),
      account('b', { resourceGroup: 'two' }),
      account('c', { resourceGroup: 'one', subscriptionId: OTHER }),
      account('d', { resourceGroup: 'three' }),
    ];
    const options = { subscriptionIds: [SUBSCRIPTION, OTHER], resourceGroups: ['one', 'two'] };
    expect(names(await collect(options, 2))).toEqual(['a', 'b', 'c']);
    expect(messages.warnings).toEqual([
      expect.stringContaining(`resource group two in subscription ${OTHER}: not found`),
    ]);
  });

  it('accounts with a configured id are collected, whatever their kind and subscription', async () => {
    const wanted = [account('a', { kind: 'SpeechServices' }), account('b', { subscriptionId: OTHER })];
    azure.data.accounts = [...wanted, account('c')];
    const resourceIds = wanted.map(accountId);
    expect(names(await collect({ subscriptionIds: undefined, resourceIds }, 2))).toEqual(['a', 'b']);
  });

  it('a missing account is reported, and the others are collected', async () => {
    azure.data.accounts = [account('a')];
    const resourceIds = [account('a'), account('gone')].map(accountId);
    expect(names(await collect({ subscriptionIds: undefined, resourceIds }))).toEqual(['a']);
    expect(messages.warnings).toEqual([expect.stringContaining('accounts/gone: not found')]);
  });

  it('new accounts are found after the refresh interval', async () => {
    azure.data.accounts = [account('a')];
    const collector = new Collector(azure, clock, { groups: ['tokens'], refreshInterval: 600 });
    await collector.settled();
    azure.data.accounts = [account('a'), account('b')];
    await collector.after(300);
    expect(names(collector)).toEqual(['a', 'a']);
    await collector.after(300);
    expect(names(collector)).toEqual(['a', 'a', 'a', 'b']);
    await collector.stop();
  });

  it('a subscription that can not be listed is reported once and does not delay another subscription', async () => {
    azure.data.accounts = [account('a'), account('b', { subscriptionId: OTHER })];
    const removeFault = azure.addFault({
      on: ({ path }) => path.startsWith(`/subscriptions/${OTHER}/`),
      reply: errorReply(403, 'AuthorizationFailed', 'The client does not have authorization.'),
    });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled(2);
    await collector.after(300, 2);
    expect(names(collector)).toEqual(['a', 'a']);
    expect(messages.warnings).toEqual([expect.stringContaining(`subscription ${OTHER}: its accounts can't be listed`)]);
    expect(collector.source.trouble).toContain("its accounts can't be listed");
    removeFault();
    await collector.after(300, 2);
    expect(names(collector)).toEqual(['a', 'a', 'a', 'b']);
    expect(collector.source.trouble).toBeUndefined();
    expect(messages.infos).toEqual([expect.stringContaining('works again')]);
    await collector.stop();
  });

  it('a region with a display name is read from its own batch API', async () => {
    azure.data.accounts = [account('a')];
    azure.addFault({
      on: ({ path }) => path.endsWith('/accounts'),
      reply: {
        status: 200,
        body: { value: [{ id: accountId(account('a')), name: 'a', kind: 'OpenAI', location: 'East US' }] },
      },
    });
    const { documents } = await collect();
    expect(documents[0]?.fields).toMatchObject({ cloud: { provider: 'azure', region: 'eastus' } });
    expect(sum(documents, 'generated_tokens')).toBeGreaterThan(0);
  });

  it('all values of a thousand accounts are collected', async () => {
    azure.data.pageSize = 200;
    const regions = ['eastus', 'westeurope', 'swedencentral', 'japaneast'];
    azure.data.accounts = regions.flatMap((location) =>
      accounts(250, { location }).map((one) => ({ ...one, name: `${location}-${one.name}` })),
    );
    const collector = await collect({ groups: ['tokens', 'models_usage'] });
    const [from, to] = [Date.parse('2026-03-01T11:55:00Z'), Date.parse('2026-03-01T12:00:00Z')];
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', from, to));
    expect(sum(collector.documents, 'input_tokens')).toBe(azure.total('InputTokens', from, to));
    expect(azure.metricsRequests()).toHaveLength(2 * 4 * 5);
  });
});
