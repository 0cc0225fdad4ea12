import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import type { EventHubLogsOptions } from '../../../src/collectors/logs/event-hub/options.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { numbered, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
let hubs: EventHubs;
beforeAll(async () => {
  azurite = await startAzurite();
});
beforeEach(async () => {
  hubs = await startEventHubs({ partitions: 4 });
});
afterEach(() => hubs.close());
afterAll(() => azurite.close());

/** Returns the metadata of the blobs in the checkpoint container, by partition. */
async function blobs(options: EventHubLogsOptions, kind: 'checkpoint' | 'ownership'): Promise<Record<string, string>> {
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    options.storage.container as string,
  );
  const found: Record<string, string> = {};
  for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true })) {
    const [, of, partition] = /\/(checkpoint|ownership)\/(\d+)$/.exec(name) ?? [];
    const value = metadata?.[kind === 'checkpoint' ? 'sequencenumber' : 'ownerid'];
    if (of === kind) found[partition as string] = value as string;
  }
  return found;
}

test('two readers share the partitions, and each event reaches one of them', async () => {
  const options = optionsFor(hubs, azurite);
  const sources = [eventHubLogs(options), eventHubLogs(options)] as const;
  const readings = [read(sources[0]), read(sources[1])] as const;
  await until(() => sources.every(({ status }) => status.partitions.length === 2));
  for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered(`p${partition}`, 100));
  await until(() => readings[0].events.length + readings[1].events.length === 400);
  await Promise.all(readings.map((reading) => reading.stop()));
  expect(readings.map(({ events }) => events.length)).toEqual([200, 200]);
  expect(new Set(readings.flatMap(({ bodies }) => bodies)).size).toBe(400);
});

test('the other reader takes over immediately what a closed reader gives back', async () => {
  // No ownership expires here, so only partitions that are given back can be taken over.
  const options = optionsFor(hubs, azurite, { loadBalancing: { updateInterval: 100, ownershipExpiration: 600_000 } });
  const sources = [eventHubLogs(options), eventHubLogs(options)] as const;
  const readings = [read(sources[0]), read(sources[1])] as const;
  await until(() => sources.every(({ status }) => status.partitions.length === 2));
  await readings[0].stop();
  await until(() => sources[1].status.partitions.length === 4);
  for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered(`p${partition}`, 10));
  await until(() => readings[1].events.length === 40);
  await readings[1].stop();
  expect(await blobs(options, 'ownership')).toEqual({ 0: '', 1: '', 2: '', 3: '' });
});

test('a reader that lost a partition does not move its checkpoint', async () => {
  const options = optionsFor(hubs, azurite, { maxBatchSize: 10 });
  const first = read(eventHubLogs(options), { acknowledge: false });
  for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered('event', 10));
  await until(() => first.batches.length === 4);
  const second = read(eventHubLogs(options));
  await until(async () => Object.keys(await blobs(options, 'checkpoint')).length === 2);
  const taken = await blobs(options, 'checkpoint');
  for (const partition of Object.keys(taken)) hubs.send(partition, numbered('more', 10));
  await until(async () => Object.values(await blobs(options, 'checkpoint')).every((sequence) => sequence === '19'));

  await Promise.all(first.batches.map((batch) => batch.ack()));
  await first.stop();
  await second.stop();
  const checkpoints = await blobs(options, 'checkpoint');
  for (const partition of ['0', '1', '2', '3']) {
    expect(checkpoints[partition]).toBe(partition in taken ? '19' : '9');
  }
});

test('a reader that waits for acknowledgements notices that it lost a partition', async () => {
  const options = optionsFor(hubs, azurite, { maxBatchSize: 10, maxUnacknowledgedBatches: 1 });
  const source = eventHubLogs(options);
  const slow = read(source, { acknowledge: false });
  for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered(`p${partition}`, 20));
  await until(() => slow.batches.length === 4);
  const other = read(eventHubLogs(options));
  await until(() => source.status.partitions.length === 2 && other.events.length === 40);
  await Promise.all(slow.batches.map((batch) => batch.ack()));
  await until(() => slow.batches.length === 6);
  await Promise.all(slow.batches.map((batch) => batch.ack()));
  // Four links of the slow reader and two of the other: no partition was stolen back.
  expect(hubs.attached).toBe(6);
  await slow.stop();
  await other.stop();
  expect(await blobs(options, 'checkpoint')).toEqual({ 0: '19', 1: '19', 2: '19', 3: '19' });
  const kept = slow.batches.slice(4).map(({ partition }) => `p${partition}-10`);
  expect(new Set([...other.bodies, ...kept]).size).toBe(40 + 2);
});

test('queued batches of a lost partition are not handed out', async () => {
  const options = optionsFor(hubs, azurite, { maxBatchSize: 10, maxUnacknowledgedBatches: 3 });
  const source = eventHubLogs(options);
  const controller = new AbortController();
  const batches = source.read(controller.signal);
  for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered(`p${partition}`, 10));
  const handedOut = [await batches.next()];
  const other = read(eventHubLogs(options));
  await until(() => source.status.partitions.length === 2 && other.events.length === 20);
  const kept = source.status.partitions;
  for (const partition of kept) hubs.send(partition, ['last']);
  for (let last = 0; last < 2;) {
    handedOut.push(await batches.next());
    if (String(handedOut.at(-1)?.value?.records.at(-1)?.body) === 'last') last++;
  }
  const [, ...later] = handedOut.map(({ value }) => value?.partition as string);
  expect(kept).toEqual(expect.arrayContaining(later));
  controller.abort();
  await source.close();
  await other.stop();
});

test('a reader whose link was stolen continues when it owns the partition again', async () => {
  const loadBalancing = { updateInterval: 100, ownershipExpiration: 600_000 };
  const source = eventHubLogs(optionsFor(hubs, azurite, { loadBalancing }));
  const reading = read(source);
  await until(() => hubs.receivers.length === 4);
  hubs.send(1, numbered('before', 10));
  await until(() => reading.events.length === 10);
  await reading.batches.at(-1)?.ack();
  hubs.detach(1);
  hubs.send(1, numbered('after', 10));
  await until(() => reading.bodies.includes('after-9'));
  await reading.stop();
  expect(source.status.lastFailure).toBeUndefined();
  expect(new Set(reading.bodies)).toEqual(new Set([...numbered('before', 10), ...numbered('after', 10)]));
});
