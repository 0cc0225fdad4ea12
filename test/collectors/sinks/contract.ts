import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import { withRetry } from '../../../src/collectors/pipeline/retry.ts';
import type { Outcome, Sink } from '../../../src/collectors/contracts/sink.ts';
import { FOREIGN_ANSWERS, type ForeignAnswer, TOO_LARGE } from '../../support/foreign-answers.ts';
import { logDocument, logDocuments, metricDocument, rawJson, TICKS, WILD_DOCUMENTS } from './documents.ts';

/** What is stored: a document's id, and its fields as they are stored. */
export interface Stored {
  readonly id: string;
  readonly text: string;
}

/** A sink with the service behind it. */
export interface StartedSink extends AsyncDisposable {
  readonly sink: Sink;
  /** Everything that is stored, in the order in which it came. */
  stored(): Promise<readonly Stored[]>;
  /** How many requests the service was sent. */
  requests?(): number;
  /** What no reason may show. */
  readonly secrets?: readonly string[];
  /** What goes wrong; a fault that the service can't have is never asked for. */
  readonly faults: Partial<Faults>;
}

/** How a service may fail. */
interface Faults {
  /** It refuses this document for good. */
  refuse(id: string): void;
  /** It does not take this document now, but the next time. */
  refuseOnce(id: string): void;
  /** It fails as a whole, so many times. */
  fail(times: number): void;
  /** It stores what it is sent, but its answer is lost, once. */
  loseAnswer(): void;
  /** Something else answers in its place, until it is undefined. */
  answerInstead(answer: ForeignAnswer | undefined): void;
  /** It takes no larger requests, in bytes. */
  limit(bytes: number): void;
}

/** How a sink is tested. */
export interface SinkAdapter {
  /** Whether a document that comes again is stored once. */
  readonly storesOnce: boolean;
  /** Whether the fields are stored as the JSON that they are. */
  readonly storesJson: boolean;
  /** The faults that the service can have. */
  readonly faults: readonly (keyof Faults)[];
  start(): Promise<StartedSink>;
}

const ACCEPTED: Outcome = { status: 'accepted' };
const RETRY_SOON = { minDelay: 1, maxDelay: 2 };

