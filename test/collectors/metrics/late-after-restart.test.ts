import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CursorStore, fileCursorStore } from '../../../src/collectors/metrics/cursor-stores.ts';
import { METRIC_GROUPS } from '../../../src/collectors/metrics/metric-groups.ts';
import { AzureStandIn } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, repeatedIds, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const MINUTE = 60_000;

describe('late values and restarts', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;
  let folder: string;
  let path: string;
  let cursors: CursorStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'late-'));
    path = join(folder, 'cursors.json');
    cursors = fileCursorStore(path);
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(2), now: clock.now }).start();
  });
  afterEach(async () => {
    await azure.stop();
    await rm(folder, { recursive: true });
  });

  async function collect(rounds: number, options = {}): Promise<Collector> {
    return Collector.run(azure, clock, { groups: ['tokens'], cursors, ...options }, rounds);
  }

  /** Delays every third minute by four minutes, and every fourth in only one of the metrics that share a document. */
  function delaySome(): void {
    azure.data.delay = (_, metric, time) => {
      const minute = time / MINUTE;
      return minute % 3 === 0 || (minute % 4 === 0 && metric === 'GeneratedTokens') ? 240_000 : 0;
    };
  }

  function expectAll(documents: Collector['documents'], until: number): void {
    const settled = documents.filter(({ fields }) => Date.parse(fields['@timestamp']) < until);
    for (const [metric, field] of [
      ['GeneratedTokens', 'generated_tokens'],
      ['TokenTransaction', 'token_transaction'],
    ] as const) {
      expect(sum(settled, field)).toBe(azure.total(metric, START, until));
    }
    expect(repeatedIds(documents)).toEqual([]);
  }

  it('the next process finds late values and repeats nothing', async () => {
    delaySome();
    const documents = [];
    for (let restart = 0; restart < 4; restart += 1) {
      documents.push(...(await collect(1)).documents);
      clock.advance(300_000);
    }
    expectAll(documents, START + 15 * MINUTE);
  });

  it('late values are found after a stop of hours', async () => {
    delaySome();
    const before = await collect(2);
    clock.advance(5 * 3_600_000);
    const after = await collect(2);
    expectAll([...before.documents, ...after.documents], START + 5 * 60 * MINUTE);
  });

  it('late values are found after hours without a collection', async () => {
    delaySome();
    const collector = new Collector(azure, clock, { groups: ['tokens'], cursors });
    await collector.settled();
    await collector.after(5 * 3_600);
    await collector.stop();
    expectAll(collector.documents, START + 5 * 60 * MINUTE);
  });

  it('the next process completes a total that has grown', async () => {
    const isEarly = (): boolean => clock.now() < Date.parse('2026-03-01T12:05:00Z');
    azure.data.values = (_, __, time) => (time === START + 4 * MINUTE ? (isEarly() ? 40 : 100) : undefined);
    const before = await collect(1);
    clock.advance(300_000);
    const after = await collect(1);
    expect(sum(before.documents, 'generated_tokens')).toBe(2 * 40);
    expect(sum(after.documents, 'generated_tokens')).toBe(2 * 60);
  });

  it('late values that were not acknowledged become the same documents again, in other windows too', async () => {
    delaySome();
    await collect(2);
    clock.advance(300_000);
    const killed = await collect(1, { acknowledge: false });
    clock.advance(120_000);
    const after = await collect(1);
    const ids = new Set(after.documents.map(({ id }) => id));
    expect(killed.documents.length).toBeGreaterThan(0);
    expect(killed.documents.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('minutes before the values of the last process are not handed out as late', async () => {
    const before = await collect(1);
    clock.advance(300_000);
    const after = await collect(1, { overlap: 3600 });
    expectAll([...before.documents, ...after.documents], START + 10 * MINUTE);
  });

  it('minutes that were skipped are not handed out as late', async () => {
    await collect(1);
    clock.advance(10 * 3_600_000);
    const { documents } = await collect(1, { maxBackfill: 600 });
    expect(new Set(documents.map(({ fields }) => fields['@timestamp'])).size).toBe(10);
  });

  it('cursors of earlier versions, without values, continue without late values', async () => {
    const before = await collect(1);
    const { version, cursors: times } = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ version, cursors: times }));
    clock.advance(300_000);
    const after = await collect(2);
    expectAll([...before.documents, ...after.documents], START + 15 * MINUTE);
  });

  it('the number of saved values is limited, which is reported once', async () => {
    const [tokens] = METRIC_GROUPS.filter(({ name }) => name === 'tokens');
    let saved = '';
    const many = {
      load: async () => huge(tokens!.name),
      save: async (all: object) => void (saved = JSON.stringify(all)),
    };
    await collect(2, { cursors: many });
    expect(saved.length).toBeLessThan(10_000_000);
    expect(messages.warnings.filter((message) => message.includes('not all are kept'))).toHaveLength(1);
  });
});

/** Returns cursors with more values than are saved. */
function huge(group: string): object {
  const series = Array.from({ length: 300_000 }, (_, index) => [
    `series-${index}`,
    { GeneratedTokens: { '1': index } },
  ]);
  const reported = { since: '2026-03-01T11:55:00.000Z', values: Object.fromEntries(series) };
  return { '/subscriptions/other/account': { [group]: { to: '2026-03-01T12:00:00.000Z', reported } } };
}
