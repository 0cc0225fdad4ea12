import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { HeldBytes } from '../../../src/collectors/logs/event-hub/held-bytes.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { optionsFor, read, until } from './read-source.ts';

const KB = 1000;

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

async function withHubs(partitions: number, run: (hubs: EventHubs) => Promise<void>): Promise<void> {
  const hubs = await startEventHubs({ partitions });
  try {
    await run(hubs);
  } finally {
    await hubs.close();
  }
}

/** Waits until the hub stops sending. @returns the number of events that it sent */
async function countSent(hubs: EventHubs): Promise<number> {
  for (let sent = -1; ;) {
    if (sent === hubs.sent && sent > 0) return sent;
    sent = hubs.sent;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

test.each([
  ['all partitions', 16, 16],
  ['one of many partitions', 16, 1],
  ['the only partition', 1, 1],
])('a source holds no more bytes than allowed while nothing is stored, if events are in %s', (_, partitions, busy) =>
  withHubs(partitions, async (hubs) => {
    for (let partition = 0; partition < busy; partition += 1) hubs.generate(partition, 500, () => 'x'.repeat(200 * KB));
    const maxHeldBytes = 16_000 * KB;
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxHeldBytes })), { acknowledge: false });
    await until(() => hubs.receivers.length === partitions);
    const sent = await countSent(hubs);
    expect(sent * 200 * KB).toBeLessThanOrEqual(maxHeldBytes);
    expect(sent * 200 * KB).toBeGreaterThan(maxHeldBytes / 4);
    await reading.stop();
  }),
);

test('every event of every partition is read even if few of them fit within the limit', () =>
  withHubs(4, async (hubs) => {
    for (const partition of [0, 1, 2, 3]) {
      hubs.generate(partition, 40, (index) => `p${partition}-${index} ${'x'.repeat(200 * KB)}`);
    }
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxHeldBytes: 1000 * KB })));
    await until(() => reading.events.length === 160);
    await reading.stop();
    expect(new Set(reading.bodies.map((body) => body.split(' ')[0])).size).toBe(160);
  }));

test('an event larger than the limit is read when no other is held', () =>
  withHubs(2, async (hubs) => {
    for (const partition of [0, 1]) hubs.generate(partition, 3, () => 'x'.repeat(900 * KB));
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxHeldBytes: 100 * KB })), { acknowledge: false });
    for (let count = 1; count <= 6; count += 1) {
      await until(() => reading.events.length >= count);
      expect(reading.batches[count - 1]?.records).toHaveLength(1);
      await reading.batches[count - 1]?.ack();
    }
    await reading.stop();
  }));

test('events that a lost connection had on its way no longer count against the limit', () =>
  withHubs(2, async (hubs) => {
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxHeldBytes: 2000 * KB })));
    await until(() => hubs.receivers.length === 2);
    for (let cut = 1; cut <= 3; cut += 1) {
      hubs.dropConnections();
      for (const partition of [0, 1]) hubs.generate(partition, 10, (index) => `${cut} ${index}`.padEnd(200 * KB));
      await until(
        () => new Set(reading.events.map((event) => event.partitionId + event.sequenceNumber)).size >= 20 * cut,
      );
    }
    await reading.stop();
  }));

/** Creates a link whose sender never sends by itself. */
function createLink(): { credit: number; isOpen(): boolean; addCredit(credit: number): void } {
  const link = { credit: 0, isOpen: () => true, addCredit: (credit: number) => void (link.credit += credit) };
  return link;
}

test('released bytes go first to the partition that holds the least', () => {
  const held = new HeldBytes(20_000_000);
  const giant = held.open('giant');
  const [giantLink, smallLink] = [createLink(), createLink()];
  giant.want(giantLink, 300);
  let sequenceNumber = 0;
  while (giantLink.credit > 0) {
    giantLink.credit -= 1;
    giant.onArrival((sequenceNumber += 1), 1_000_000);
  }
  expect(held.held).toBeLessThanOrEqual(20_000_000);
  const small = held.open('small');
  small.want(smallLink, 300);
  expect(smallLink.credit).toBe(0);
  const first = giant.handOver(1);
  giant.handOver(2);
  first.release();
  expect([smallLink.credit, giantLink.credit]).toEqual([1, 0]);
});

test('bytes are released once, and closing a partition releases those that wait in the client', () => {
  const held = new HeldBytes(10_000_000);
  const partition = held.open('0');
  partition.want(createLink(), 300);
  for (const sequenceNumber of [1, 2, 3]) partition.onArrival(sequenceNumber, 1000);
  const all = held.held;
  const events = partition.handOver(2);
  events.release();
  events.release();
  expect(held.held).toBe(all / 3);
  const later = held.open('0');
  partition.close();
  partition.onArrival(4, 1000);
  expect(held.held).toBe(0);
  expect(held.partition('0')).toBe(later);
});
