import { describe, expect, it, vi } from 'vitest';

import { backoff } from '../../../src/collectors/concurrency/backoff.ts';
import { withRetry } from '../../../src/collectors/pipeline/retry.ts';
import { documentOf, MemorySink } from './support.ts';

describe('The wait before the next attempt', () => {
  it('doubles with each failure up to the maximum, and is random in its upper half', () => {
    const waits = (failures: number): number[] =>
      Array.from({ length: 200 }, () => backoff(failures, { minDelay: 100, maxDelay: 1000 }));
    for (const [failures, longest] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [9, 1000],
      [2000, 1000],
    ] as const) {
      const all = waits(failures);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(longest / 2);
      expect(Math.max(...all)).toBeLessThanOrEqual(longest);
      expect(new Set(all).size).toBeGreaterThan(100);
    }
  });

  it('is never shorter than what the service asked for, and not the same for all', () => {
    const all = Array.from({ length: 200 }, () => backoff(1, { minDelay: 100 }, 5000));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(5000);
    expect(Math.max(...all)).toBeLessThanOrEqual(5050);
    expect(new Set(all).size).toBeGreaterThan(100);
  });
});

describe('A sink with retries', () => {
  it('tells what it tries again, and waits as long as the document that asked for the longest', async () => {
    const told: unknown[] = [];
    const inner = new MemorySink((id, write) =>
      write > 1 || id === 'fine' ? { status: 'accepted' } : { status: 'retry', reason: 'busy', after: Number(id) },
    );
    const sink = withRetry(inner, {
      minDelay: 0,
      onRetry: (documents, reason, delay) => told.push([documents, reason, delay]),
    });
    const outcomes = await sink.write(['1', 'fine', '3'].map(documentOf));
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(told).toEqual([[2, 'busy', 3]]);
  });

  it('rejects what is refused for longer than the timeout without interruption', async () => {
    const answers = ['refused', 'busy', 'refused', 'refused', 'refused'];
    vi.useFakeTimers({ toFake: ['Date'] });
    const seen: string[] = [];
    const inner = new MemorySink(() => {
      vi.setSystemTime(Date.now() + 100);
      const reason = answers[seen.length] ?? 'refused too often';
      seen.push(reason);
      return { status: 'retry', reason, ...(reason === 'refused' && { refused: true }) };
    });
    const sink = withRetry(inner, { minDelay: 0, maxDelay: 0, refusalTimeout: 200 });
    expect(await sink.write([documentOf('a')])).toEqual([{ status: 'rejected', reason: 'refused' }]);
    expect(seen).toEqual(answers);
    vi.useRealTimers();
  });

  it('rejects at once what is like others that were refused for longer than the timeout', async () => {
    const refusedSince = Date.now() - 1000;
    const inner = new MemorySink(() => ({ status: 'retry', reason: 'too large', refused: true, refusedSince }));
    const sink = withRetry(inner, { minDelay: 3_600_000, refusalTimeout: 1000 });
    expect(await sink.write([documentOf('a')])).toEqual([{ status: 'rejected', reason: 'too large' }]);
  });

  it('does not wait beyond the time that is given to a refusal', async () => {
    const delays: number[] = [];
    const inner = new MemorySink(() => ({ status: 'retry', reason: 'refused', refused: true }));
    const sink = withRetry(inner, {
      minDelay: 3_600_000,
      maxDelay: 3_600_000,
      refusalTimeout: 20,
      onRetry: (_documents, _reason, delay) => delays.push(delay),
    });
    expect(await sink.write([documentOf('a')])).toEqual([{ status: 'rejected', reason: 'refused' }]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(20);
  });

  it('reports that it has recovered when nothing is retried any more', async () => {
    const events: string[] = [];
    let isBusy = true;
    const inner = new MemorySink((id) =>
      isBusy && id === 'stuck' ? { status: 'retry', reason: 'busy' } : { status: 'accepted' },
    );
    const sink = withRetry(inner, {
      minDelay: 1,
      maxDelay: 1,
      onRetry: () => events.push('retry'),
      onSettled: () => events.push('settled'),
    });
    const stuck = sink.write([documentOf('stuck')]);
    while (events.length === 0) await new Promise(setImmediate);
    await sink.write([documentOf('fine')]);
    expect(events).not.toContain('settled');
    isBusy = false;
    await stuck;
    expect(events.at(-1)).toBe('settled');
  });

  it('answers `retry` once it was told to give up, and leaves the inner sink alone', async () => {
    const giveUp = new AbortController();
    const inner = new MemorySink((id) => (id === 'busy' ? { status: 'retry', reason: '503' } : { status: 'accepted' }));
    const sink = withRetry(inner, { signal: giveUp.signal, onRetry: () => giveUp.abort() });
    const outcomes = await sink.write(['fine', 'busy'].map(documentOf));
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'retry']);
    expect(inner.writes).toBe(1);
  });
});
