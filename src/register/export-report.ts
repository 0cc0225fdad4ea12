import { diag } from '@opentelemetry/api';
import type { Signal } from '../otlp/endpoint.ts';

const UNITS: Readonly<Record<Signal, string>> = {
  traces: 'span',
  metrics: 'metric export',
  logs: 'log record',
};

/**
 * Reports through `diag` what becomes of exports: one line when an endpoint fails, one when the reason changes, one when
 * it takes telemetry again, and one at the end for what was lost.
 */
export class ExportReport {
  /** Why an endpoint fails, by its URL. */
  readonly #failures = new Map<string, string>();
  /** Losses that have not been reported, by signal. */
  readonly #lost = new Map<Signal, number>();
  #lastFailure = '';
  /** True once the process ends: failures are then reported together, by {@link end}. */
  ending = false;

  failed(url: string, reason: string): void {
    const endpoint = withoutSignal(url);
    this.#lastFailure = `${endpoint}: ${reason}`;
    if (this.#failures.get(endpoint) === reason) return;
    this.#failures.set(endpoint, reason);
    if (!this.ending) diag.error(`telemetry cannot be exported to ${this.#lastFailure}. It is lost while that lasts.`);
  }

  succeeded(url: string): void {
    const endpoint = withoutSignal(url);
    if (!this.#failures.delete(endpoint)) return;
    if (!this.ending) diag.warn(`telemetry is exported to ${endpoint} again; lost meanwhile: ${this.#takeLost()}`);
  }

  lost(signal: Signal, count: number): void {
    this.#lost.set(signal, (this.#lost.get(signal) ?? 0) + count);
  }

  /** Reports what was lost since the last report; nothing if all was exported. */
  end(): void {
    if (this.#lost.size > 0) diag.error(`${this.#takeLost()} could not be exported to ${this.#lastFailure}.`);
  }

  #takeLost(): string {
    const parts = [...this.#lost].map(([signal, count]) => `${count} ${UNITS[signal]}${count === 1 ? '' : 's'}`);
    this.#lost.clear();
    return parts.join(', ') || 'nothing';
  }
}

/** The signals of an endpoint fail together, and are reported as one. */
function withoutSignal(url: string): string {
  return url.replace(/\/v1\/(?:traces|metrics|logs)$/, '');
}
