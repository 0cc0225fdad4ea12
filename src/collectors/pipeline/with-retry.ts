import { backoff, type RetryOptions, wait } from '../concurrency/backoff.ts';
import type { Document } from '../contracts/document.ts';
import type { Outcome, Retry, Sink } from '../contracts/sink.ts';

/** Thrown if a sink returns too few or too many outcomes. It is unknown what is stored, so nothing is acknowledged. */
export class SinkContractError extends Error {
  override readonly name = 'SinkContractError';
  readonly documents: number;
  readonly outcomes: number;

  constructor(documents: number, outcomes: number) {
    super(
      `write() of a sink must return one outcome for each document. It was given ${documents} and returned ${outcomes}.`,
    );
    this.documents = documents;
    this.outcomes = outcomes;
  }
}

/** Options of {@link withRetry}. */
export interface SinkRetryOptions extends RetryOptions {
  /** Aborted to end the retries. Documents that are not stored then have the outcome `retry`. */
  readonly signal?: AbortSignal;
  /** Called after each attempt that left documents to retry. `delay` is the wait until the next, in milliseconds. */
  readonly onRetry?: (documents: number, reason: string, delay: number) => void;
  /** Called when a write has settled and no other write is being retried. */
  readonly onSettled?: () => void;
}

/**
 * Wraps a sink so that it retries the documents that are not stored yet, for as long as it takes, with exponential
 * backoff, jitter and the Retry-After of the service. A refusal that may pass is retried for a limited time.
 * {@link runPipeline} wraps every sink.
 *
 * @returns a sink whose outcomes are `accepted` or `rejected`, and `retry` only after `signal` was aborted
 */
export function withRetry(sink: Sink, options: SinkRetryOptions = {}): Sink {
  const retrying = new Set<readonly Document[]>();
  const write = async (documents: readonly Document[]): Promise<Outcome[]> => {
    const refusals = new Refusals(options.refusalTimeout ?? 60_000);
    const outcomes: Outcome[] = Array(documents.length);
    let pending = [...documents.keys()];
    for (let failures = 1; ; failures += 1) {
      const sent = pending.map((index) => documents[index] as Document);
      const results = await sink.write(sent);
      if (results.length !== sent.length) throw new SinkContractError(sent.length, results.length);
      refusals.judge(results, sent).forEach((outcome, position) => (outcomes[pending[position]!] = outcome));
      pending = pending.filter((index) => outcomes[index]!.status === 'retry');
      if (pending.length === 0) return outcomes;
      retrying.add(documents);
      const retries = pending.map((index) => outcomes[index] as Retry);
      const after = Math.max(...retries.map((outcome) => outcome.after ?? 0));
      const longest = after === 0 ? refusals.timeToFirstVerdict() : Infinity;
      const delay = Math.min(backoff(failures, options, after), longest);
      options.onRetry?.(pending.length, retries[0]!.reason, delay);
      if (!(await wait(delay, options.signal))) return outcomes;
    }
  };
  return {
    write: async (documents) => {
      try {
        return await write(documents);
      } finally {
        retrying.delete(documents);
        if (retrying.size === 0 && options.signal?.aborted !== true) options.onSettled?.();
      }
    },
    close: () => sink.close(),
  };
}

/** Remembers since when the documents of a write have been refused without interruption. */
class Refusals {
  readonly #since = new Map<Document, number>();
  readonly #timeout: number;

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Milliseconds until the first refusal has lasted too long. No wait is longer, so that it is judged in time. */
  timeToFirstVerdict(): number {
    return Math.max(0, Math.min(...this.#since.values()) + this.#timeout - Date.now());
  }

  /** Turns refusals that have lasted too long into rejections. */
  judge(outcomes: readonly Outcome[], documents: readonly Document[]): Outcome[] {
    const now = Date.now();
    return outcomes.map((outcome, index) => {
      const document = documents[index] as Document;
      if (outcome.status !== 'retry' || outcome.refused !== true) {
        this.#since.delete(document);
        return outcome;
      }
      const since = Math.min(this.#since.get(document) ?? now, outcome.refusedSince ?? now);
      if (now - since < this.#timeout) {
        this.#since.set(document, since);
        return outcome;
      }
      this.#since.delete(document);
      return { status: 'rejected', reason: outcome.reason };
    });
  }
}
