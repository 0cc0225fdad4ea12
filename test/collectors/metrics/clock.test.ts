import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureStandIn } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, minutesOf, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

describe('the clock of Azure', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;
  let skew = 0;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(1), now: () => clock.now() - skew * 1000 }).start();
  });
  afterEach(() => azure.stop());

  it.each([
    ['ten minutes ahead', 600, '2026-03-01T11:45:00.000Z', "clock is 600 s ahead of Azure's"],
    ['ten minutes behind', -600, '2026-03-01T12:05:00.000Z', "clock is 600 s behind Azure's"],
  ])('a machine clock that is %s does not change the windows', async (_, seconds, first, notice) => {
    skew = seconds;
    const collector = await Collector.run(azure, clock, { groups: ['tokens'] }, 2);
    expect(minutesOf(collector.documents)).toHaveLength(10);
    expect(minutesOf(collector.documents)[0]).toBe(first);
    const from = Date.parse(first);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', from, from + 600_000));
    expect(messages.warnings).toEqual([expect.stringContaining(notice)]);
  });

  it('a machine clock that is a few seconds wrong is used as it is', async () => {
    skew = 20;
    const collector = await Collector.run(azure, clock, { groups: ['tokens'] });
    expect(minutesOf(collector.documents)[0]).toBe('2026-03-01T11:55:00.000Z');
    expect(messages.warnings).toEqual([]);
  });
});
