import type { Clock } from '../../../../src/collectors/metrics/clock.ts';

interface Sleeper {
  readonly until: number;
  wake(timeIsOver: boolean): void;
}

/** Time that stands still until the test moves it. */
export class TestClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  /** Aborts what waits for an answer now, as if its time were over. */
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
      this.#tell();
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

  /** Moves time; who slept until then wakes. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#now) sleeper.wake(true);
  }

  /** How long the sleepers still sleep, in milliseconds, the shortest first. */
  get sleeps(): number[] {
    return [...this.#sleepers].map(({ until }) => until - this.#now).toSorted((a, b) => a - b);
  }

  /** Settles when so many sleep at once. */
  whenSleeping(count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#tell();
    });
  }

  #tell(): void {
    const met = this.#waiting.filter(({ count }) => this.#sleepers.size >= count);
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }
}
