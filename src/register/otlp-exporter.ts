import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint, Signal } from '../otlp/endpoint.ts';
import type { ExportReport } from './export-report.ts';
import type { Failure, Transport } from './transport.ts';

/** Of `@opentelemetry/otlp-transformer`: the wire format of one signal. */
export interface Serializer<Items> {
  serializeRequest(items: Items): Uint8Array | undefined;
  deserializeResponse(body: Uint8Array): { partialSuccess?: Partial<Record<string, unknown>> | null };
}

/** The signal of an exporter, and where it is sent. */
export interface ExporterOptions<Items> {
  readonly signal: Signal;
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly serializer: Serializer<Items>;
  readonly report: ExportReport;
}

/** Requests that wait for an answer hold no more than this together, in bytes; what comes then is lost, and counted. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** The first wait before a retry, in milliseconds; each further one is half as long again. */
const FIRST_BACKOFF = 1000;
const MAX_BACKOFF = 5000;

/**
 * An OTLP exporter that never keeps the process alive. The exporters of the SDK do, as long as an endpoint hangs or
 * refuses: their sockets, their timers between retries and the timers of the processors that wait for them hold the
 * event loop, so that with a short interval a process never ends.
 *
 * So an export counts as done for the SDK as soon as it is serialized; sockets and timers are unreferenced; and
 * `shutdown` waits for what is on its way. Retries, limits and headers are those of the SDK's exporters.
 */
export class OtlpExporter<Items> {
  readonly #options: ExporterOptions<Items>;
  readonly #pending = new Set<Promise<void>>();
  #pendingBytes = 0;
  /** Aborted when the process ends: no retry waits any longer. */
  readonly #ending = new AbortController();
  /** Aborted when the time to end is over. */
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

  /** From now on nothing waits for a retry: the process ends. */
  end(): void {
    this.#ending.abort();
  }

  /** Gives up what is on its way. */
  async abandon(): Promise<void> {
    this.#abandoned.abort();
    await this.forceFlush();
  }

  #start(body: Uint8Array, count: number): void {
    const { signal, endpoint, report } = this.#options;
    if (this.#pendingBytes + body.length > MAX_PENDING_BYTES) {
      report.failed(endpoint.url, 'it takes telemetry too slowly');
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
      report.failed(endpoint.url, outcome.reason);
      const wait = outcome.retry && (outcome.after ?? backoff * (0.8 + 0.4 * Math.random()));
      // While the process ends, an endpoint that cannot be reached is not tried again.
      const isLast = wasEnding && outcome.after === undefined;
      if (wait === false || isLast || performance.now() + wait > deadline || !(await this.#wait(wait))) {
        report.lost(signal, count);
        return;
      }
    }
  }

  /** @returns undefined if the items are taken */
  async #attempt(body: Uint8Array, timeout: number): Promise<Failure | undefined> {
    const timeOut = AbortSignal.timeout(Math.max(1, Math.ceil(timeout)));
    try {
      const signal = AbortSignal.any([this.#abandoned.signal, timeOut]);
      const delivery = await this.#options.transport.send(body, signal);
      return 'body' in delivery ? this.#taken(delivery.body) : delivery;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (this.#abandoned.signal.aborted) return { reason: 'no answer before the process ended', retry: false };
      if (timeOut.aborted) return { reason: 'no answer within the timeout', retry: false };
      return { reason: code === undefined || message.includes(code) ? message : `${message} (${code})`, retry: true };
    }
  }

  #taken(answer: Uint8Array): undefined {
    const { endpoint, report, serializer, signal } = this.#options;
    report.succeeded(endpoint.url);
    const partial = answer.length === 0 ? undefined : partialSuccess(serializer, answer);
    if (partial === undefined) return;
    report.failed(endpoint.url, `it refused a part: ${partial.message || 'no reason given'}`);
    report.lost(signal, partial.rejected);
  }

  /**
   * Waits before a retry. The end of the process cuts a wait short, so that a last attempt is made in time.
   *
   * @returns false if the time to end is over
   */
  async #wait(milliseconds: number): Promise<boolean> {
    const abandoned = this.#abandoned.signal;
    const signal = this.#ending.signal.aborted ? abandoned : AbortSignal.any([this.#ending.signal, abandoned]);
    await delay(Math.ceil(milliseconds), undefined, { ref: false, signal }).catch(() => undefined);
    return !this.#abandoned.signal.aborted;
  }
}

function partialSuccess<Items>(
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
    // A success is a success, whatever else the endpoint answers.
    return undefined;
  }
}
