import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { runPipeline } from '../../../src/collectors/pipeline/run-pipeline.ts';
import type { Outcome } from '../../../src/collectors/contracts/sink.ts';
import { PipelineStatistics } from '../../../src/collectors/pipeline/statistics.ts';
import { ListSource, mapper, MemoryDeadLetters, MemorySink, RETRY } from './support.ts';

const never = new Promise<never>(() => {});

describe('A pipeline', () => {
  it('the pipeline acknowledges a batch after its documents are stored, and closes everything at the end', async () => {
    const source = new ListSource([{ records: ['a', 'b'] }, { records: ['c'] }]);
    const sink = new MemorySink();
    const statistics = new PipelineStatistics('logs');
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), statistics });
    expect(source.acknowledged).toEqual(['a', 'b', 'c']);
    expect(sink.stored).toEqual(['a', 'b', 'c']);
    expect([source.closed, sink.closed]).toEqual([true, true]);
    expect(statistics.status()).toMatchObject({
      name: 'logs',
      state: 'stopped',
      counts: { received: 3, mapped: 3, written: 3, acknowledged: 2, retried: 0, deadLettered: 0, abandoned: 0 },
    });
  });

  it('no batch is acknowledged while one of its documents is not stored', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const source = new ListSource([{ records: ['a', 'slow'] }]);
    const sink = new MemorySink(async (id) => {
      if (id === 'slow') await opened;
      return { status: 'accepted' };
    });
    const running = runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters() });
    await vi.waitFor(() => expect(sink.stored).toEqual(['a']));
    expect(source.acknowledged).toEqual([]);
    open();
    await running;
    expect(source.acknowledged).toEqual(['a', 'slow']);
  });

  it('the pipeline retries only the documents that the sink could not store', async () => {
    const source = new ListSource([{ records: ['a', 'busy', 'c'] }]);
    const sink = new MemorySink((id, write) =>
      id === 'busy' && write < 4 ? { status: 'retry', reason: '429' } : { status: 'accepted' },
    );
    const statistics = new PipelineStatistics();
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), retry: RETRY, statistics });
    expect(sink.stored).toEqual(['a', 'c', 'busy']);
    expect(source.acknowledged).toEqual(['a', 'busy', 'c']);
    expect(statistics.counts).toMatchObject({ retried: 3, written: 3 });
  });

  it('unreadable records and rejected documents become dead letters with reason and body', async () => {
    const source = new ListSource([{ records: ['a', 'unreadable', 'refused', 'foreign'] }]);
    const sink = new MemorySink((id) =>
      id === 'refused' ? { status: 'rejected', reason: 'mapper_parsing_exception' } : { status: 'accepted' },
    );
    const deadLetters = new MemoryDeadLetters();
    const statistics = new PipelineStatistics();
    await runPipeline({ source, mapper, sink, deadLetters, statistics });
    expect(deadLetters.letters).toEqual([
      { reason: 'it is unreadable', origin: { record: 'unreadable' }, body: 'unreadable' },
      {
        reason: 'mapper_parsing_exception',
        origin: { id: 'refused', data_stream: { type: 'logs', dataset: 'azure_openai.logs', namespace: 'default' } },
        body: '{"@timestamp":"2026-01-01T00:00:00.000Z","id":"refused"}',
      },
    ]);
    expect(source.acknowledged).toEqual(['a', 'unreadable', 'refused', 'foreign']);
    expect(statistics.counts).toMatchObject({ received: 4, mapped: 2, filtered: 1, written: 1, deadLettered: 2 });
  });

  it('dead letters are in a file of the working directory by default', async () => {
    const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'pipeline-'))];
    process.chdir(folder);
    try {
      await runPipeline({ source: new ListSource([{ records: ['a'] }]), mapper, sink: new MemorySink() });
      expect(readdirSync(folder)).toEqual([]);
      await runPipeline({ source: new ListSource([{ records: ['unreadable'] }]), mapper, sink: new MemorySink() });
      const text = readFileSync(join(folder, 'azure-openai-dead-letters.ndjson'), 'utf8');
      expect(JSON.parse(text)).toMatchObject({ reason: 'it is unreadable', body: 'unreadable' });
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  it('filtered records and filtered parts of records are counted', async () => {
    const source = new ListSource([{ records: ['foreign', 'half foreign', 'a'] }]);
    const sink = new MemorySink();
    const statistics = new PipelineStatistics();
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), statistics });
    expect(sink.stored).toEqual(['half foreign', 'a']);
    expect(statistics.counts).toMatchObject({ received: 3, filtered: 2, mapped: 2, written: 2 });
  });

  it('a batch is acknowledged after its dead letters are stored', async () => {
    const source = new ListSource([{ records: ['unreadable'] }]);
    const deadLetters = new MemoryDeadLetters();
    deadLetters.failures = 2;
    await runPipeline({ source, mapper, sink: new MemorySink(), deadLetters, retry: RETRY });
    expect(deadLetters.letters).toHaveLength(1);
    expect(source.acknowledged).toEqual(['unreadable']);
  });

  it('a record on which the mapper throws becomes a dead letter', async () => {
    const source = new ListSource([{ records: ['a'] }]);
    const deadLetters = new MemoryDeadLetters();
    const broken = (): never => {
      throw new TypeError('cannot read');
    };
    await runPipeline({ source, mapper: broken, sink: new MemorySink(), deadLetters });
    expect(deadLetters.letters).toEqual([
      { reason: 'The mapper failed: TypeError: cannot read', origin: {}, body: '"a"' },
    ]);
  });

  it('batches of one partition are acknowledged in their order, while those of others overtake them', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const source = new ListSource([
      { partition: '0', records: ['0-first'] },
      { partition: '0', records: ['0-second'] },
      { partition: '1', records: ['1-first'] },
    ]);
    const sink = new MemorySink(async (id) => {
      if (id === '0-first') await opened;
      return { status: 'accepted' };
    });
    const running = runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters() });
    await vi.waitFor(() => expect(source.acknowledged).toEqual(['1-first']));
    expect(sink.stored).toEqual(['0-second', '1-first']);
    open();
    await running;
    expect(source.acknowledged).toEqual(['1-first', '0-first', '0-second']);
  });

  it('the pipeline takes no more batches than may be in flight', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const source = new ListSource(Array.from({ length: 10 }, (_, index) => ({ records: [`${index}`] })));
    const sink = new MemorySink(async () => {
      await opened;
      return { status: 'accepted' };
    });
    const running = runPipeline({
      source,
      mapper,
      sink,
      deadLetters: new MemoryDeadLetters(),
      maxBatchesInFlight: 3,
    });
    await vi.waitFor(() => expect(sink.writes).toBe(3));
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.handedOut).toBe(3);
    open();
    await running;
    expect(source.acknowledged).toHaveLength(10);
  });

  it('the pipeline continues when a checkpoint cannot be stored, since the next one covers it', async () => {
    const source = new ListSource([
      { records: ['a'], ack: () => Promise.reject(new Error('the container is gone')) },
      { records: ['b'] },
    ]);
    const statistics = new PipelineStatistics();
    const sink = new MemorySink();
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), statistics });
    expect(sink.stored).toEqual(['a', 'b']);
    expect(source.acknowledged).toEqual(['b']);
    expect(statistics.status().trouble).toBeUndefined();
  });
});

