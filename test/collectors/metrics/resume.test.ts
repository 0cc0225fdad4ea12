import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursors, CursorStore } from '../../../src/collectors/metrics/cursor-stores.ts';
import { AzureStandIn, errorReply, isBatch } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, minutesOf, repeatedIds, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const MINUTE = 60_000;

class MemoryCursorStore implements CursorStore {
  saved: Cursors | undefined;
  saves = 0;
  failure: Error | undefined;
  load = (): Promise<Cursors | undefined> => Promise.resolve(this.saved);
  save = async (cursors: Cursors): Promise<void> => {
    this.saves += 1;
    await Promise.resolve();
    if (this.failure) throw this.failure;
    this.saved = structuredClone(cursors);
  };
}

describe('after a stop', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;
  let cursors: MemoryCursorStore;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    cursors = new MemoryCursorStore();
    azure = await new AzureStandIn({ accounts: accounts(3), now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  async function collect(rounds: number, options = {}): Promise<Collector> {
    return Collector.run(azure, clock, { groups: ['tokens', 'requests'], cursors, ...options }, rounds);
  }

  it('missed minutes are collected after a stop, and nothing is repeated', async () => {
    const before = await collect(2);
    clock.advance(3.4 * 3_600_000);
    const after = await collect(1);
    const documents = [...before.documents, ...after.documents];
    const end = Date.parse('2026-03-01T15:29:00Z');

    expect(minutesOf(documents)).toHaveLength((end - START) / MINUTE);
    expect(sum(documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, end));
    expect(sum(documents, 'requests')).toBe(azure.total('AzureOpenAIRequests', START, end));
    expect(repeatedIds(documents)).toEqual([]);
  });

  it('stored values are not handed out again, whatever the overlap', async () => {
    const before = await collect(2, { overlap: 1200 });
    clock.advance(300_000);
    const after = await collect(3, { overlap: 1200 });
    const documents = [...before.documents, ...after.documents];
    expect(repeatedIds(documents)).toEqual([]);
    expect(sum(documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 25 * MINUTE));
  });

  it('a request reads at most an hour', async () => {
    await collect(1);
    clock.advance(5 * 3_600_000);
    await collect(1, { overlap: 0 });
    for (const { query } of azure.metricsRequests()) {
      const length = Date.parse(query.get('endtime')!) - Date.parse(query.get('starttime')!);
      expect(length).toBeLessThanOrEqual(60 * MINUTE);
    }
  });

  it('minutes before maxBackfill are skipped and reported', async () => {
    await collect(1);
    clock.advance(50 * 3_600_000);
    const { documents } = await collect(1, { maxBackfill: 7200 });
    expect(minutesOf(documents)).toHaveLength(120);
    const missed = messages.warnings.filter((message) => message.includes('was not collected from'));
    expect(missed).toHaveLength(3);
    expect(missed[0]).toContain('from 2026-03-01T12:00:00.000Z to 2026-03-03T12:00:00.000Z');
  });

  it('batches that were not acknowledged are handed out again', async () => {
    const before = await collect(2, { acknowledge: false });
    const after = await collect(1);
    const ids = (documents: Collector['documents']): string[] => documents.map(({ id }) => id).toSorted();
    expect(before.documents.length).toBeGreaterThan(0);
    expect(ids(after.documents)).toEqual(ids(before.documents));
  });

  it('a batch that was acknowledged is not handed out again', async () => {
    const collector = new Collector(azure, clock, { groups: ['tokens', 'requests'], cursors, acknowledge: false });
    await collector.settled();
    const [first, ...others] = collector.batches;
    await first!.ack();
    await collector.stop();
    const after = await collect(1);
    const groups = (batches: Collector['batches']): string[] => batches.map(({ records }) => records[0]!.group);
    expect(groups(after.batches)).toEqual(groups(others));
  });

  it('an account that could not be read continues where it stopped', async () => {
    const removeFault = azure.addFault({
      on: ({ path, body }) => isBatch(path) && body.includes('account-1'),
      reply: errorReply(400, 'BadRequest', 'Something is wrong with a resource.'),
    });
    const before = await collect(3);
    expect(before.documents.length).toBeGreaterThan(0);
    expect(JSON.stringify(before.documents)).not.toContain('account-1');
    expect(messages.warnings.filter((message) => message.includes('account-1'))).toHaveLength(1);
    removeFault();
    const after = await collect(1);
    const documents = [...before.documents, ...after.documents];
    expect(sum(documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 15 * MINUTE));
    expect(repeatedIds(documents)).toEqual([]);
  });

  it('acknowledgements share a save', async () => {
    const collector = new Collector(azure, clock, { cursors, acknowledge: false });
    await collector.settled();
    const before = cursors.saves;
    await Promise.all(collector.batches.map((batch) => batch.ack()));
    expect(collector.batches.length).toBeGreaterThan(10);
    expect(cursors.saves - before).toBeLessThanOrEqual(2);
    expect(Object.keys(cursors.saved!)).toHaveLength(3);
    await collector.stop();
  });

  it('a first save that fails is trouble until an acknowledgement is saved', async () => {
    cursors.failure = new Error('the disk is full');
    const collector = new Collector(azure, clock, { groups: ['tokens'], cursors, acknowledge: false });
    await collector.settled();
    expect(collector.source.trouble).toContain("cursors: they can't be saved: the disk is full");
    cursors.failure = undefined;
    await collector.batches[0]!.ack();
    expect(collector.source.trouble).toBeUndefined();
    await collector.stop();
  });

  it('an acknowledgement that can not be saved rejects, and the next one includes it', async () => {
    const collector = new Collector(azure, clock, { groups: ['tokens', 'requests'], cursors, acknowledge: false });
    await collector.settled();
    cursors.failure = new Error('the disk is full');
    await expect(collector.batches[0]!.ack()).rejects.toThrow('the disk is full');
    cursors.failure = undefined;
    await collector.batches[1]!.ack();
    await collector.stop();
    expect((await collect(1)).documents).toEqual([]);
  });
});
