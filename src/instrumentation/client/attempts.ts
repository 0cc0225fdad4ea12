import type { Attributes, Span } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import { asText } from '../json.ts';

/** One HTTP request that the client made for a call. */
export interface Attempt {
  /** HTTP status; absent if no response came. */
  status?: number;
  /** Class of the error if no response came. */
  error?: string;
  /** Seconds that the client waited before it, since the attempt before ended; absent for the first. */
  waited?: number;
}

/** More than any client retries. */
const MAX_ATTEMPTS = 64;

/**
 * The attempts of one call, as its client makes them: the retries that the application does not see, and that it waits
 * and pays for.
 */
export class Attempts {
  readonly all: Attempt[] = [];
  #endedAt: number | undefined;
  #latest: Promise<unknown> | undefined;

  /**
   * Notes an attempt whose response `fetched` will be. The client awaits `fetched` in any case, so that looking at it
   * hides no rejection.
   *
   * @param onSettled called with whether a response with a status of success came
   */
  observe(fetched: Promise<{ status?: unknown } | null | undefined>, onSettled: (ok: boolean) => void): void {
    // Told twice of one, where two instances patch the client.
    if (this.all.length >= MAX_ATTEMPTS || fetched === this.#latest) return;
    this.#latest = fetched;
    const attempt: Attempt = {};
    if (this.#endedAt !== undefined) attempt.waited = (performance.now() - this.#endedAt) / 1000;
    this.all.push(attempt);
    const end = (): void => void (this.#endedAt = performance.now());
    fetched.then(
      (response) => {
        end();
        const status = read(() => response?.status);
        if (typeof status === 'number') attempt.status = status;
        onSettled(typeof status === 'number' && status < 300);
      },
      (error: unknown) => {
        end();
        attempt.error = asText(read(() => (error as Error | null)?.constructor?.name)) ?? '_OTHER';
        onSettled(false);
      },
    );
  }

  /** The attempts that were followed by another. */
  get retried(): readonly Attempt[] {
    return this.all.slice(0, -1);
  }

  /** What the span says of retries; nothing if there were none. */
  attributes(): Attributes {
    const { retried } = this;
    if (retried.length === 0) return {};
    return {
      [names.AZURE_OPENAI_RETRY_COUNT]: retried.length,
      [names.AZURE_OPENAI_RETRY_REASONS]: retried.map(reasonOf),
    };
  }

  /** One event for each retry: why, and how long the client waited. */
  addEvents(span: Span): void {
    for (const [index, attempt] of this.retried.entries()) {
      span.addEvent(names.AZURE_OPENAI_RETRY_EVENT, {
        [names.AZURE_OPENAI_RETRY_REASON]: reasonOf(attempt),
        [names.AZURE_OPENAI_RETRY_DELAY]: this.all[index + 1]?.waited,
      });
    }
  }
}

/** The status as text, or the class of the error. */
export function reasonOf({ status, error }: Attempt): string {
  return status === undefined ? (error ?? '_OTHER') : String(status);
}

/** A `fetch` of the application may answer with anything, or throw it; what cannot be read is no fault of ours. */
function read(value: () => unknown): unknown {
  try {
    return value();
  } catch {
    return undefined;
  }
}
