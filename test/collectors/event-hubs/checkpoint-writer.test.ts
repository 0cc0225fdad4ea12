import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { CheckpointWriter } from '../../../src/collectors/logs/checkpoints/writer.ts';
import type { CheckpointPosition } from '../../../src/collectors/logs/checkpoints/writer.ts';

function position(sequenceNumber: number): CheckpointPosition {
  return { sequenceNumber, offset: String(sequenceNumber * 100) };
}

const RETRY = { attempts: 3, minDelay: 1, maxDelay: 1 };

test('only the newest of the checkpoints that arrive during a write is kept', async () => {
  const written: number[] = [];
  const gate = Promise.withResolvers<void>();
  const writer = new CheckpointWriter(async ({ sequenceNumber }) => {
    written.push(sequenceNumber);
    await gate.promise;
  });
  const stored = [1, 2, 3, 4].map((number) => writer.store(position(number)));
  gate.resolve();
  await Promise.all(stored);
  await writer.flush();
  expect(written).toEqual([1, 4]);
});

test('checkpoints within the interval are stored as one, after the interval or at the end', async () => {
  const written: number[] = [];
  const writer = new CheckpointWriter(async ({ sequenceNumber }) => void written.push(sequenceNumber), {
    interval: 20,
  });
  for (const number of [1, 2, 3]) await writer.store(position(number));
  expect(written).toEqual([1]);
  await vi.waitFor(() => expect(written).toEqual([1, 3]));
  const slow = new CheckpointWriter(async ({ sequenceNumber }) => void written.push(sequenceNumber), { interval: 1e8 });
  for (const number of [4, 5, 6]) await slow.store(position(number));
  await slow.flush();
  expect(written).toEqual([1, 3, 4, 6]);
});

test.each(['the next call', 'flush'])('a failure that no caller awaited is thrown by %s', async (to) => {
  let broken = false;
  const write = async (): Promise<void> => {
    if (broken) throw new Error('the service is down');
  };
  const writer = new CheckpointWriter(write, { ...RETRY, interval: to === 'flush' ? 1e8 : 5 });
  await writer.store(position(1));
  broken = true;
  await writer.store(position(2));
  if (to === 'flush') await expect(writer.flush()).rejects.toThrow('the service is down');
  else await vi.waitFor(() => expect(writer.store(position(3))).rejects.toThrow('the service is down'));
});

test('a failed checkpoint is retried', async () => {
  let attempts = 0;
  const writer = new CheckpointWriter(async () => {
    if (++attempts < 3) throw new Error('the service is busy');
  }, RETRY);
  await writer.store(position(1));
  expect(attempts).toBe(3);
});

test('a checkpoint rejects after its last attempt, and the next one has all its attempts', async () => {
  let broken = true;
  const writer = new CheckpointWriter(async () => {
    if (broken) throw new Error('the service is down');
  }, RETRY);
  await expect(writer.store(position(1))).rejects.toThrow('the service is down');
  broken = false;
  await expect(writer.store(position(2))).resolves.toBeUndefined();
});

test('an abandoned writer settles its callers and writes nothing', async () => {
  const written: number[] = [];
  const writer = new CheckpointWriter(async ({ sequenceNumber }) => {
    written.push(sequenceNumber);
    throw new Error('refused');
  }, RETRY);
  const stored = writer.store(position(1));
  writer.abandon();
  await stored;
  await writer.store(position(2));
  await writer.flush();
  expect(written).toEqual([1]);
});

test('checkpoints only move forward, and the last one is stored or its failure is thrown, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      async (fails, count) => {
        const written: number[] = [];
        const writer = new CheckpointWriter(async ({ sequenceNumber }) => {
          await Promise.resolve();
          if (fails.shift()) throw new Error('no');
          written.push(sequenceNumber);
        }, RETRY);
        const stored = Array.from({ length: count }, (_, index) => writer.store(position(index)));
        const [first] = await Promise.allSettled(stored);
        const end = await Promise.allSettled([writer.flush()]);
        expect(written).toEqual(written.toSorted((a, b) => a - b));
        const isReported = [first, ...end].some((outcome) => outcome?.status === 'rejected');
        if (!isReported) expect(written.at(-1)).toBe(count - 1);
      },
    ),
    { numRuns: 50 },
  );
});
