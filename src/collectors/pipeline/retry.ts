import type { RetryOptions } from '../concurrency/backoff.ts';
import { backoff, wait } from '../concurrency/backoff.ts';
import type { Document } from '../contracts/document.ts';
import type { Outcome, Sink } from '../contracts/sink.ts';
import { checkOutcomes } from './sink-contract-error.ts';

/** Options of {@link withRetry}. */
export interface SinkRetryOptions extends RetryOptions {
  /** Once aborted, nothing is retried: what is not stored comes back as `retry`. */
  readonly signal?: AbortSignal;
  /** Called after each attempt that left documents to retry, with the wait until then in milliseconds. */
  readonly onRetry?: (documents: number, reason: string, delay: number) => void;
  /** Called when a write has settled whole, unless another one is still being retried. */
  readonly onSettled?: () => void;
}

type Retry = Extract<Outcome, { status: 'retry' }>;

/**
 * A sink that retries what its inner sink could not store yet, for as long as it takes, with exponential backoff,
 * jitter and the service's own Retry-After. A refusal that may pass is retried for a bounded time.
 * {@link runPipeline} puts it around every sink.
 *
 * @returns a sink whose outcomes are `accepted` or `rejected`; `retry` only after `signal` was aborted
 */
export function withRetry(sink: Sink, options: SinkRetryOptions = {}): Sink {
  const retrying = new Set<readonly Document[]>();
  const write: Sink['write'] = async (documents) => {
    const refusals = new Refusals(options.refusalTimeout ?? 60_000);
    const outcomes = refusals.judge(checkOutcomes(await sink.write(documents), documents), documents);
    for (let failures = 1; ; failures += 1) {
      const pending = outcomes.flatMap(({ status }, index) => (status === 'retry' ? [index] : []));
      if (pending.length === 0) return outcomes;
      retrying.add(documents);
      const retries = pending.map((index) => outcomes[index] as Retry);
      const after = Math.max(...retries.map((outcome) => outcome.after ?? 0));
      const longest = (after === 0 ? refusals.untilFirstVerdict() : undefined) ?? Infinity;
      const delay = Math.min(backoff(failures, options, after), longest);
      options.onRetry?.(pending.length, retries[0]!.reason, delay);
      if (!(await wait(delay, options.signal))) return outcomes;
      const again = pending.map((index) => documents[index] as Document);
      const results = refusals.judge(checkOutcomes(await sink.write(again), again), again);
      pending.forEach((index, position) => (outcomes[index] = results[position]!));
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

/** Since when the documents of a write are refused without interruption. */
class Refusals {
  readonly #since = new Map<Document, number>();
  readonly #timeout: number;

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** In milliseconds; undefined if there will be none. Waits grow beyond the time that is given to a refusal. */
  untilFirstVerdict(): number | undefined {
    if (this.#since.size === 0) return undefined;
    return Math.max(0, Math.min(...this.#since.values()) + this.#timeout - Date.now());
  }

  /** Makes a refusal that has lasted too long a rejection. */
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