/** What every sink owes to the pipeline. */
export function describeSink(name: string, adapter: SinkAdapter): void {
  describe(`${name} keeps the contract of a sink`, () => {
    let started: StartedSink | undefined;
    const start = async (): Promise<StartedSink> => (started = await adapter.start());
    afterEach(async () => {
      await started?.[Symbol.asyncDispose]();
      started = undefined;
    });
    const unless = (fault: keyof Faults): ReturnType<typeof it.skipIf> => it.skipIf(!adapter.faults.includes(fault));
    const idsOf = async ({ stored }: StartedSink): Promise<string[]> => (await stored()).map(({ id }) => id);
    const ids = (documents: readonly Document[]): string[] => documents.map(({ id }) => id);

    it('accepts documents, stores each, and answers in their order', async () => {
      const running = await start();
      const documents = logDocuments(250);
      expect(await running.sink.write(documents)).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    it('stores logs and metrics of one write', async () => {
      const running = await start();
      const documents = [
        logDocument('log'),
        metricDocument('metric', { requests: { total: 3 } }),
        logDocument('log 2'),
      ];
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect((await running.stored()).map(({ id }) => id).toSorted()).toEqual(['log', 'log 2', 'metric']);
    });

    it('answers nothing for nothing', async () => {
      expect(await (await start()).sink.write([])).toEqual([]);
    });

    it('takes writes before earlier ones have settled', async () => {
      const running = await start();
      const writes = Array.from({ length: 20 }, (_, index) => logDocuments(10, `w${index}-`));
      const outcomes = await Promise.all(writes.map((documents) => running.sink.write(documents)));
      expect(outcomes.flat()).toEqual(writes.flat().map(() => ACCEPTED));
      expect((await idsOf(running)).toSorted()).toEqual(writes.flatMap(ids).toSorted());
    });

    it.skipIf(!adapter.storesOnce)('stores a document that comes again once', async () => {
      const running = await start();
      const documents = logDocuments(5);
      await running.sink.write(documents);
      expect(await running.sink.write(documents)).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('fail')('answers retry for all when the service fails as a whole, and stores them later', async () => {
      const running = await start();
      running.faults.fail?.(1);
      const documents = logDocuments(3);
      const outcomes = await running.sink.write(documents);
      expect(outcomes.map(({ status }) => status)).toEqual(['retry', 'retry', 'retry']);
      expect(await running.stored()).toEqual([]);
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('fail')('stores everything once behind a wrapper that tries again', async () => {
      const running = await start();
      running.faults.fail?.(4);
      const documents = logDocuments(30);
      const outcomes = await withRetry(running.sink, RETRY_SOON).write(documents);
      expect(outcomes).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('refuse')('rejects the one document that is refused, and says why', async () => {
      const running = await start();
      running.faults.refuse?.('d1');
      const outcomes = await running.sink.write(logDocuments(3));
      expect(outcomes).toEqual([ACCEPTED, { status: 'rejected', reason: expect.stringMatching(/\w+/) }, ACCEPTED]);
      expect(await idsOf(running)).toEqual(['d0', 'd2']);
    });

    unless('refuseOnce')('answers retry for the one document that is not taken now', async () => {
      const running = await start();
      running.faults.refuseOnce?.('d1');
      const documents = logDocuments(3);
      const outcomes = await running.sink.write(documents);
      expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'retry', 'accepted']);
      expect(await running.sink.write(documents.slice(1, 2))).toEqual([ACCEPTED]);
      expect((await idsOf(running)).toSorted()).toEqual(['d0', 'd1', 'd2']);
    });

    unless('loseAnswer')('answers retry when the answer is lost, stored or not', async () => {
      const running = await start();
      running.faults.loseAnswer?.();
      const documents = logDocuments(3);
      expect((await running.sink.write(documents)).map(({ status }) => status)).toEqual(['retry', 'retry', 'retry']);
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      const stored = await idsOf(running);
      expect(adapter.storesOnce ? stored : [...new Set(stored)]).toEqual(ids(documents));
    });

    unless('answerInstead').each(FOREIGN_ANSWERS)('retries every document after $name ($status)', async (answer) => {
      const running = await start();
      await running.sink.write(logDocuments(1, 'before'));
      running.faults.answerInstead?.(answer);
      const documents = logDocuments(3);
      const outcomes = await running.sink.write(documents);
      for (const outcome of outcomes) {
        expect(outcome).toEqual({ status: 'retry', reason: expect.stringMatching(/\w/) });
        for (const secret of running.secrets ?? []) expect(JSON.stringify(outcome)).not.toContain(secret);
      }
      running.faults.answerInstead?.(undefined);
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect(await idsOf(running)).toEqual(['before0', ...ids(documents)]);
    });

    unless('answerInstead')('rejects nothing while requests of any size are refused', async () => {
      const running = await start();
      running.faults.answerInstead?.(TOO_LARGE);
      const documents = logDocuments(200);
      let retries = 0;
      const onRetry = (): void => {
        retries += 1;
        if (retries === 3) running.faults.answerInstead?.(undefined);
      };
      const outcomes = await withRetry(running.sink, { ...RETRY_SOON, refusalTimeout: 0, onRetry }).write(documents);
      expect(outcomes).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
      const before = running.requests?.() ?? 0;
      await running.sink.write(logDocuments(200, 'e'));
      expect(running.requests?.()).toBe(before + 1);
    });

    unless('limit')('rejects the one document that is too large once it was refused for a while', async () => {
      const running = await start();
      running.faults.limit?.(10_000);
      const documents = [
        ...logDocuments(30),
        logDocument('large', { content: 'x'.repeat(20_000) }),
        logDocument('end'),
      ];
      const rejected = {
        status: 'rejected',
        reason: expect.stringMatching(/^it has 2\d{4} bytes, more than .* \(413\)$/),
      };
      const outcomes = await running.sink.write(documents);
      const expected = (outcome: object): object[] => documents.map(({ id }) => (id === 'large' ? outcome : ACCEPTED));
      const refused = { ...rejected, status: 'retry', refused: true, refusedSince: expect.any(Number) };
      expect(outcomes).toEqual(expected(refused));
      const retrying = withRetry(running.sink, { ...RETRY_SOON, refusalTimeout: 30 });
      expect(await retrying.write(documents.slice(-2))).toEqual([rejected, ACCEPTED]);
    });

    it('close waits for what was written, and sends it without waiting for more', async () => {
      const running = await start();
      const written = running.sink.write(logDocuments(2));
      await running.sink.close();
      expect(await running.stored()).toHaveLength(2);
      expect(await written).toEqual([ACCEPTED, ACCEPTED]);
    });

    it('keeps all digits of 18-digit numbers', async () => {
      const running = await start();
      const properties = { request_time: rawJson(TICKS), request_length: 2 };
      await running.sink.write([logDocument('ticks', { azure: { open_ai: { properties } } })]);
      const [stored] = await running.stored();
      expect(stored?.text).toContain(TICKS);
      expect(stored?.text).not.toContain('638481757794854660');
    });

    it('stores a document of a megabyte', async () => {
      const running = await start();
      const content = 'é'.repeat(500_000);
      const documents = [logDocument('small'), logDocument('large', { content }), logDocument('small 2')];
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect((await running.stored()).find(({ id }) => id === 'large')?.text).toContain(content);
    });

    it('stores whatever JSON can hold', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(WILD_DOCUMENTS, async (documents) => {
          await using running = await adapter.start();
          expect(await running.sink.write(documents)).toEqual(documents.map(() => ACCEPTED));
          const stored = await running.stored();
          expect(stored.map(({ id }) => id)).toEqual(ids(documents));
          if (!adapter.storesJson) return;
          expect(stored.map(({ text }) => text)).toEqual(documents.map(({ fields }) => JSON.stringify(fields)));
        }),
        { numRuns: 40 },
      );
    });
  });
}
