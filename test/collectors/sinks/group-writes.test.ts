import { describe, expect, it } from 'vitest';
import type { Outcome, Sink } from '../../../src/collectors/contracts/sink.ts';
import { type Encoded, groupWrites } from '../../../src/collectors/sinks/group-writes.ts';
import { logDocuments } from './documents.ts';

/** Starts a sink of documents of 10 bytes. The test settles its requests. */
function start(options: { flushBytes: number; flushInterval?: number; concurrency?: number }): {
  sink: Sink;
  encoded: string[];
  requests: { ids: string[]; settle: (outcome?: Outcome) => void; fail: (error: Error) => void }[];
} {
  const encoded: string[] = [];
  const requests: ReturnType<typeof start>['requests'] = [];
  const sink = groupWrites<Encoded & { readonly id: string }>({
    flushInterval: 60_000,
    concurrency: 1,
    ...options,
    flushBytes: () => options.flushBytes,
    encode: ({ id }) => {
      encoded.push(id);
      if (id === 'unwanted') return { status: 'rejected', reason: 'unwanted' };
      if (id === 'broken') throw new TypeError('circular');
      return { id, bytes: 10 };
    },
    send: (group) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
      const settle = (outcome: Outcome = { status: 'accepted' }): void => resolve(group.map(() => outcome));
      requests.push({ ids: group.map(({ id }) => id), settle, fail: reject });
      return promise;
    },
  });
  return { sink, encoded, requests };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('groupWrites', () => {
  it('only the documents of requests in flight and of the next one are encoded', async () => {
    const { sink, encoded, requests } = start({ flushBytes: 100, concurrency: 2 });
    const written = sink.write(logDocuments(1000));
    await turn();
    expect(requests).toHaveLength(2);
    expect(encoded).toHaveLength(30);
    for (let answered = 0; answered < 100; answered += 1) {
      requests[answered]!.settle();
      await turn();
      expect(encoded.length).toBeLessThanOrEqual((answered + 4) * 10);
    }
    expect(await written).toHaveLength(1000);
  });

  it('each write settles when its own documents have settled', async () => {
    const { sink, requests } = start({ flushBytes: 20, concurrency: 2 });
    const [first, second] = [sink.write(logDocuments(3, 'a')), sink.write(logDocuments(1, 'b'))];
    expect(requests.map(({ ids }) => ids)).toEqual([
      ['a0', 'a1'],
      ['a2', 'b0'],
    ]);
    requests[1]!.settle({ status: 'retry', reason: 'later' });
    expect(await second).toEqual([{ status: 'retry', reason: 'later' }]);
    requests[0]!.settle();
    expect((await first).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'retry']);
  });

  it('documents that cannot be encoded are rejected, and the others are sent', async () => {
    const { sink, requests } = start({ flushBytes: 20 });
    const [template] = logDocuments(1);
    const written = sink.write(['a', 'unwanted', 'broken', 'b'].map((id) => ({ ...template!, id })));
    expect(requests[0]?.ids).toEqual(['a', 'b']);
    requests[0]!.settle();
    expect(await written).toEqual([
      { status: 'accepted' },
      { status: 'rejected', reason: 'unwanted' },
      { status: 'rejected', reason: "the document can't be encoded: TypeError: circular" },
      { status: 'accepted' },
    ]);
  });

  it('a write rejects with the error of its request, and its other documents are not sent', async () => {
    const { sink, requests } = start({ flushBytes: 20 });
    const [first, second] = [sink.write(logDocuments(10, 'a')), sink.write(logDocuments(2, 'b'))];
    const failed = expect(first).rejects.toThrow('refused');
    requests[0]!.fail(new Error('refused'));
    await failed;
    requests[1]!.settle();
    await turn();
    requests[2]!.settle();
    expect(requests.map(({ ids }) => ids)).toEqual([
      ['a0', 'a1'],
      ['a2', 'a3'],
      ['b0', 'b1'],
    ]);
    expect(await second).toHaveLength(2);
  });
});
