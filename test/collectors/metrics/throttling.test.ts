import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureStandIn, errorReply, isBatch } from '../../support/azure-resource-manager/index.ts';
import { account, accounts } from './support/accounts.ts';
import { Collector, repeatedIds, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const END = Date.parse('2026-03-01T12:00:00Z');
const OTHER = '22222222-2222-4222-8222-222222222222';

describe('throttling and outages', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;
  let collector: Collector;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({
      accounts: [...accounts(2), account('other', { subscriptionId: OTHER })],
      now: clock.now,
    }).start();
  });
  afterEach(async () => {
    await collector.stop();
    await azure.stop();
  });

  it('a subscription that gets a 429 waits as long as Azure asks, and other subscriptions continue', async () => {
    azure.addFault({
      on: ({ path }) => isBatch(path) && !path.includes(OTHER),
      times: 1,
      reply: { ...errorReply(429, 'TooManyRequests', 'Slow down.'), headers: { 'retry-after': '17' } },
    });
    collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled(2);
    expect(clock.sleeps).toEqual([17_000, 300_000]);
    expect(collector.documents.length).toBeGreaterThan(0);
    expect(collector.documents.every(({ fields }) => JSON.stringify(fields).includes(OTHER))).toBe(true);
    const asked = azure.metricsRequests().length;

    await collector.after(16, 2);
    expect(azure.metricsRequests()).toHaveLength(asked);

    await collector.after(1, 2);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, END));
    expect(repeatedIds(collector.documents)).toEqual([]);
    expect(messages.warnings).toEqual([]);
  });

  it('all readings of a subscription wait after a 429', async () => {
    azure.addFault({
      on: ({ path }) => isBatch(path),
      times: 1,
      reply: { ...errorReply(429, 'TooManyRequests', 'Slow down.'), headers: { 'retry-after': '20' } },
    });
    collector = new Collector(azure, clock, { subscriptionIds: [account('').subscriptionId], maxConcurrency: 1 });
    await clock.whenSleeping(4);
    expect(azure.metricsRequests()).toHaveLength(1);
    expect(clock.sleeps).toEqual([20_000, 20_000, 20_000, 20_000]);
  });

  it('a request that gets a 500 is retried with a growing delay', async () => {
    azure.addFault({
      on: ({ path }) => isBatch(path),
      times: 2,
      reply: errorReply(500, 'InternalServerError', 'Oops.'),
    });
    collector = new Collector(azure, clock, { groups: ['tokens'], subscriptionIds: [OTHER] });
    await collector.settled();
    const [first = 0] = clock.sleeps;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    await collector.after(1);
    const [second = 0] = clock.sleeps;
    expect(second).toBeGreaterThanOrEqual(1000);
    expect(second).toBeLessThanOrEqual(2000);
    await collector.after(2);
    expect(sum(collector.documents, 'generated_tokens')).toBe(
      azure.total('GeneratedTokens', START, END, azure.data.accounts.slice(2)),
    );
  });

  it('an outage is reported once, and reading continues where it stopped', async () => {
    const removeFault = azure.addFault({
      on: ({ path }) => isBatch(path),
      reply: errorReply(503, 'Unavailable', 'Oops.'),
    });
    collector = new Collector(azure, clock, { groups: ['tokens'], subscriptionIds: [OTHER] });
    await collector.settled();
    for (let step = 0; step < 40; step += 1) await collector.after(30);
    expect(messages.warnings).toHaveLength(1);
    expect(messages.warnings[0]).toContain("can't be read, and will be read again from where it stopped: 503");
    expect(collector.documents).toEqual([]);
    removeFault();
    for (let step = 0; step < 20; step += 1) await collector.after(30);
    expect(messages.infos.filter((message) => message.includes('can be read again'))).toHaveLength(1);
    const [last] = collector.batches.slice(-1);
    const end = clock.now() - (last?.lag?.seconds ?? 0) * 1000;
    expect(end).toBeGreaterThan(END);
    expect(collector.documents.map(({ fields }) => fields['@timestamp'])).toContain('2026-03-01T11:55:00.000Z');
    expect(repeatedIds(collector.documents)).toEqual([]);
  });

  it.each(['drop', 'hang'] as const)('a request without a response is retried: %s', async (reply) => {
    azure.addFault({ on: ({ path }) => isBatch(path), times: 1, reply });
    collector = new Collector(azure, clock, { groups: ['tokens'], subscriptionIds: [OTHER] });
    if (reply === 'hang') {
      await expect.poll(() => azure.metricsRequests().length, { interval: 5 }).toBe(1);
      clock.timeOut();
    }
    await collector.settled();
    await collector.after(1);
    expect(sum(collector.documents, 'generated_tokens')).toBe(
      azure.total('GeneratedTokens', START, END, azure.data.accounts.slice(2)),
    );
  });

  it('there are at most maxConcurrency requests at once', async () => {
    collector = new Collector(azure, clock, { maxConcurrency: 2 });
    await collector.settled(2);
    expect(azure.maxConcurrency).toBe(2);
  });
});

describe('a stop', () => {
  it('a stop does not wait for responses or for the next period', async () => {
    const clock = new TestClock('2026-03-01T12:03:20Z');
    const azure = await new AzureStandIn({ accounts: accounts(1), now: clock.now }).start();
    azure.addFault({ on: ({ path }) => isBatch(path), reply: 'hang' });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await expect.poll(() => azure.metricsRequests().length, { interval: 5 }).toBe(1);
    await collector.stop();
    expect(collector.error).toBeUndefined();
    await azure.stop();
  });
});
