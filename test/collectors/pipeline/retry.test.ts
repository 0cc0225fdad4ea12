import { describe, expect, it, vi } from 'vitest';

import { backoff, retry } from '../../../src/collectors/concurrency/backoff.ts';
import { withRetry } from '../../../src/collectors/pipeline/with-retry.ts';
import { createDocument, MemorySink } from './support.ts';

describe('backoff', () => {
  it('the wait doubles with each failure up to the maximum, and is random in its upper half', () => {
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

  it('the wait is never shorter than the service asks for, and not the same for all', () => {
    const all = Array.from({ length: 200 }, () => backoff(1, { minDelay: 100 }, 5000));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(5000);
    expect(Math.max(...all)).toBeLessThanOrEqual(5050);
    expect(new Set(all).size).toBeGreaterThan(100);
  });
});

describe('retry', () => {
  const failing = (times: number): (() => Promise<string>) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw new Error(`${left} left`);
      return 'done';
    };
  };

  it('an attempt is repeated until it succeeds, and each failure is reported', async () => {
    const reported: string[] = [];
    const onRetry = (error: unknown): void => void reported.push((error as Error).message);
    expect(await retry(failing(2), { minDelay: 0, onRetry })).toBe('done');
    expect(reported).toEqual(['1 left', '0 left']);
  });

  it('retry rejects with an error that is not retryable', async () => {
    const isRetryable = (_error: unknown, failures: number): boolean => failures < 3;
    await expect(retry(failing(5), { minDelay: 0, isRetryable })).rejects.toThrow('2 left');
  });

  it('retry rejects with the last error once the signal is aborted', async () => {
    const stop = new AbortController();
    const running = retry(failing(5), { minDelay: 3_600_000, onRetry: () => stop.abort(), signal: stop.signal });
    await expect(running).rejects.toThrow('4 left');
  });
});

describe('withRetry', () => {
  it('withRetry reports the documents of a retry, and waits for the longest time that one asks for', async () => {
    const reported: unknown[] = [];
    const inner = new MemorySink((id, write) =>
      write > 1 || id === 'fine' ? { status: 'accepted' } : { status: 'retry', reason: 'busy', after: Number(id) },
    );
    const sink = withRetry(inner, {
      minDelay: 0,
      onRetry: (documents, reason, delay) => reported.push([documents, reason, delay]),
    });
    const outcomes = await sink.write(['1', 'fine', '3'].map(createDocument));
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(reported).toEqual([[2, 'busy', 3]]);
  });

  it('a document is rejected after it was refused for the timeout without interruption', async () => {
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
    expect(await sink.write([createDocument('a')])).toEqual([{ status: 'rejected', reason: 'refused' }]);
    expect(seen).toEqual(answers);
    vi.useRealTimers();
  });

  it('a document is rejected at once if similar ones were refused for longer than the timeout', async () => {
    const refusedSince = Date.now() - 1000;
    const inner = new MemorySink(() => ({ status: 'retry', reason: 'too large', refused: true, refusedSince }));
    const sink = withRetry(inner, { minDelay: 3_600_000, refusalTimeout: 1000 });
    expect(await sink.write([createDocument('a')])).toEqual([{ status: 'rejected', reason: 'too large' }]);
  });

  it('no wait is longer than the timeout of a refusal', async () => {
    const delays: number[] = [];
    const inner = new MemorySink(() => ({ status: 'retry', reason: 'refused', refused: true }));
    const sink = withRetry(inner, {
      minDelay: 3_600_000,
      maxDelay: 3_600_000,
      refusalTimeout: 20,
      onRetry: (_documents, _reason, delay) => delays.push(delay),
    });
    expect(await sink.write([createDocument('a')])).toEqual([{ status: 'rejected', reason: 'refused' }]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(20);
  });

  it('onSettled is called when no document is retried any more', async () => {
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
    const stuck = sink.write([createDocument('stuck')]);
    while (events.length === 0) await new Promise(setImmediate);
    await sink.write([createDocument('fine')]);
    expect(events).not.toContain('settled');
    isBusy = false;
    await stuck;
    expect(events.at(-1)).toBe('settled');
  });

  it('a document stays `retry` once the signal is aborted, and is not written again', async () => {
    const giveUp = new AbortController();
    const inner = new MemorySink((id) => (id === 'busy' ? { status: 'retry', reason: '503' } : { status: 'accepted' }));
    const sink = withRetry(inner, { signal: giveUp.signal, onRetry: () => giveUp.abort() });
    const outcomes = await sink.write(['fine', 'busy'].map(createDocument));
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'retry']);
    expect(inner.writes).toBe(1);
  });
});
