import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../src/collectors/contracts/sink.ts';
import { RequestSize } from '../../../src/collectors/sinks/request-size.ts';

const ACCEPTED: Outcome = { status: 'accepted' };
const RETRY: Outcome = { status: 'retry', reason: 'busy' };
const REFUSED: Outcome = { status: 'retry', reason: 'too large', refused: true };

/** Parts of 10 bytes. */
const parts = (count: number): { bytes: number }[] => Array.from({ length: count }, () => ({ bytes: 10 }));

/** Sends halves with the answers in turn, and returns their lengths. */
async function halve(size: RequestSize, count: number, tooLarge: boolean, answers: readonly Outcome[]) {
  const sent: number[] = [];
  const outcomes = await size.halve(parts(count), tooLarge, async (half) => {
    const outcome = answers[sent.push(half.length) - 1]!;
    return half.map(() => outcome);
  });
  return { sent, outcomes };
}

describe('the halves of a refused request', () => {
  it('both halves are sent, and their outcomes are in order', async () => {
    const { sent, outcomes } = await halve(new RequestSize(1000), 5, true, [REFUSED, ACCEPTED]);
    expect(sent).toEqual([2, 3]);
    expect(outcomes).toEqual([REFUSED, REFUSED, ACCEPTED, ACCEPTED, ACCEPTED]);
  });

  it('the second half is not sent while the service accepts nothing', async () => {
    const { sent, outcomes } = await halve(new RequestSize(1000), 4, true, [RETRY]);
    expect(sent).toEqual([2]);
    expect(outcomes).toEqual([RETRY, RETRY, RETRY, RETRY]);
  });
});

describe('the size of requests', () => {
  it('a refusal for size halves the limit if a half is accepted', async () => {
    const size = new RequestSize(1000);
    await halve(size, 40, true, [ACCEPTED, ACCEPTED]);
    expect(size.limit).toBe(200);
  });

  it('a refusal of another kind, or of requests of any size, does not change the limit', async () => {
    const size = new RequestSize(1000);
    await halve(size, 40, false, [ACCEPTED, ACCEPTED]);
    await halve(size, 40, true, [REFUSED, REFUSED]);
    expect(size.limit).toBe(1000);
  });

  it('the limit grows when a larger request is accepted', async () => {
    const size = new RequestSize(1000);
    await halve(size, 2, true, [REFUSED, ACCEPTED]);
    expect(size.limit).toBe(10);
    size.onAccepted(300);
    expect(size.limit).toBe(300);
  });
});

describe('a single document that is too large', () => {
  const refusedSince = (size: RequestSize, bytes: number): number | undefined =>
    size.onTooLarge(bytes, 'the service').refusedSince;

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1000 }));
  afterEach(() => void vi.useRealTimers());

  it('a document is refused since the first of its size, or of a smaller one', () => {
    const size = new RequestSize(1000);
    expect(refusedSince(size, 500)).toBe(1000);
    vi.setSystemTime(61_000);
    expect(refusedSince(size, 500)).toBe(1000);
    expect(refusedSince(size, 700)).toBe(1000);
    expect(refusedSince(size, 499)).toBe(61_000);
  });

  it('a document is refused since now if its size was accepted, or was not refused for two minutes', () => {
    const size = new RequestSize(1000);
    refusedSince(size, 500);
    vi.setSystemTime(2000);
    size.onAccepted(499);
    expect(refusedSince(size, 500)).toBe(1000);
    size.onAccepted(500);
    expect(refusedSince(size, 500)).toBe(2000);
    vi.setSystemTime(200_000);
    expect(refusedSince(size, 500)).toBe(200_000);
  });
});
