import type { ReceivedEventData } from '@azure/event-hubs';
import { expect, test } from 'vitest';
import { CheckpointError } from '../../../src/collectors/logs/checkpoints/writer.ts';
import { PartitionReader } from '../../../src/collectors/logs/event-hub/partition.ts';
import { HeldBytes } from '../../../src/collectors/logs/event-hub/held-bytes.ts';
import type { HubEvent } from '../../../src/collectors/logs/event-hub/hub-event.ts';
import type { Batch } from '../../../src/collectors/contracts/source.ts';

const identity = { fullyQualifiedNamespace: 'contoso.servicebus.windows.net', eventHub: 'logs', consumerGroup: 'all' };

function received(sequenceNumber: number): ReceivedEventData {
  const event = { body: Buffer.from('{}'), sequenceNumber, offset: `${sequenceNumber}`, enqueuedTimeUtc: new Date() };
  return event as unknown as ReceivedEventData;
}

function createReader(writeCheckpoint: () => Promise<boolean>): {
  reader: PartitionReader;
  batches: Batch<HubEvent>[];
} {
  const batches: Batch<HubEvent>[] = [];
  const reader = new PartitionReader({
    identity,
    partitionId: '7',
    held: new HeldBytes(1_000_000).open('7'),
    maxUnacknowledgedBatches: 2,
    checkpoints: { attempts: 1 },
    writeCheckpoint,
    push: (batch) => batches.push(batch),
    onClosed: () => {},
  });
  return { reader, batches };
}

test('a partition is released after the checkpoint of its acknowledged batch is stored', async () => {
  const gate = Promise.withResolvers<boolean>();
  const { reader, batches } = createReader(() => gate.promise);
  await reader.onEvents([received(1)]);
  const acknowledged = batches[0]?.ack();
  let released = false;
  const release = reader.release().then(() => (released = true));
  await Promise.resolve();
  expect(released).toBe(false);
  gate.resolve(true);
  await Promise.all([acknowledged, release]);
});

test('a batch that is acknowledged twice writes one checkpoint', async () => {
  let written = 0;
  const { reader, batches } = createReader(async () => ++written > 0);
  await reader.onEvents([received(1)]);
  await Promise.all([batches[0]?.ack(), batches[0]?.ack()]);
  expect(written).toBe(1);
});

test('the error of a checkpoint that cannot be stored names hub, partition and event', async () => {
  const { reader, batches } = createReader(() => Promise.reject(new Error('403')));
  await reader.onEvents([received(41), received(42)]);
  const error: unknown = await batches[0]?.ack().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CheckpointError);
  expect(error).toMatchObject({ eventHub: 'logs', partitionId: '7', sequenceNumber: 42 });
});

test('the lag has no number of records while the newest event of the partition is unknown', async () => {
  const { reader, batches } = createReader(async () => true);
  await reader.onEvents([received(1)]);
  expect(batches[0]?.lag).toEqual({ seconds: expect.any(Number) });
});
