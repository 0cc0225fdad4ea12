import { diag, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { startHealthServer } from '../../../src/collectors/pipeline/health-server.ts';
import { runPipeline } from '../../../src/collectors/pipeline/run-pipeline.ts';
import { PipelineStatistics } from '../../../src/collectors/pipeline/statistics.ts';
import { ListSource, mapper, MemoryDeadLetters, MemorySink } from './support.ts';

const WINDOW = 300_000;

describe('Dead letters', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T10:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  const pass = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds);
  const letters = (count: number, reason = 'refused'): { reason: string }[] =>
    Array.from({ length: count }, (_, index) => ({ reason: index === 0 ? reason : 'another' }));

  it('dead letters are no trouble while they are few, or few among many documents', () => {
    const statistics = new PipelineStatistics();
    expect(statistics.onStored(0, letters(9))).toBeUndefined();
    pass(WINDOW);
    expect(statistics.onStored(10_000, letters(99))).toBeUndefined();
    expect(statistics.status()).not.toHaveProperty('trouble');
    expect(statistics.counts.deadLettered).toBe(108);
  });

  it('a warning with number and first reason follows the tenth dead letter, the hundredth and so on', () => {
    const statistics = new PipelineStatistics();
    const text = (count: number): string =>
      `${count} dead letters since 2026-11-28T10:00:00.000Z, the first because: no number`;
    expect(statistics.onStored(100, letters(4, 'no number'))).toBeUndefined();
    pass(1000);
    expect(statistics.onStored(100, letters(8))).toBe(text(12));
    expect(statistics.onStored(0, letters(80))).toBeUndefined();
    pass(WINDOW - 1);
    expect(statistics.onStored(100, letters(20))).toBe(text(112));
    expect(statistics.status().trouble).toBe(text(112));
  });

  it('dead letters are trouble until five minutes have passed without too many', () => {
    const statistics = new PipelineStatistics();
    statistics.onStored(0, letters(200));
    pass(WINDOW - 1);
    statistics.onStored(50, []);
    expect(statistics.status().trouble).toMatch(/^200 dead letters/);
    pass(1);
    expect(statistics.status()).not.toHaveProperty('trouble');
    expect(statistics.onStored(0, letters(10, 'again'))).toMatch(/^10 dead letters .* again$/);
  });

  it('too many dead letters cause one warning and make the health endpoint not ready', async () => {
    const warnings: string[] = [];
    const ignore = (): void => undefined;
    diag.setLogger(
      { warn: (message) => warnings.push(message), error: ignore, info: ignore, debug: ignore, verbose: ignore },
      DiagLogLevel.WARN,
    );
    const stop = new AbortController();
    const records = Array.from({ length: 4 }, (_, batch) =>
      Array.from({ length: 8 }, (_, index) => `${batch}-${index}`),
    );
    const statistics = new PipelineStatistics('logs');
    const running = runPipeline({
      source: new ListSource(
        records.map((batch) => ({ records: batch })),
        { idle: true },
      ),
      mapper,
      sink: new MemorySink((id) => ({ status: 'rejected', reason: `no room for ${id}` })),
      deadLetters: new MemoryDeadLetters(),
      statistics,
      signal: stop.signal,
    });
    await vi.waitFor(() => expect(statistics.counts.acknowledged).toBe(4));
    const text = 'dead letters since 2026-11-28T10:00:00\\.\\d{3}Z, the first because: no room for 0-0';
    expect(warnings).toEqual([expect.stringMatching(`^Collector logs: 16 ${text}$`)]);
    const server = await startHealthServer({ pipelines: [statistics] });
    const ready = await fetch(`${server.url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      pipelines: [{ trouble: expect.stringMatching(`^32 ${text}$`), counts: { deadLettered: 32 } }],
    });
    stop.abort();
    await running;
    await server.close();
    diag.disable();
  });
});
