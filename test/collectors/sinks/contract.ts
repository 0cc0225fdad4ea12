import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { withRetry } from '../../../src/collectors/pipeline/with-retry.ts';
import type { Outcome, Sink } from '../../../src/collectors/contracts/sink.ts';
import { FOREIGN_ANSWERS, type ForeignAnswer, TOO_LARGE } from '../../support/foreign-answers.ts';
import { logDocument, logDocuments, metricDocument, rawJson, TICKS, WILD_DOCUMENTS } from './documents.ts';

/** A stored document. */
export interface Stored {
  readonly id: string;
  /** The fields as they are stored. */
  readonly text: string;
}

/** A sink with the service behind it. */
export interface StartedSink extends AsyncDisposable {
  readonly sink: Sink;
  /** Returns everything that is stored, in its order. */
  stored(): Promise<readonly Stored[]>;
  /** Returns the number of requests to the service. */
  requests?(): number;
  /** Secrets that no reason may show. */
  readonly secrets?: readonly string[];
  /** Causes faults. A test skips the faults that the service can't have. */
  readonly faults: Partial<Faults>;
}

/** Faults of a service. */
interface Faults {
  /** The service rejects this document. */
  refuse(id: string): void;
  /** The service does not take this document until it is sent again. */
  refuseOnce(id: string): void;
  /** The service fails as a whole this many times. */
  fail(times: number): void;
  /** The service stores a request, but its answer is lost, once. */
  loseAnswer(): void;
  /** Something else answers in place of the service, until it is undefined. */
  answerInstead(answer: ForeignAnswer | undefined): void;
  /** The service takes no requests of more bytes. */
  limit(bytes: number): void;
}

/** Prepares a sink for the tests of the contract. */
export interface SinkAdapter {
  /** Whether a repeated document is stored once. */
  readonly storesOnce: boolean;
  /** Whether the fields are stored as JSON without changes. */
  readonly storesJson: boolean;
  /** The faults that the service can have. */
  readonly faults: readonly (keyof Faults)[];
  start(): Promise<StartedSink>;
}

const ACCEPTED: Outcome = { status: 'accepted' };
const RETRY_SOON = { minDelay: 1, maxDelay: 2 };

