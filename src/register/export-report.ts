import { log } from '../log.ts';
import type { Signal } from '../otlp/endpoint.ts';

const UNITS: Readonly<Record<Signal, string>> = {
  traces: 'span',
  metrics: 'metric export',
  logs: 'log record',
};

/** The export of a signal to an endpoint. */
interface Export {
  readonly signal: Signal;
  readonly endpoint: string;
}

interface FailedExport extends Export {
  readonly reason: string;
  /** True if the report names the signal. Otherwise it says "telemetry". */
  readonly isNamed: boolean;
}

/**
 * Reports failed exports through `diag`: one line when an endpoint fails, one when the reason changes, one when exports
 * succeed again, and one at the end for the telemetry that was lost. Signals that fail together share a line; a signal
 * that fails while the endpoint accepts another one is named.
 */
export class ExportReport {
  readonly #failures = new Map<string, FailedExport>();
  /** The exports that succeeded last. */
  readonly #accepted = new Map<string, Export>();
  /** The reasons of the last partial rejections. */
  readonly #rejections = new Map<string, string>();
  /** Numbers of lost items that have not been reported, by signal. */
  readonly #lost = new Map<Signal, number>();
  #lastFailure = '';
  /** True once the process ends: {@link end} then reports all failures together. */
  ending = false;

  failed(signal: Signal, url: string, reason: string): void {
    const endpoint = removeSignal(url);
    const key = keyOf(signal, endpoint);
    this.#lastFailure = `${endpoint}: ${reason}`;
    if (this.#failures.get(key)?.reason === reason) return;
    this.#accepted.delete(key);
    const isNamed = [...this.#accepted.values()].some((other) => other.endpoint === endpoint);
    const isReported = !isNamed && this.#failingTogether(signal, endpoint, reason).some((other) => !other.isNamed);
    this.#failures.set(key, { signal, endpoint, reason, isNamed });
    if (this.ending || isReported) return;
    if (isNamed) {
      log.error(`${signal} cannot be exported to ${this.#lastFailure}. They are lost until the endpoint accepts them.`);
    } else {
      log.error(`telemetry cannot be exported to ${this.#lastFailure}. It is lost until the endpoint works again.`);
    }
  }

  /** Called when all items of an export were accepted. */
  succeeded(signal: Signal, url: string): void {
    const endpoint = removeSignal(url);
    const key = keyOf(signal, endpoint);
    this.#accepted.set(key, { signal, endpoint });
    const failure = this.#failures.get(key);
    if (!failure) return;
    this.#failures.delete(key);
    // Signals that failed together are reported when the last of them succeeds.
    if (this.ending || this.#failingTogether(signal, endpoint, failure.reason).length > 0) return;
    const isWhole = [...this.#failures.values()].every((other) => other.endpoint !== endpoint);
    const what = isWhole ? 'telemetry is' : `${signal} are`;
    log.warn(`${what} exported to ${endpoint} again; lost meanwhile: ${this.#takeLost(this.#failingSignals())}`);
  }

  /** Called when an endpoint accepted an export and rejected some of its items. */
  rejectedPart(signal: Signal, url: string, message: string): void {
    const endpoint = removeSignal(url);
    const key = keyOf(signal, endpoint);
    this.#lastFailure = `${endpoint}: it rejected a part: ${message}`;
    if (this.#rejections.get(key) === message) return;
    this.#rejections.set(key, message);
    if (!this.ending) log.error(`${endpoint} rejects a part of the ${signal}: ${message}. That part is lost.`);
  }

  lost(signal: Signal, count: number): void {
    this.#lost.set(signal, (this.#lost.get(signal) ?? 0) + count);
  }

  /** Reports the telemetry that was lost since the last report, if any. */
  end(): void {
    if (this.#lost.size > 0) log.error(`${this.#takeLost()} could not be exported to ${this.#lastFailure}.`);
  }

  /** Returns the other signals that fail at the same endpoint for the same reason. */
  #failingTogether(signal: Signal, endpoint: string, reason: string): FailedExport[] {
    return [...this.#failures.values()].filter(
      (other) => other.signal !== signal && other.endpoint === endpoint && other.reason === reason,
    );
  }

  #failingSignals(): Set<Signal> {
    return new Set([...this.#failures.values()].map(({ signal }) => signal));
  }

  /** @param failing signals that will be reported later */
  #takeLost(failing: ReadonlySet<Signal> = new Set()): string {
    const parts: string[] = [];
    // In the order of the units, whichever export failed first.
    for (const [signal, unit] of Object.entries(UNITS) as [Signal, string][]) {
      const count = this.#lost.get(signal);
      if (count === undefined || failing.has(signal)) continue;
      this.#lost.delete(signal);
      parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
    }
    return parts.join(', ') || 'nothing';
  }
}

function keyOf(signal: Signal, endpoint: string): string {
  return `${signal} ${endpoint}`;
}

/** The signals of an endpoint have the rest of their URLs in common. */
function removeSignal(url: string): string {
  return url.replace(/\/v1\/(?:traces|metrics|logs)$/, '');
}
