import { EventHubConsumerClient, type Subscription } from '@azure/event-hubs';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { CheckpointError } from '../../../src/collectors/logs/checkpoints/writer.ts';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { numbered, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
let hubs: EventHubs;
let warnings: string[];
beforeAll(async () => {
  azurite = await startAzurite();
});
beforeEach(async () => {
  hubs = await startEventHubs({ partitions: 2 });
  warnings = [];
  const ignore = (): void => {};
  const logger = { error: ignore, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger({ ...logger, warn: (message) => warnings.push(message) }, DiagLogLevel.WARN);
});
afterEach(async () => {
  diag.disable();
  await hubs.close();
});
afterAll(() => azurite.close());

test('a reader continues at the same event after a lost connection', async () => {
  const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxBatchSize: 10 })));
  for (let round = 0; round < 3; round++) {
    hubs.send(0, numbered(`round${round}`, 500));
    await until(() => reading.bodies.includes(`round${round}-100`));
    hubs.dropConnections();
  }
  await until(() => reading.bodies.includes('round2-499'));
  await reading.stop();
  const expected = [0, 1, 2].flatMap((round) => numbered(`round${round}`, 500));
  expect(reading.bodies).toEqual(expected);
});

test('a source waits for a hub that cannot be reached yet', async () => {
  const options = optionsFor(hubs, azurite);
  const { port } = hubs;
  await hubs.close();
  const source = eventHubLogs(options);
  const reading = read(source);
  await until(() => source.status.lastFailure !== undefined);
  expect(source.status.lastFailure?.message).toContain("can't be reached yet");
  expect(source.trouble).toContain("can't be reached yet");
  const [, key] = /SharedAccessKey=([^;]*)/.exec(hubs.connectionString) ?? [];
  hubs = await startEventHubs({ partitions: 2, port, key: key as string });
  hubs.send(0, ['event']);
  await until(() => reading.events.length === 1);
  expect(source.trouble).toBeUndefined();
  expect(source.partitions).toEqual(['0', '1']);
  await reading.stop();
});

test('a source that waits for a hub ends immediately when it is stopped', async () => {
  const options = optionsFor(hubs, azurite);
  await hubs.close();
  const source = eventHubLogs(options);
  const reading = read(source);
  await until(() => source.status.lastFailure !== undefined);
  await reading.stop();
  expect(reading.events).toEqual([]);
});

test('a reader survives a busy service and reports it', async () => {
  const loadBalancing = { updateInterval: 100, ownershipExpiration: 600_000 };
  const source = eventHubLogs(optionsFor(hubs, azurite, { loadBalancing }));
  const reading = read(source);
  await until(() => hubs.receivers.length === 2);
  // More failures than the client's attempts: it closes both partitions, and they are claimed again.
  hubs.faults.serverBusy = 40;
  hubs.dropConnections();
  hubs.send(0, numbered('event', 10));
  await until(() => reading.events.length === 10);
  await reading.stop();
  expect(reading.bodies).toEqual(numbered('event', 10));
  expect(warnings.join()).toContain('ServerBusyError');
  expect(source.status.lastFailure?.message).toContain('ServerBusyError');
});

test('an event that is sent twice is read twice, with the same sequence number', async () => {
  const reading = read(eventHubLogs(optionsFor(hubs, azurite)));
  hubs.send(0, numbered('event', 10));
  await until(() => reading.events.length === 10);
  hubs.faults.duplicates = 3;
  hubs.dropConnections();
  await until(() => reading.events.length === 13);
  await reading.stop();
  expect(reading.events.map(({ sequenceNumber }) => sequenceNumber)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 7, 8, 9]);
});

test('a source restarts a client that has stopped', async () => {
  const subscribe = vi.spyOn(EventHubConsumerClient.prototype, 'subscribe');
  const reading = read(eventHubLogs(optionsFor(hubs, azurite)));
  await until(() => hubs.receivers.length === 2);
  const { value } = subscribe.mock.results[0] as { value: Subscription };
  await value.close();
  hubs.send(1, ['event']);
  await until(() => reading.events.length === 1);
  await reading.stop();
  expect(subscribe).toHaveBeenCalledTimes(2);
  subscribe.mockRestore();
});

test('an acknowledgement rejects if its checkpoint cannot be stored, and reading continues', async () => {
  const storage = await startAzurite();
  const checkpointRetry = { attempts: 1 };
  const options = optionsFor(hubs, storage, { checkpointRetry, maxBatchSize: 10 });
  const reading = read(eventHubLogs(options), { acknowledge: false });
  hubs.send(0, numbered('event', 40));
  await until(() => reading.batches.length === 2);
  await storage.close();
  await expect(reading.batches[0]?.ack()).rejects.toThrow(CheckpointError);
  await until(() => reading.batches.length === 3);
  reading.abort();
  await reading.ended;
});
