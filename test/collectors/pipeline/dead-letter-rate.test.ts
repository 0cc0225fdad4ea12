import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PipelineStatistics } from '../../../src/collectors/pipeline/statistics.ts';

const MINUTE = 60_000;

describe('Dead letters', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T10:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  const pass = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds);
  const letters = (count: number, reason = 'refused'): { reason: string }[] =>
    Array.from({ length: count }, (_, index) => ({ reason: index === 0 ? reason : 'another' }));

  it('are no trouble while they are few, or few among many documents', () => {
    const statistics = new PipelineStatistics();
    expect(statistics.onStored(0, letters(9))).toBeUndefined();
    pass(MINUTE);
    expect(statistics.onStored(10_000, letters(99))).toBeUndefined();
    expect(statistics.status()).not.toHaveProperty('trouble');
    expect(statistics.counts.deadLettered).toBe(108);
  });

  it('are warned of with their tenth, hundredth and so on, with their number and the first reason', () => {
    const statistics = new PipelineStatistics();
    const text = (count: number): string =>
      `${count} dead letters since 2026-11-28T10:00:00.000Z, the first because: no number`;
    expect(statistics.onStored(100, letters(4, 'no number'))).toBeUndefined();
    pass(1000);
    expect(statistics.onStored(100, letters(8))).toBe(text(12));
    expect(statistics.onStored(0, letters(80))).toBeUndefined();
    pass(MINUTE - 1);
    expect(statistics.onStored(100, letters(20))).toBe(text(112));
    expect(statistics.status().trouble).toBe(text(112));
  });

  it('are trouble until a minute has passed without too many', () => {
    const statistics = new PipelineStatistics();
    statistics.onStored(0, letters(200));
    pass(MINUTE - 1);
    statistics.onStored(50, []);
    expect(statistics.status().trouble).toMatch(/^200 dead letters/);
    pass(1);
    expect(statistics.status()).not.toHaveProperty('trouble');
    expect(statistics.onStored(0, letters(10, 'again'))).toMatch(/^10 dead letters .* again$/);
  });
});
