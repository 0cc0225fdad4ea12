import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureStandIn } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, minutesOf, repeatedIds, sum } from './support/collector.ts';
import { TestClock } from './support/test-clock.ts';

describe('windows', () => {
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(2), now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  it('the first window is the newest period that is older than the latency', async () => {
    const collector = await Collector.run(azure, clock, { groups: ['tokens'], latency: 120 });

    expect(minutesOf(collector.documents)).toEqual([
      '2026-03-01T11:56:00.000Z',
      '2026-03-01T11:57:00.000Z',
      '2026-03-01T11:58:00.000Z',
      '2026-03-01T11:59:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
  });

  it('windows have no gap and no overlap', async () => {
    const collector = await Collector.run(azure, clock, { groups: ['tokens'] }, 5);

    const [from, to] = [Date.parse('2026-03-01T11:55:00Z'), Date.parse('2026-03-01T12:20:00Z')];
    expect(minutesOf(collector.documents)).toHaveLength(25);
    expect(repeatedIds(collector.documents)).toEqual([]);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', from, to));
    expect(sum(collector.documents, 'token_transaction')).toBe(azure.total('TokenTransaction', from, to));
  });

  it('values outside a window are ignored', async () => {
    azure.data.includesEnd = true;
    const collector = await Collector.run(azure, clock, { groups: ['tokens'] }, 2);
    expect(minutesOf(collector.documents)).toHaveLength(10);
    expect(repeatedIds(collector.documents)).toEqual([]);
  });
});
