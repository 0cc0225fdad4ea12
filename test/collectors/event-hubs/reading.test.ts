import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { startAzurite, type Azurite } from '../../support/azurite.ts';
import { startEventHubs, type EventHubs } from '../../support/event-hubs/event-hubs.ts';
import { numbered, optionsFor, read, until } from './read-source.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

async function withHubs(run: (hubs: EventHubs) => Promise<void>, partitions = 1): Promise<void> {
  const hubs = await startEventHubs({ partitions });
  try {
    await run(hubs);
  } finally {
    await hubs.close();
  }
}

test('a source reads every partition from its first event', () =>
  withHubs(async (hubs) => {
    for (const partition of [0, 1, 2, 3]) hubs.send(partition, numbered(`p${partition}`, 250));
    const reading = read(eventHubLogs(optionsFor(hubs, azurite)));
    await until(() => reading.events.length === 1000);
    await reading.stop();
    for (const partition of [0, 1, 2, 3]) {
      const own = reading.bodies.filter((body) => body.startsWith(`p${partition}-`));
      expect(own).toEqual(numbered(`p${partition}`, 250));
    }
  }, 4));

test('an event has its position in the hub and its unchanged body', () =>
  withHubs(async (hubs) => {
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x27]);
    const json = '{ "requestTime": 638412345678901234 }\r\n';
    hubs.send(0, [json, body], { enqueuedTime: 1_700_000_000_000 });
    const reading = read(eventHubLogs(optionsFor(hubs, azurite)));
    await until(() => reading.events.length === 2);
    await reading.stop();
    const [first, second] = reading.events;
    expect(reading.bodies[0]).toBe(json);
    expect(second).toEqual({
      namespace: 'localhost',
      eventHub: 'logs',
      consumerGroup: '$Default',
      partitionId: '0',
      sequenceNumber: 1,
      offset: expect.stringMatching(/^\d+$/),
      enqueuedTime: 1_700_000_000_000,
      body,
    });
    expect(Number(second?.offset)).toBeGreaterThan(Number(first?.offset));
  }));

test('every kind of AMQP body becomes bytes', () =>
  withHubs(async (hubs) => {
    hubs.send(0, [
      { data: [Buffer.from('{"a":'), Buffer.from('1}')] },
      { value: '{"text":true}' },
      { value: { records: [{ n: 1 }] } },
      { value: null },
      { sequence: [1, 'two'] },
    ]);
    const reading = read(eventHubLogs(optionsFor(hubs, azurite)));
    await until(() => reading.events.length === 5);
    await reading.stop();
    expect(reading.bodies).toEqual(['{"a":1}', '{"text":true}', '{"records":[{"n":1}]}', 'null', '[1,"two"]']);
  }));

test('a source that starts at the latest event skips the events that are already there', () =>
  withHubs(async (hubs) => {
    hubs.send(0, numbered('old', 10));
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { startPosition: 'latest' })));
    await until(() => hubs.receivers.length === 1);
    hubs.send(0, numbered('new', 10));
    await until(() => reading.events.length === 10);
    await reading.stop();
    expect(reading.bodies).toEqual(numbered('new', 10));
  }));

test('the lag of a batch is its distance from the newest event of its partition', () =>
  withHubs(async (hubs) => {
    hubs.send(0, numbered('event', 1000), { enqueuedTime: Date.now() - 60_000 });
    const reading = read(eventHubLogs(optionsFor(hubs, azurite, { maxBatchSize: 100 })));
    await until(() => reading.events.length === 1000);
    await reading.stop();
    for (const { records, lag } of reading.batches) {
      expect(lag?.records).toBe(999 - (records.at(-1)?.sequenceNumber ?? 0));
      expect(lag?.seconds).toBeGreaterThanOrEqual(60);
    }
    expect(reading.batches.at(-1)?.lag?.records).toBe(0);
  }));

test('each consumer group reads all events', async () => {
  const hubs = await startEventHubs({ partitions: 1, consumerGroups: ['$Default', 'dashboards'] });
  hubs.send(0, numbered('event', 5));
  const options = optionsFor(hubs, azurite);
  const [one, other] = [
    read(eventHubLogs(options)),
    read(eventHubLogs({ ...options, consumerGroup: 'dashboards' })),
  ] as const;
  await until(() => one.events.length === 5 && other.events.length === 5);
  await Promise.all([one.stop(), other.stop()]);
  expect(other.events.map(({ consumerGroup }) => consumerGroup)).toEqual(Array(5).fill('dashboards'));
  await hubs.close();
});
