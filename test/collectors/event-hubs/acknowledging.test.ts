import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { numbered, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
let hubs: EventHubs;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

test('a second reader continues after the last acknowledged batch and reads no event twice', async () => {
  hubs = await startEventHubs({ partitions: 2 });
  const options = optionsFor(hubs, azurite);
  hubs.send(0, numbered('a', 300));
  hubs.send(1, numbered('b', 300));
  const first = read(eventHubLogs(options));
  await until(() => first.events.length === 600);
  await first.stop();

  hubs.send(0, numbered('c', 5));
  const second = read(eventHubLogs(options));
  await until(() => second.events.length === 5);
  await second.stop();
  expect(second.bodies).toEqual(numbered('c', 5));
  await hubs.close();
});

test('a second reader reads again the batches that were not acknowledged', async () => {
  hubs = await startEventHubs({ partitions: 1 });
  const options = optionsFor(hubs, azurite, { maxBatchSize: 10, maxUnacknowledgedBatches: 3 });
  hubs.send(0, numbered('event', 30));
  const first = read(eventHubLogs(options), { acknowledge: false });
  await until(() => first.batches.length === 3);
  await first.batches[0]?.ack();
  await first.stop();

  const second = read(eventHubLogs(options));
  await until(() => second.events.length === 20);
  await second.stop();
  expect(second.bodies).toEqual(numbered('event', 30).slice(10));
  await hubs.close();
});

test('a reader holds no more events than its unacknowledged batches and its prefetch', async () => {
  hubs = await startEventHubs({ partitions: 1 });
  const limits = { maxBatchSize: 10, prefetchCount: 30, maxUnacknowledgedBatches: 2 };
  const reading = read(eventHubLogs(optionsFor(hubs, azurite, limits)), { acknowledge: false });
  hubs.send(0, numbered('event', 10_000));
  await until(() => reading.batches.length === 2);
  expect(hubs.sent).toBeLessThanOrEqual(50);
  await reading.batches[0]?.ack();
  await until(() => reading.batches.length === 3);
  expect(hubs.sent).toBeLessThanOrEqual(60);
  await reading.stop();
  await hubs.close();
});

test('a reader holds no more events even if earlier events arrived one by one', async () => {
  hubs = await startEventHubs({ partitions: 1 });
  const limits = { maxBatchSize: 10, prefetchCount: 30, maxUnacknowledgedBatches: 2 };
  const source = eventHubLogs(optionsFor(hubs, azurite, limits));
  const reading = read(source, { acknowledge: false });
  for (let n = 0; n < 20; n++) {
    hubs.send(0, [`single-${n}`]);
    await until(() => reading.events.length === n + 1);
    await reading.batches.at(-1)?.ack();
  }
  hubs.send(0, numbered('event', 10_000));
  await until(() => reading.batches.length === 22);
  expect(hubs.sent).toBeLessThanOrEqual(20 + 50);
  await reading.batches[20]?.ack();
  await until(() => reading.batches.length === 23);
  expect(hubs.sent).toBeLessThanOrEqual(20 + 60);
  await reading.stop();
  await hubs.close();
});
