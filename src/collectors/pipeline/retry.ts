import type { RetryOptions } from './backoff.ts';
import { backoff, wait } from './backoff.ts';
import type { Document } from './document.ts';
import type { Outcome, Sink } from './sink.ts';
import { checkOutcomes } from './sink-contract-error.ts';

/** Options of {@link withRetry}. */
export interface SinkRetryOptions extends RetryOptions {
  /** Once aborted, nothing is tried again: what is not stored comes back as `retry`. */
  readonly signal?: AbortSignal;
  /** Told of each attempt that left documents to be tried again, and of the wait until then in milliseconds. */
  readonly onRetry?: (documents: number, reason: string, delay: number) => void;
  /** Told when a write has settled whole. */
  readonly onSettled?: () => void;
}

type Retry = Extract<Outcome, { status: 'retry' }>;

/**
 * A sink that tries again what its inner sink could not store yet, for as long as it takes, with exponential backoff,
 * jitter and the service's own Retry-After. {@link runPipeline} puts it around every sink.
 *
 * @returns a sink whose outcomes are `accepted` or `rejected`; `retry` only after `signal` was aborted
 */
export function withRetry(sink: Sink, options: SinkRetryOptions = {}): Sink {
  return {
    write: async (documents) => {
      const outcomes = [...checkOutcomes(await sink.write(documents), documents)];
      for (let failures = 1; ; failures += 1) {
        const pending = outcomes.flatMap(({ status }, index) => (status === 'retry' ? [index] : []));
        if (pending.length === 0) break;
        const retries = pending.map((index) => outcomes[index] as Retry);
        const delay = backoff(failures, options, Math.max(...retries.map(({ after = 0 }) => after)));
        options.onRetry?.(pending.length, retries[0]!.reason, delay);
        if (!(await wait(delay, options.signal))) return outcomes;
        const again = pending.map((index) => documents[index] as Document);
        const results = checkOutcomes(await sink.write(again), again);
        pending.forEach((index, position) => (outcomes[index] = results[position]!));
      }
      options.onSettled?.();
      return outcomes;
    },
    close: () => sink.close(),
  };
}