describe('A pipeline that is stopped', () => {
  it('a stopped pipeline finishes and acknowledges the batches in flight', async () => {
    const stop = new AbortController();
    const source = new ListSource([{ records: ['a'] }, { records: ['b'] }, { records: ['c'] }]);
    source.onHandedOut = (count) => count === 2 && stop.abort();
    const sink = new MemorySink();
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), signal: stop.signal });
    expect(sink.stored).toEqual(['a', 'b']);
    expect(source.acknowledged).toEqual(['a', 'b']);
    expect([source.closed, sink.closed]).toEqual([true, true]);
  });

  it('a stopped pipeline gives up what the sink does not take in time, and acknowledges neither it nor later batches', async () => {
    const stop = new AbortController();
    const source = new ListSource(
      [
        { partition: '0', records: ['busy'] },
        { partition: '0', records: ['after'] },
        { partition: '1', records: ['other'] },
      ],
      { idle: true },
    );
    const sink = new MemorySink((id) => (id === 'busy' ? { status: 'retry', reason: '503' } : { status: 'accepted' }));
    const statistics = new PipelineStatistics();
    const running = runPipeline({
      source,
      mapper,
      sink,
      deadLetters: new MemoryDeadLetters(),
      signal: stop.signal,
      retry: RETRY,
      stopTimeout: 20,
      statistics,
    });
    await vi.waitFor(() => expect(source.acknowledged).toEqual(['other']));
    expect(statistics.status().trouble).toContain('503');
    stop.abort();
    await running;
    expect(source.acknowledged).toEqual(['other']);
    expect(statistics.counts).toMatchObject({ acknowledged: 1, abandoned: 2 });
  });

  it('a stopped pipeline does not wait forever for a sink that never answers', async () => {
    const stop = new AbortController();
    const source = new ListSource([{ records: ['a'] }, { records: ['b'] }], { idle: true });
    source.onHandedOut = (count) => count === 1 && setImmediate(() => stop.abort());
    await runPipeline({
      source,
      mapper,
      sink: new MemorySink(() => never),
      deadLetters: new MemoryDeadLetters(),
      signal: stop.signal,
      stopTimeout: 10,
      maxBatchesInFlight: 1,
    });
    expect(source.acknowledged).toEqual([]);
  });

  it('a batch is not acknowledged if the sink takes it after it was given up', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const stop = new AbortController();
    let acks = 0;
    const ack = async (): Promise<void> => void (acks += 1);
    const source = new ListSource([{ records: ['a'], ack }], { idle: true });
    source.onHandedOut = () => setImmediate(() => stop.abort());
    const sink = new MemorySink(async () => {
      await opened;
      return { status: 'accepted' };
    });
    const options = { source, mapper, sink, deadLetters: new MemoryDeadLetters(), signal: stop.signal, stopTimeout: 5 };
    await runPipeline(options);
    open();
    await vi.waitFor(() => expect(sink.stored).toEqual(['a']));
    await new Promise((resolve) => setImmediate(resolve));
    expect(acks).toBe(0);
  });

  it('a pipeline that is stopped before it begins reads nothing', async () => {
    const source = new ListSource([{ records: ['a'] }]);
    const sink = new MemorySink();
    await runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), signal: AbortSignal.abort() });
    expect([source.handedOut, source.closed, sink.closed]).toEqual([0, true, true]);
  });
});

