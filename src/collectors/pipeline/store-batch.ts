import { diag } from '@opentelemetry/api';
import { retry, type RetryOptions } from '../concurrency/backoff.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { DeadLetter, Document } from '../contracts/document.ts';
import type { Mapped, Mapper } from '../contracts/mapper.ts';
import type { Rejected, Sink } from '../contracts/sink.ts';
import type { PipelineStatistics } from './statistics.ts';
import { withRetry } from './with-retry.ts';

interface Parts<R> {
  readonly mapper: Mapper<R>;
  readonly sink: Sink;
  readonly deadLetters: DeadLetters;
  readonly retry?: RetryOptions | undefined;
  readonly statistics: PipelineStatistics;
  /** Aborted to end all retries. */
  readonly signal: AbortSignal;
}

const RECOVERED = {
  sink: 'the sink accepts documents again',
  'dead letters': 'dead letters can be stored again',
} as const;

/**
 * Returns a function that maps and stores the records of one batch. It resolves to whether all of them are done: accepted
 * by the sink, filtered or a dead letter. It rejects with the error of the sink.
 */
export function createBatchStore<R>(parts: Parts<R>): (records: readonly R[]) => Promise<boolean> {
  const { mapper, deadLetters, statistics, signal } = parts;
  const { counts } = statistics;
  const report = (part: keyof typeof RECOVERED, trouble: string | undefined): void => {
    if (!statistics.setTrouble(part, trouble)) return;
    diag.warn(`Collector ${statistics.name}: ${trouble ?? RECOVERED[part]}`);
  };
  const sink = withRetry(parts.sink, {
    ...parts.retry,
    signal,
    onRetry: (documents, reason) => {
      counts.retried += documents;
      report('sink', `the sink does not accept documents at present, they are retried: ${reason}`);
    },
    onSettled: () => report('sink', undefined),
  });
  const storeLetters = async (letters: readonly DeadLetter[]): Promise<boolean> => {
    if (letters.length === 0) return true;
    const onRetry = (error: unknown): void =>
      report('dead letters', `dead letters can't be stored, they are retried: ${String(error)}`);
    try {
      await retry(() => deadLetters.write(letters), { ...parts.retry, signal, onRetry });
    } catch {
      return false;
    }
    report('dead letters', undefined);
    return true;
  };

  return async (records) => {
    const { documents, letters } = mapAll(mapper, records, statistics);
    const outcomes = documents.length > 0 ? await sink.write(documents) : [];
    outcomes.forEach((outcome, index) => {
      if (outcome.status === 'rejected') letters.push(createLetter(documents[index] as Document, outcome));
    });
    const accepted = outcomes.filter(({ status }) => status === 'accepted').length;
    counts.written += accepted;
    if (!(await storeLetters(letters))) return false;
    const warning = statistics.onStored(accepted, letters);
    if (warning !== undefined) diag.warn(`Collector ${statistics.name}: ${warning}`);
    return outcomes.every(({ status }) => status !== 'retry');
  };
}

function mapAll<R>(
  mapper: Mapper<R>,
  records: readonly R[],
  { counts }: PipelineStatistics,
): { documents: Document[]; letters: DeadLetter[] } {
  const documents: Document[] = [];
  const letters: DeadLetter[] = [];
  for (const record of records) {
    const parts = mapRecord(mapper, record);
    if (parts.length === 0) counts.filtered += 1;
    for (const part of parts) {
      if ('document' in part) documents.push(part.document);
      else if ('deadLetter' in part) letters.push(part.deadLetter);
      else counts.filtered += 1;
    }
  }
  counts.mapped += documents.length;
  return { documents, letters };
}

function mapRecord<R>(mapper: Mapper<R>, record: R): readonly Mapped[] {
  try {
    return mapper(record);
  } catch (error) {
    return [{ deadLetter: { reason: `The mapper failed: ${String(error)}`, origin: {}, body: serialize(record) } }];
  }
}

/** A mapper that throws is a defect, but its record must not be lost. */
function serialize(record: unknown): string {
  try {
    return JSON.stringify(record) ?? String(record);
  } catch {
    return String(record);
  }
}

function createLetter({ id, dataStream, fields }: Document, { reason }: Rejected): DeadLetter {
  const { type, dataset, namespace } = dataStream;
  return { reason, origin: { id, data_stream: { type, dataset, namespace } }, body: JSON.stringify(fields) };
}
