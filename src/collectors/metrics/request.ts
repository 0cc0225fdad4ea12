import { backoff } from '../concurrency/backoff.ts';
import type { Clock, ServiceClock } from './clock.ts';
import type { Limiter } from '../concurrency/limiter.ts';
import { isTransient, serviceFailure } from './service-error.ts';

/** Attempts at one request while the service fails or says that it is asked too much. */
const MAX_ATTEMPTS = 5;

/** A response that takes longer, in milliseconds, will not come. */
const TIMEOUT = 60_000;

/**
 * Sends requests, and tries again what may succeed later. The clients' own retries are off: they would sleep inside a
 * request, where nothing else of the same subscription learns that it is throttled.
 */
export class Requests {
  readonly #clock: Clock;
  readonly #serviceClock: ServiceClock;
  readonly #limiter: Limiter;
  readonly #blockedUntil = new Map<string, number>();

  /** @param limiter holds only what is on the wire, not what waits */
  constructor(clock: Clock, serviceClock: ServiceClock, limiter: Limiter) {
    this.#clock = clock;
    this.#serviceClock = serviceClock;
    this.#limiter = limiter;
  }

  /**
   * @param quota what Azure throttles together, such as one subscription at one service: while it asks to wait, none
   *   of its requests is sent
   * @throws the client's error if it is for good or came too often; the signal's reason once that is aborted
   */
  async send<T>(quota: string, signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let failures = 0; ;) {
      await this.#untilFree(quota, signal);
      try {
        const answer = await this.#limiter.run(() => this.#attempt(quota, signal, request));
        if (answer) return answer.value;
      } catch (error) {
        signal.throwIfAborted();
        failures += 1;
        if (!isTransient(serviceFailure(error, 0)) || failures >= MAX_ATTEMPTS) throw error;
        if (this.#wait(quota) <= 0) await this.#sleep(backoff(failures, {}), signal);
      }
    }
  }

  /** @returns undefined if the service asked to wait while the request waited for its turn */
  async #attempt<T>(
    quota: string,
    signal: AbortSignal,
    request: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ value: T } | undefined> {
    signal.throwIfAborted();
    if (this.#wait(quota) > 0) return undefined;
    const timeout = this.#clock.timeout(TIMEOUT);
    try {
      return { value: await request(AbortSignal.any([signal, timeout])) };
    } catch (error) {
      if (timeout.aborted) throw new RequestTimeoutError(TIMEOUT, { cause: error });
      const { status, retryAfter } = serviceFailure(error, this.#serviceClock.now());
      if (retryAfter !== undefined && (status === 429 || status === 503)) this.#block(quota, retryAfter);
      throw error;
    }
  }

  #block(quota: string, delay: number): void {
    const until = this.#clock.now() + delay;
    this.#blockedUntil.set(quota, Math.max(until, this.#blockedUntil.get(quota) ?? 0));
  }

  async #untilFree(quota: string, signal: AbortSignal): Promise<void> {
    for (let delay = this.#wait(quota); delay > 0; delay = this.#wait(quota)) await this.#sleep(delay, signal);
  }

  #wait(quota: string): number {
    return (this.#blockedUntil.get(quota) ?? 0) - this.#clock.now();
  }

  async #sleep(delay: number, signal: AbortSignal): Promise<void> {
    if (!(await this.#clock.sleep(delay, signal))) throw signal.reason;
  }
}

/** Thrown where a service took the request and did not answer. */
class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(timeout: number, options?: ErrorOptions) {
    super(`no response within ${timeout / 1000} s`, options);
  }
}
