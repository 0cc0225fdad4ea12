import { diag } from '@opentelemetry/api';

import { backoff, wait } from '../concurrency/backoff.ts';
import type { RetryOptions } from '../concurrency/backoff.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { DeadLetter, Document } from '../contracts/document.ts';
import type { Mapper } from '../contracts/mapper.ts';
import { withRetry } from './retry.ts';
import type { Outcome, Sink } from '../contracts/sink.ts';
import type { PipelineStatistics } from './statistics.ts';

interface Parts<R> {
  readonly mapper: Mapper<R>;
  readonly sink: Sink;
  readonly deadLetters: DeadLetters;
  readonly retry?: RetryOptions | undefined;
  readonly statistics: PipelineStatistics;
  /** Once aborted, nothing is retried. */
  readonly signal: AbortSignal;
}

const RECOVERED = {
  sink: 'the sink accepts documents again',
  'dead letters': 'dead letters can be stored again',
} as const;

/**
 * @returns what stores the records of one batch: it returns whether each of their documents is accepted, or is among
 *   the dead letters, and throws what the sink throws
 */
export function batchStore<R>(parts: Parts<R>): (records: readonly R[]) => Promise<boolean> {
  const { mapper, statistics, signal } = parts;
  const { counts } = statistics;
  const trouble = (part: keyof typeof RECOVERED, message: string | undefined): void => {
    if (!statistics.setTrouble(part, message)) return;
    diag.warn(`Collector ${statistics.name}: ${message ?? RECOVERED[part]}`);
  };
  const sink = withRetry(parts.sink, {
    ...parts.retry,
    signal,
    onRetry: (documents, reason) => {
      counts.retried += documents;
      trouble('sink', `the sink does not accept documents at present, they are retried: ${reason}`);
    },
    onSettled: () => trouble('sink', undefined),
  });
  const bury = async (letters: readonly DeadLetter[]): Promise<boolean> => {
    for (let failures = 1; ; failures += 1) {
      try {
        await parts.deadLetters.write(letters);
        break;
      } catch (error) {
        trouble('dead letters', `dead letters can't be stored, they are retried: ${String(error)}`);
        if (!(await wait(backoff(failures, parts.retry ?? {}), signal))) return false;
      }
    }
    trouble('dead letters', undefined);
    return true;
  };

  return async (records) => {
    const { documents, letters } = mapAll(mapper, records, statistics);
    const outcomes = documents.length > 0 ? await sink.write(documents) : [];
    outcomes.forEach((outcome, index) => {
      if (outcome.status === 'rejected') letters.push(rejectedLetter(documents[index] as Document, outcome));
      else if (outcome.status === 'accepted') counts.written += 1;
    });
    if (letters.length > 0 && !(await bury(letters))) return false;
    const accepted = outcomes.filter(({ status }) => status === 'accepted').length;
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
    const mapped = mapOne(mapper, record);
    if (mapped.length === 0) counts.filtered += 1;
    for (const part of mapped) {
      if ('document' in part) documents.push(part.document);
      else if ('deadLetter' in part) letters.push(part.deadLetter);
      else counts.filtered += 1;
    }
  }
  counts.mapped += documents.length;
  return { documents, letters };
}

function mapOne<R>(mapper: Mapper<R>, record: R): ReturnType<Mapper<R>> {
  try {
    return mapper(record);
  } catch (error) {
    return [{ deadLetter: { reason: `The mapper failed: ${String(error)}`, origin: {}, body: textOf(record) } }];
  }
}

function rejectedLetter({ id, dataStream, fields }: Document, { reason }: Outcome & { reason: string }): DeadLetter {
  const { type, dataset, namespace } = dataStream;
  return { reason, origin: { id, data_stream: { type, dataset, namespace } }, body: JSON.stringify(fields) };
}

/** A mapper that throws is a defect, but what it was given must not be lost. */
function textOf(record: unknown): string {
  try {
    return JSON.stringify(record) ?? String(record);
  } catch {
    return String(record);
  }
}