/** Tests the contract that every sink keeps. */
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

    it('the sink stores each document and returns the outcomes in their order', async () => {
      const running = await start();
      const documents = logDocuments(250);
      expect(await running.sink.write(documents)).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    it('the sink stores logs and metrics of one write', async () => {
      const running = await start();
      const documents = [
        logDocument('log'),
        metricDocument('metric', { requests: { total: 3 } }),
        logDocument('log 2'),
      ];
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect((await running.stored()).map(({ id }) => id).toSorted()).toEqual(['log', 'log 2', 'metric']);
    });

    it('the sink returns no outcomes for no documents', async () => {
      expect(await (await start()).sink.write([])).toEqual([]);
    });

    it('the sink takes writes before earlier ones have settled', async () => {
      const running = await start();
      const writes = Array.from({ length: 20 }, (_, index) => logDocuments(10, `w${index}-`));
      const outcomes = await Promise.all(writes.map((documents) => running.sink.write(documents)));
      expect(outcomes.flat()).toEqual(writes.flat().map(() => ACCEPTED));
      expect((await idsOf(running)).toSorted()).toEqual(writes.flatMap(ids).toSorted());
    });

    it.skipIf(!adapter.storesOnce)('the sink stores a repeated document once', async () => {
      const running = await start();
      const documents = logDocuments(5);
      await running.sink.write(documents);
      expect(await running.sink.write(documents)).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('fail')('every document is retried when the service fails as a whole', async () => {
      const running = await start();
      running.faults.fail?.(1);
      const documents = logDocuments(3);
      const outcomes = await running.sink.write(documents);
      expect(outcomes.map(({ status }) => status)).toEqual(['retry', 'retry', 'retry']);
      expect(await running.stored()).toEqual([]);
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('fail')('the sink with retries stores every document once', async () => {
      const running = await start();
      running.faults.fail?.(4);
      const documents = logDocuments(30);
      const outcomes = await withRetry(running.sink, RETRY_SOON).write(documents);
      expect(outcomes).toEqual(documents.map(() => ACCEPTED));
      expect(await idsOf(running)).toEqual(ids(documents));
    });

    unless('refuse')('the sink rejects only the document that is refused, with the reason', async () => {
      const running = await start();
      running.faults.refuse?.('d1');
      const outcomes = await running.sink.write(logDocuments(3));
      expect(outcomes).toEqual([ACCEPTED, { status: 'rejected', reason: expect.stringMatching(/\w+/) }, ACCEPTED]);
      expect(await idsOf(running)).toEqual(['d0', 'd2']);
    });

    unless('refuseOnce')('the sink retries only the document that is not taken at present', async () => {
      const running = await start();
      running.faults.refuseOnce?.('d1');
      const documents = logDocuments(3);
      const outcomes = await running.sink.write(documents);
      expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'retry', 'accepted']);
      expect(await running.sink.write(documents.slice(1, 2))).toEqual([ACCEPTED]);
      expect((await idsOf(running)).toSorted()).toEqual(['d0', 'd1', 'd2']);
    });

    unless('loseAnswer')('every document is retried when the answer is lost, stored or not', async () => {
      const running = await start();
      running.faults.loseAnswer?.();
      const documents = logDocuments(3);
      expect((await running.sink.write(documents)).map(({ status }) => status)).toEqual(['retry', 'retry', 'retry']);
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      const stored = await idsOf(running);
      expect(adapter.storesOnce ? stored : [...new Set(stored)]).toEqual(ids(documents));
    });

    unless('answerInstead').each(FOREIGN_ANSWERS)('every document is retried after $name ($status)', async (answer) => {
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

    unless('answerInstead')('the sink rejects nothing while requests of any size are refused', async () => {
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

    unless('limit')('the sink rejects only the document that is too large, after a time of refusals', async () => {
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

    it.each([
      ['a service without fault', undefined],
      ...FOREIGN_ANSWERS.slice(0, 3).map((answer) => [answer.name, answer] as const),
    ] as const)('test reports how to solve the problem with %s, and stores nothing', async (_, answer) => {
      const running = await start();
      running.faults.answerInstead?.(answer);
      const findings: Finding[] = [];
      for await (const finding of running.sink.test?.() ?? []) findings.push(finding);
      for (const finding of findings) {
        expect([finding.id, finding.title, finding.detail]).toEqual(Array(3).fill(expect.stringMatching(/\w/)));
        expect(finding.action !== undefined).toBe(finding.status === 'fail' || finding.status === 'warn');
        for (const secret of running.secrets ?? []) expect(JSON.stringify(finding)).not.toContain(secret);
      }
      const isBroken = answer !== undefined && adapter.faults.includes('answerInstead');
      expect(findings.some(({ status }) => status === 'fail')).toBe(isBroken);
      expect(await running.stored()).toEqual([]);
    });

    it('close sends pending documents at once and waits for them', async () => {
      const running = await start();
      const written = running.sink.write(logDocuments(2));
      await running.sink.close();
      expect(await running.stored()).toHaveLength(2);
      expect(await written).toEqual([ACCEPTED, ACCEPTED]);
    });

    it('the sink keeps all digits of 18-digit numbers', async () => {
      const running = await start();
      const properties = { request_time: rawJson(TICKS), request_length: 2 };
      await running.sink.write([logDocument('ticks', { azure: { open_ai: { properties } } })]);
      const [stored] = await running.stored();
      expect(stored?.text).toContain(TICKS);
      expect(stored?.text).not.toContain('638481757794854660');
    });

    it('the sink stores a document of a megabyte', async () => {
      const running = await start();
      const content = 'é'.repeat(500_000);
      const documents = [logDocument('small'), logDocument('large', { content }), logDocument('small 2')];
      expect(await running.sink.write(documents)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
      expect((await running.stored()).find(({ id }) => id === 'large')?.text).toContain(content);
    });

    it('the sink stores any JSON', { timeout: 60_000 }, async () => {
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
