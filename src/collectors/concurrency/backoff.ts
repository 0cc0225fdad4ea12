import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait between attempts. */
export interface RetryOptions {
  /**
   * Longest wait after the first failure, in milliseconds; it doubles with each further one.
   * @default 1000
   */
  readonly minDelay?: number;
  /**
   * No wait is longer, in milliseconds, unless the service asks for it.
   * @default 60000
   */
  readonly maxDelay?: number;
  /**
   * How long a document is retried that the service refuses in a way that may pass (a 413, OTLP's HTTP 500), in
   * milliseconds. After that it is a dead letter.
   * @default 60000
   */
  readonly refusalTimeout?: number;
}

/**
 * The wait before the next attempt: half of the exponential delay and a random part of the other half, so that
 * replicas that failed together do not come back together.
 *
 * @param failures attempts that failed so far, 1 or more
 * @param after what the service asked for (Retry-After), in milliseconds; never undercut
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
