import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';
import type { ExportReport } from './export-report.ts';
import type { Failure, Transport } from './transport.ts';

/** A serializer of `@opentelemetry/otlp-transformer`, for one signal. */
export interface Serializer<Items> {
  serializeRequest(items: Items): Uint8Array | undefined;
  deserializeResponse(body: Uint8Array): { partialSuccess?: Partial<Record<string, unknown>> | null };
}

export interface ExporterOptions<Items> {
  readonly signal: Signal;
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly serializer: Serializer<Items>;
  readonly report: ExportReport;
}

/** Maximum size of all pending requests, in bytes. Further telemetry is dropped and counted as lost. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** The delay before the first retry, in milliseconds. Each further delay is 1.5 times as long. */
const FIRST_BACKOFF = 1000;
const MAX_BACKOFF = 5000;

/**
 * An OTLP exporter that never keeps the process alive. The SDK's own exporters do while an endpoint hangs or refuses: the
 * event loop waits for their sockets, for their timers between retries, and for the timers of the processors that wait for
 * them. With a short export interval, the process would never end.
 *
 * So an export is reported as done as soon as it is serialized, sockets and timers are unreferenced, and `shutdown` waits
 * for pending requests. Retries, limits and headers are the same as in the SDK's exporters.
 */
export class OtlpExporter<Items> {
  readonly #options: ExporterOptions<Items>;
  readonly #pending = new Set<Promise<void>>();
  #pendingBytes = 0;
  /** Aborted when the process ends, which cuts delays short. */
  readonly #ending = new AbortController();
  /** Aborted when pending requests are dropped. */
  readonly #abandoned = new AbortController();

  constructor(options: ExporterOptions<Items>) {
    this.#options = options;
  }

  export(items: Items, done: (result: { code: 0 }) => void): void {
    const body = this.#options.serializer.serializeRequest(items);
    // Spans and log records come in arrays, metrics in one object.
    if (body !== undefined) this.#start(body, Array.isArray(items) ? items.length : 1);
    done({ code: 0 });
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async shutdown(): Promise<void> {
    this.end();
    await this.forceFlush();
    this.#options.transport.close();
  }

  /** Stops delays before retries, since the process ends. */
  end(): void {
    this.#ending.abort();
  }

  /** Drops the pending requests. */
  async abandon(): Promise<void> {
    this.#abandoned.abort();
    await this.forceFlush();
  }

  #start(body: Uint8Array, count: number): void {
    const { signal, endpoint, report } = this.#options;
    if (this.#pendingBytes + body.length > MAX_PENDING_BYTES) {
      report.failed(signal, endpoint.url, 'it accepts telemetry too slowly');
      report.lost(signal, count);
      return;
    }
    this.#pendingBytes += body.length;
    const sent = this.#send(body, count).finally(() => {
      this.#pendingBytes -= body.length;
      this.#pending.delete(sent);
    });
    this.#pending.add(sent);
  }

  /** Never rejects. */
  async #send(body: Uint8Array, count: number): Promise<void> {
    const { signal, endpoint, report } = this.#options;
    const content = endpoint.gzip ? await promisify(gzip)(body) : body;
    const deadline = performance.now() + endpoint.timeout;
    for (let backoff = FIRST_BACKOFF; ; backoff = Math.min(backoff * 1.5, MAX_BACKOFF)) {
      const wasEnding = this.#ending.signal.aborted;
      const outcome = await this.#attempt(content, deadline - performance.now());
      if (outcome === undefined) return;
      report.failed(signal, endpoint.url, outcome.reason);
      const wait = outcome.retry && (outcome.after ?? backoff * (0.8 + 0.4 * Math.random()));
      // While the process ends, a failed request is not retried, unless the endpoint asks for it.
      const isLast = wasEnding && outcome.after === undefined;
      if (wait === false || isLast || performance.now() + wait > deadline || !(await this.#wait(wait))) {
        report.lost(signal, count);
        return;
      }
    }
  }

  /** @returns undefined if the items were accepted */
  async #attempt(body: Uint8Array, timeout: number): Promise<Failure | undefined> {
    const timeOut = AbortSignal.timeout(Math.max(1, Math.ceil(timeout)));
    try {
      const signal = AbortSignal.any([this.#abandoned.signal, timeOut]);
      const delivery = await this.#options.transport.send(body, signal);
      return 'body' in delivery ? this.#onAccepted(delivery.body) : delivery;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (this.#abandoned.signal.aborted) return { reason: 'no answer before the process ended', retry: false };
      if (timeOut.aborted) return { reason: 'no answer within the timeout', retry: false };
      return { reason: code === undefined || message.includes(code) ? message : `${message} (${code})`, retry: true };
    }
  }

  #onAccepted(answer: Uint8Array): undefined {
    const { endpoint, report, serializer, signal } = this.#options;
    const partial = answer.length === 0 ? undefined : readPartialSuccess(serializer, answer);
    if (partial === undefined) {
      report.succeeded(signal, endpoint.url);
      return;
    }
    report.rejectedPart(signal, endpoint.url, partial.message || 'no reason given');
    report.lost(signal, partial.rejected);
  }

  /**
   * Waits before a retry. The end of the process cuts the delay short, so that a last attempt is made in time.
   *
   * @returns false if the request is dropped
   */
  async #wait(milliseconds: number): Promise<boolean> {
    const abandoned = this.#abandoned.signal;
    const signal = this.#ending.signal.aborted ? abandoned : AbortSignal.any([this.#ending.signal, abandoned]);
    await delay(Math.ceil(milliseconds), undefined, { ref: false, signal }).catch(() => undefined);
    return !this.#abandoned.signal.aborted;
  }
}

function readPartialSuccess<Items>(
  serializer: Serializer<Items>,
  body: Uint8Array,
): { rejected: number; message: string } | undefined {
  try {
    const { partialSuccess: partial } = serializer.deserializeResponse(body);
    const rejected = Number(
      partial?.['rejectedSpans'] ?? partial?.['rejectedDataPoints'] ?? partial?.['rejectedLogRecords'] ?? 0,
    );
    return rejected > 0 ? { rejected, message: String(partial?.['errorMessage'] ?? '') } : undefined;
  } catch {
    // The request succeeded, even if the body of the answer cannot be parsed.
    return undefined;
  }
}
