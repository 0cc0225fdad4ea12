import type { DeadLetters } from '../../../src/collectors/contracts/dead-letters.ts';
import type { DeadLetter, Document } from '../../../src/collectors/contracts/document.ts';
import type { Mapper } from '../../../src/collectors/contracts/mapper.ts';
import type { Outcome, Sink } from '../../../src/collectors/contracts/sink.ts';
import type { Batch, Source } from '../../../src/collectors/contracts/source.ts';

export const RETRY = { minDelay: 1, maxDelay: 2 };

interface ListedBatch {
  readonly partition?: string;
  readonly records: readonly string[];
  readonly ack?: () => Promise<void>;
}

/** Hands out batches, then ends or, with `idle`, waits for the stop. It remembers the records that are acknowledged. */
export class ListSource implements Source<string> {
  readonly acknowledged: string[] = [];
  handedOut = 0;
  closed = false;
  onHandedOut: (count: number) => void = () => {};
  readonly #batches: readonly ListedBatch[];
  readonly #idle: boolean;

  constructor(batches: readonly ListedBatch[], { idle = false }: { idle?: boolean } = {}) {
    this.#batches = batches;
    this.#idle = idle;
  }

  async *read(signal: AbortSignal): AsyncGenerator<Batch<string>> {
    for (const { records, ack, ...batch } of this.#batches) {
      if (signal.aborted) return;
      this.handedOut += 1;
      this.onHandedOut(this.handedOut);
      yield {
        ...batch,
        records,
        ack: async () => {
          await ack?.();
          this.acknowledged.push(...records);
        },
      };
    }
    if (this.#idle && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export function createDocument(id: string): Document {
  return {
    id,
    dataStream: { type: 'logs', dataset: 'azure_openai.logs', namespace: 'default' },
    fields: { '@timestamp': '2026-01-01T00:00:00.000Z', id },
  };
}

/** Filters `foreign…`, and `half foreign…` in part. `unreadable…` is a dead letter, any other record a document. */
export const mapper: Mapper<string> = (record) => {
  if (record.startsWith('foreign')) return [];
  if (record.startsWith('half foreign')) return [{ filtered: true }, { document: createDocument(record) }];
  if (record.startsWith('unreadable')) {
    return [{ deadLetter: { reason: 'it is unreadable', origin: { record }, body: record } }];
  }
  return [{ document: createDocument(record) }];
};

/** Answers each document by `answer`, and keeps those that it accepts. */
export class MemorySink implements Sink {
  readonly stored: string[] = [];
  writes = 0;
  closed = false;
  readonly #answer: (id: string, write: number) => Outcome | Promise<Outcome>;

  constructor(answer: (id: string, write: number) => Outcome | Promise<Outcome> = () => ({ status: 'accepted' })) {
    this.#answer = answer;
  }

  async write(documents: readonly Document[]): Promise<readonly Outcome[]> {
    this.writes += 1;
    const write = this.writes;
    return Promise.all(
      documents.map(async ({ id }) => {
        const outcome = await this.#answer(id, write);
        if (outcome.status === 'accepted') this.stored.push(id);
        return outcome;
      }),
    );
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export class MemoryDeadLetters implements DeadLetters {
  readonly letters: DeadLetter[] = [];
  failures = 0;

  async write(letters: readonly DeadLetter[]): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the disk is full');
    }
    this.letters.push(...letters);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
