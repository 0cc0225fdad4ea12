import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait between attempts. */
export interface RetryOptions {
  /**
   * Longest wait after the first failure, in milliseconds. It doubles with each further failure.
   * @default 1000
   */
  readonly minDelay?: number;
  /**
   * Longest wait after any failure, in milliseconds. Only a service that asks for more gets more.
   * @default 60000
   */
  readonly maxDelay?: number;
  /**
   * How long to retry a document that the service refuses for a reason that may pass (a 413, or HTTP 500 of OTLP), in
   * milliseconds. After that the document is a dead letter.
   * @default 60000
   */
  readonly refusalTimeout?: number;
}

/** How {@link retry} retries. */
export interface RetryPolicy extends RetryOptions {
  /**
   * Whether to try again after an error. An error that it throws takes the place of the attempt's.
   * @default after every error
   */
  readonly isRetryable?: (error: unknown, failures: number) => boolean;
  /** Called before each wait. */
  readonly onRetry?: (error: unknown) => void;
  /** Aborted to end the retries. It does not interrupt an attempt. */
  readonly signal?: AbortSignal;
}

/**
 * Calls `attempt` until it succeeds, with a {@link backoff} after each failure.
 *
 * @returns the result of the attempt that succeeded
 * @throws the error of the last attempt, if it is not retryable or `signal` was aborted
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryPolicy): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (options.isRetryable?.(error, failures) === false) throw error;
      options.onRetry?.(error);
      if (!(await wait(backoff(failures, options), options.signal))) throw error;
    }
  }
}

/**
 * Returns the wait before the next attempt, in milliseconds: half of the exponential delay, and a random part of the
 * other half, so that replicas that failed together do not retry together.
 *
 * @param failures attempts that failed so far, 1 or more
 * @param after milliseconds that the service asked for (Retry-After): the wait is never shorter
 */
export function backoff(failures: number, { minDelay = 1000, maxDelay = 60_000 }: RetryOptions, after = 0): number {
  const longest = Math.min(maxDelay, minDelay * 2 ** (failures - 1));
  const jittered = (longest / 2) * (1 + Math.random());
  return after > 0 ? after + jittered - longest / 2 : jittered;
}

/** @returns false if `signal` was aborted before the time was over */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return false;
  try {
    await delay(milliseconds, undefined, signal && { signal });
    return true;
  } catch {
    return false;
  }
}
