import type { Clock } from '../../../../src/collectors/metrics/clock.ts';

interface Sleeper {
  readonly until: number;
  wake(timeIsOver: boolean): void;
}

/** A clock that only the test advances. */
export class TestClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  /** Aborts all requests that wait for a response, as a timeout does. */
  timeOut: () => void = () => {};

  readonly now = (): number => this.#now;

  sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        until: this.#now + milliseconds,
        wake: (timeIsOver) => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', abort);
          resolve(timeIsOver);
        },
      };
      const abort = (): void => sleeper.wake(false);
      signal.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#checkWaiting();
    });
  }

  timeout(): AbortSignal {
    const controller = new AbortController();
    const before = this.timeOut;
    this.timeOut = () => {
      before();
      controller.abort();
    };
    return controller.signal;
  }

  /** Advances the time, and wakes sleepers whose time is over. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#now) sleeper.wake(true);
  }

  /** The remaining sleeping times in milliseconds, the shortest first. */
  get sleeps(): number[] {
    return [...this.#sleepers].map(({ until }) => until - this.#now).toSorted((a, b) => a - b);
  }

  /** Settles when at least `count` sleep at once. */
  whenSleeping(count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#checkWaiting();
    });
  }

  #checkWaiting(): void {
    const met = this.#waiting.filter(({ count }) => this.#sleepers.size >= count);
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }
}
