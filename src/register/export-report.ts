import { log } from '../log.ts';
import type { Signal } from '../otlp/endpoint.ts';

const UNITS: Readonly<Record<Signal, string>> = {
  traces: 'span',
  metrics: 'metric export',
  logs: 'log record',
};

/**
 * Reports failed exports through `diag`: one line when an endpoint fails, one when the reason changes, one when exports
 * succeed again, and one at the end for the telemetry that was lost.
 */
export class ExportReport {
  /** The reasons of failing endpoints, by URL. */
  readonly #failures = new Map<string, string>();
  /** Numbers of lost items that have not been reported, by signal. */
  readonly #lost = new Map<Signal, number>();
  #lastFailure = '';
  /** True once the process ends: {@link end} then reports all failures together. */
  ending = false;

  failed(url: string, reason: string): void {
    const endpoint = removeSignal(url);
    this.#lastFailure = `${endpoint}: ${reason}`;
    if (this.#failures.get(endpoint) === reason) return;
    this.#failures.set(endpoint, reason);
    if (!this.ending)
      log.error(`telemetry cannot be exported to ${this.#lastFailure}. It is lost until the endpoint works again.`);
  }

  succeeded(url: string): void {
    const endpoint = removeSignal(url);
    if (!this.#failures.delete(endpoint)) return;
    if (!this.ending) log.warn(`telemetry is exported to ${endpoint} again; lost meanwhile: ${this.#takeLost()}`);
  }

  lost(signal: Signal, count: number): void {
    this.#lost.set(signal, (this.#lost.get(signal) ?? 0) + count);
  }

  /** Reports the telemetry that was lost since the last report, if any. */
  end(): void {
    if (this.#lost.size > 0) log.error(`${this.#takeLost()} could not be exported to ${this.#lastFailure}.`);
  }

  #takeLost(): string {
    const parts = [...this.#lost].map(([signal, count]) => `${count} ${UNITS[signal]}${count === 1 ? '' : 's'}`);
    this.#lost.clear();
    return parts.join(', ') || 'nothing';
  }
}

/** The signals of an endpoint fail together, so they are reported together. */
function removeSignal(url: string): string {
  return url.replace(/\/v1\/(?:traces|metrics|logs)$/, '');
}
