import { asText } from '../json.ts';

/** One HTTP request that the client made for a call. */
export interface Attempt {
  /** HTTP status; absent without a response. */
  status?: number;
  /** Class of the error; absent with a response. */
  error?: string;
  /** Seconds between the end of the previous attempt and this one; absent for the first. */
  waited?: number;
}

/** Far more than a client makes. */
const MAX_ATTEMPTS = 64;

/** The attempts of one call: its client makes retries that the application does not see, but waits and pays for. */
export class Attempts {
  readonly all: Attempt[] = [];
  #endedAt: number | undefined;
  #latest: Promise<unknown> | undefined;

  /**
   * Records an attempt. The client awaits `fetched` in any case, so that our handler hides no rejection.
   *
   * @param fetched the response of the attempt
   * @param onSettled called with true if the response has a success status
   */
  observe(fetched: Promise<{ status?: unknown } | null | undefined>, onSettled: (ok: boolean) => void): void {
    // Two instrumentations of the same client report each attempt twice.
    if (this.all.length >= MAX_ATTEMPTS || fetched === this.#latest) return;
    this.#latest = fetched;
    const attempt: Attempt = {};
    if (this.#endedAt !== undefined) attempt.waited = (performance.now() - this.#endedAt) / 1000;
    this.all.push(attempt);
    const end = (): void => void (this.#endedAt = performance.now());
    fetched.then(
      (response) => {
        end();
        const status = readField(() => response?.status);
        if (typeof status === 'number') attempt.status = status;
        onSettled(typeof status === 'number' && status < 300);
      },
      (error: unknown) => {
        end();
        attempt.error = asText(readField(() => (error as Error | null)?.constructor?.name)) ?? '_OTHER';
        onSettled(false);
      },
    );
  }

  /** The attempts that were retried. */
  get retried(): readonly Attempt[] {
    return this.all.slice(0, -1);
  }
}

/** Returns the HTTP status as text, or the class of the error. */
export function retryReason({ status, error }: Attempt): string {
  return status === undefined ? (error ?? '_OTHER') : String(status);
}

/** The application's own `fetch` may return or throw any value, even one whose fields throw when they are read. */
function readField(value: () => unknown): unknown {
  try {
    return value();
  } catch {
    return undefined;
  }
}
