import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AzureStandIn } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, minutesOf, repeatedIds, sum } from './support/collector.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const MINUTE = 60_000;

describe('late values', () => {
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(2), now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  async function collect(rounds: number, options = {}): Promise<Collector> {
    return Collector.run(azure, clock, { groups: ['tokens'], ...options }, rounds + 1);
  }

  it('values that are late by less than the latency are read', async () => {
    azure.data.delay = () => 110_000;
    const { documents } = await collect(2, { overlap: 0 });
    expect(sum(documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 15 * MINUTE));
    expect(repeatedIds(documents)).toEqual([]);
  });

  it('values that are late by more than the latency are found within the overlap, and nothing is repeated', async () => {
    // Every third minute is four minutes late, and every fourth only in one of the metrics that share a document.
    azure.data.delay = (_, metric, time) => {
      const minute = time / MINUTE;
      return minute % 3 === 0 || (minute % 4 === 0 && metric === 'GeneratedTokens') ? 240_000 : 0;
    };
    const { documents } = await collect(3);
    const settledUntil = START + 15 * MINUTE;
    const settled = documents.filter(({ fields }) => Date.parse(fields['@timestamp']) < settledUntil);
    for (const [metric, field] of [
      ['GeneratedTokens', 'generated_tokens'],
      ['TokenTransaction', 'token_transaction'],
    ] as const) {
      expect(sum(settled, field)).toBe(azure.total(metric, START, settledUntil));
    }
    expect(repeatedIds(documents)).toEqual([]);
  });

  it('late values are lost without an overlap', async () => {
    azure.data.delay = (_, __, time) => ((time / MINUTE) % 3 === 0 ? 240_000 : 0);
    const { documents } = await collect(3, { overlap: 0 });
    const settledUntil = START + 15 * MINUTE;
    const settled = documents.filter(({ fields }) => Date.parse(fields['@timestamp']) < settledUntil);
    expect(sum(settled, 'generated_tokens')).toBeLessThan(azure.total('GeneratedTokens', START, START + 15 * MINUTE));
  });

  it('a total that has grown after it was read is completed', async () => {
    const isEarly = (): boolean => clock.now() < Date.parse('2026-03-01T12:05:00Z');
    azure.data.values = (_, __, time) => (time === START ? (isEarly() ? 40 : 100) : undefined);
    const { documents } = await collect(2);
    expect(documents.map(({ fields }) => (fields['azure'] as { open_ai: unknown }).open_ai)).toEqual([
      ...Array.from({ length: 2 }, () => tokens(40)),
      ...Array.from({ length: 2 }, () => tokens(60)),
    ]);
    expect(minutesOf(documents)).toEqual(['2026-03-01T11:55:00.000Z']);
    expect(repeatedIds(documents)).toEqual([]);
  });

  it('an average that has changed after it was read stays as it was', async () => {
    const isEarly = (): boolean => clock.now() < Date.parse('2026-03-01T12:05:00Z');
    azure.data.values = (_, __, time) => (time === START ? (isEarly() ? 40 : 100) : undefined);
    const { documents } = await collect(2, { groups: ['provisioned_utilization'] });
    expect(documents).toHaveLength(2);
    expect(sum(documents, 'provisioned_managed_utilization_v2', 'avg')).toBe(80);
  });
});

function tokens(total: number): object {
  return { processed_prompt_tokens: { total }, generated_tokens: { total }, token_transaction: { total } };
}
