import { wait } from '../concurrency/backoff.ts';

/** Time as the collector sees it; tests have their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @returns false if `signal` was aborted before the time was over */
  sleep(milliseconds: number, signal: AbortSignal): Promise<boolean>;
  /** @returns a signal that is aborted when the time is over */
  timeout(milliseconds: number): AbortSignal;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: wait,
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
};

/** A smaller difference is ignored: the Date header has whole seconds, and the response took its time. */
const NOTABLE_SKEW = 30_000;

/**
 * The time of the services, from the Date header of their responses. A machine whose clock is ahead would otherwise read
 * minutes that are not over yet, and never see their values.
 */
export class ServiceClock {
  readonly #clock: Clock;
  readonly #onSkew: (seconds: number) => void;
  #skew = 0;

  /** @param onSkew called when the machine's clock turns out to be wrong: how far it is behind, in seconds */
  constructor(clock: Clock, onSkew: (seconds: number) => void) {
    this.#clock = clock;
    this.#onSkew = onSkew;
  }

  now(): number {
    return this.#clock.now() + this.#skew;
  }

  /** @param date a Date header */
  observe(date: string | undefined): void {
    const time = Date.parse(date ?? '');
    if (Number.isNaN(time)) return;
    const skew = time - this.#clock.now();
    const notable = Math.abs(skew) >= NOTABLE_SKEW;
    if (notable && this.#skew === 0) this.#onSkew(Math.round(skew / 1000));
    this.#skew = notable ? skew : 0;
  }
}