describe('A pipeline that fails', () => {
  it('the pipeline stops reading and rejects with the error of the sink, after all other batches have settled', async () => {
    const refused = new Error('the API key was refused');
    const source = new ListSource(
      [
        { partition: '0', records: ['a'] },
        { partition: '1', records: ['bad'] },
        { partition: '1', records: ['after'] },
      ],
      { idle: true },
    );
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const sink = new MemorySink(async (id) => {
      if (id === 'after') open();
      await opened;
      if (id === 'bad') throw refused;
      return { status: 'accepted' };
    });
    const statistics = new PipelineStatistics();
    const running = runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters(), statistics });
    await expect(running).rejects.toBe(refused);
    expect(sink.stored).toContain('after');
    expect(source.acknowledged).toEqual(['a']);
    expect(source.closed).toBe(true);
    expect(statistics.status().state).toBe('failed');
  });

  it('the pipeline rejects with the error of the source', async () => {
    const source = new ListSource([{ records: ['a'] }]);
    source.onHandedOut = () => {
      throw new Error('unauthorized');
    };
    const running = runPipeline({ source, mapper, sink: new MemorySink(), deadLetters: new MemoryDeadLetters() });
    await expect(running).rejects.toThrow('unauthorized');
  });

  it('nothing is acknowledged if the sink returns fewer outcomes than documents', async () => {
    const source = new ListSource([{ records: ['a', 'b'] }]);
    const sink = { write: async () => [{ status: 'accepted' } as Outcome], close: async () => {} };
    const running = runPipeline({ source, mapper, sink, deadLetters: new MemoryDeadLetters() });
    await expect(running).rejects.toThrow('It was given 2 and returned 1.');
    expect(source.acknowledged).toEqual([]);
  });
});

describe('A pipeline with a sink that answers at random', () => {
  it('each record is stored once or a dead letter, before its batch is acknowledged and in the order of its partition', async () => {
    const outcome = fc.constantFrom('accepted', 'rejected', 'retry', 'retry after');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ partition: fc.constantFrom('0', '1', '2'), size: fc.nat(4) }), { maxLength: 12 }),
        fc.infiniteStream(outcome),
        fc.integer({ min: 1, max: 5 }),
        async (shapes, answers, maxBatchesInFlight) => {
          const settled = new Set<string>();
          const acknowledged: string[] = [];
          const batches = shapes.map(({ partition, size }, batch) => {
            const records = Array.from({ length: size }, (_, index) => `${partition}-${batch}-${index}`);
            const ack = async (): Promise<void> => {
              expect(records.filter((record) => !settled.has(record))).toEqual([]);
              acknowledged.push(`${partition}-${batch}`);
            };
            return { partition, records, ack };
          });
          const source = new ListSource(batches);
          const sink = new MemorySink((id) => {
            const answer = answers.next().value;
            if (answer.startsWith('retry')) {
              return { status: 'retry', reason: 'busy', ...(answer === 'retry after' && { after: 1 }) };
            }
            expect(settled).not.toContain(id);
            settled.add(id);
            return answer === 'rejected' ? { status: 'rejected', reason: 'no' } : { status: 'accepted' };
          });
          const deadLetters = new MemoryDeadLetters();
          await runPipeline({ source, mapper, sink, deadLetters, retry: { minDelay: 0 }, maxBatchesInFlight });
          const all = batches.flatMap(({ records }) => records);
          const rejected = deadLetters.letters.map(({ origin }) => origin['id']);
          expect([...sink.stored, ...rejected].toSorted()).toEqual(all.toSorted());
          for (const partition of ['0', '1', '2']) {
            const order = acknowledged.filter((batch) => batch.startsWith(partition));
            const expected = shapes.flatMap((shape, index) =>
              shape.partition === partition ? [`${partition}-${index}`] : [],
            );
            expect(order).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
