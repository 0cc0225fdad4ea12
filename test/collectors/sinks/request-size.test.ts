import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../src/collectors/contracts/sink.ts';
import { RequestSize } from '../../../src/collectors/sinks/request-size.ts';

const ACCEPTED: Outcome = { status: 'accepted' };
const RETRY: Outcome = { status: 'retry', reason: 'busy' };
const REFUSED: Outcome = { status: 'retry', reason: 'too large', refused: true };

/** Parts of 10 bytes. */
const parts = (count: number): { bytes: number }[] => Array.from({ length: count }, () => ({ bytes: 10 }));

/** Sends halves that are answered so in turn, and notes their lengths. */
async function halve(size: RequestSize, count: number, tooLarge: boolean, answers: readonly Outcome[]) {
  const sent: number[] = [];
  const outcomes = await size.halves(parts(count), tooLarge, async (half) => {
    const outcome = answers[sent.push(half.length) - 1]!;
    return half.map(() => outcome);
  });
  return { sent, outcomes };
}

describe('the halves of a refused request', () => {
  it('are both sent, and answered in order', async () => {
    const { sent, outcomes } = await halve(new RequestSize(1000), 5, true, [REFUSED, ACCEPTED]);
    expect(sent).toEqual([2, 3]);
    expect(outcomes).toEqual([REFUSED, REFUSED, ACCEPTED, ACCEPTED, ACCEPTED]);
  });

  it('end with the first while the service accepts nothing', async () => {
    const { sent, outcomes } = await halve(new RequestSize(1000), 4, true, [RETRY]);
    expect(sent).toEqual([2]);
    expect(outcomes).toEqual([RETRY, RETRY, RETRY, RETRY]);
  });
});

describe('the size of requests', () => {
  it('is halved by a refusal for size if a half is accepted', async () => {
    const size = new RequestSize(1000);
    await halve(size, 40, true, [ACCEPTED, ACCEPTED]);
    expect(size.most).toBe(200);
  });

  it('is not changed by a refusal of another kind, or of requests of any size', async () => {
    const size = new RequestSize(1000);
    await halve(size, 40, false, [ACCEPTED, ACCEPTED]);
    await halve(size, 40, true, [REFUSED, REFUSED]);
    expect(size.most).toBe(1000);
  });

  it('grows with a larger request that is accepted', async () => {
    const size = new RequestSize(1000);
    await halve(size, 2, true, [REFUSED, ACCEPTED]);
    expect(size.most).toBe(10);
    size.accepted(300);
    expect(size.most).toBe(300);
  });
});

describe('a single document that is too large', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1000 }));
  afterEach(() => void vi.useRealTimers());

  it('is refused since the first of its size or smaller was', () => {
    const size = new RequestSize(1000);
    expect(size.refusedSince(500)).toBe(1000);
    vi.setSystemTime(61_000);
    expect(size.refusedSince(500)).toBe(1000);
    expect(size.refusedSince(700)).toBe(1000);
    expect(size.refusedSince(499)).toBe(61_000);
  });

  it('is refused since now after a request of its size was accepted, or when none was refused for two minutes', () => {
    const size = new RequestSize(1000);
    size.refusedSince(500);
    vi.setSystemTime(2000);
    size.accepted(499);
    expect(size.refusedSince(500)).toBe(1000);
    size.accepted(500);
    expect(size.refusedSince(500)).toBe(2000);
    vi.setSystemTime(200_000);
    expect(size.refusedSince(500)).toBe(200_000);
  });
});
