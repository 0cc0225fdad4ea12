import { diag } from '@opentelemetry/api';
import type { Document } from '../../pipeline/document.ts';
import { ACCEPTED } from '../../pipeline/sink.ts';
import type { Outcome, Sink } from '../../pipeline/sink.ts';
import { groupWrites } from '../group-writes.ts';
import { type Answer, partialSuccess, refusal } from './answer.ts';
import { type Endpoint, endpointOf } from '../../../otlp/endpoint.ts';
import { OtlpEndpointError } from '../../../otlp/endpoint-error.ts';
import type { OtlpSinkOptions } from './options.ts';
import { type OtlpResponse, post } from './post.ts';
import { type EncodedSignal, encodeLog, encodeMetrics, logsRequest, metricsRequest } from './request.ts';
import { connectionFailure } from './connection-failure.ts';

/** The two kinds of documents. */
type Signal = 'logs' | 'metrics';

const SIGNALS = {
  logs: { encode: encodeLog, request: logsRequest },
  metrics: { encode: encodeMetrics, request: metricsRequest },
} as const;

/**
 * Documents as OpenTelemetry signals, over OTLP/HTTP with JSON: those of logs as log records, those of metrics as sums
 * (totals, delta temporality) and gauges, with the Azure resource as the resource.
 *
 * Nothing is lost; but what comes again, after a crash or an answer that got lost, is stored again, since OTLP knows no
 * ids. A log record has its document's id as `log.record.uid`.
 *
 * Of the outcomes, as OTLP/HTTP has it: 408, 429, 502, 503, 504, no connection and no answer are `retry`; 413 is sent
 * again in halves; what else is no success is `rejected`. After a partial success OTLP forbids to send again, and does
 * not say which items were refused: unless all were, or the request had one document, all its documents are rejected,
 * so that the refused ones are among the dead letters.
 *
 * @returns a write throws an {@link OtlpEndpointError} for what no waiting mends: 401, 403, 404, 405, 415, a redirect, or
 *   a certificate that is not trusted
 * @throws OtlpEndpointError if options or variables can't be used
 */
export function otlpSink(options: OtlpSinkOptions = {}): Sink {
  const [logs, metrics] = [signalSink('logs', options), signalSink('metrics', options)];
  return {
    write: async (documents) => {
      const indices = Map.groupBy(documents.keys(), (index) => documents[index]!.dataStream.type);
      const outcomes: Outcome[] = Array(documents.length);
      const write = async (sink: Sink, own: readonly number[] = []): Promise<void> => {
        const results = await sink.write(own.map((index) => documents[index] as Document));
        own.forEach((index, position) => (outcomes[index] = results[position]!));
      };
      await Promise.all([write(logs, indices.get('logs')), write(metrics, indices.get('metrics'))]);
      return outcomes;
    },
    close: async () => {
      await Promise.all([logs.close(), metrics.close()]);
    },
  };
}

function signalSink(signal: Signal, options: OtlpSinkOptions): Sink {
  const { flushBytes = 1_000_000, flushInterval = 20, concurrency = 2 } = options;
  const exporter = new Exporter(signal, endpointOf(signal, options), flushBytes);
  return groupWrites<EncodedSignal>(
    {
      get flushBytes() {
        return exporter.maxBytes;
      },
      flushInterval,
      concurrency,
    },
    {
      encode: SIGNALS[signal].encode,
      send: (signals) => exporter.send(signals),
      close: () => Promise.resolve(),
    },
  );
}

class Exporter {
  /** Learned from a 413. */
  maxBytes: number;
  readonly #signal: Signal;
  readonly #endpoint: Endpoint;

  constructor(signal: Signal, endpoint: Endpoint, maxBytes: number) {
    this.#signal = signal;
    this.#endpoint = endpoint;
    this.maxBytes = maxBytes;
  }

  async send(signals: readonly EncodedSignal[]): Promise<readonly Outcome[]> {
    const answer = await this.#answer(signals);
    if (answer.status === 'unusable') throw new OtlpEndpointError(this.#endpoint.url, answer.reason);
    return answer.status === 'split' ? this.#split(signals) : signals.map(() => answer);
  }

  async #answer(signals: readonly EncodedSignal[]): Promise<Answer> {
    let response: OtlpResponse;
    try {
      response = await post(this.#endpoint, SIGNALS[this.#signal].request(signals));
    } catch (error) {
      return connectionFailure(error);
    }
    return response.status >= 200 && response.status < 300 ? this.#success(response.body, signals) : refusal(response);
  }

  #success(body: unknown, signals: readonly EncodedSignal[]): Outcome {
    const partial = partialSuccess(body);
    if (partial === undefined) return ACCEPTED;
    const { rejected, message } = partial;
    if (rejected === 0) {
      diag.warn(`The OTLP endpoint ${this.#endpoint.url} warns: ${message}`);
      return ACCEPTED;
    }
    const items = signals.reduce((sum, { items }) => sum + items.length, 0);
    const which = rejected >= items ? '' : `, ${rejected} of the ${items} items that it was sent with, not told which`;
    return { status: 'rejected', reason: `refused by the OTLP endpoint${which}: ${message || 'no reason given'}` };
  }

  async #split(signals: readonly EncodedSignal[]): Promise<readonly Outcome[]> {
    const bytes = signals.reduce((sum, signal) => sum + signal.bytes, 0);
    if (signals.length === 1) {
      return [{ status: 'rejected', reason: `it has ${bytes} bytes, more than the OTLP endpoint takes (413)` }];
    }
    this.maxBytes = Math.min(this.maxBytes, Math.ceil(bytes / 2));
    const middle = signals.length >> 1;
    const first = await this.send(signals.slice(0, middle));
    return [...first, ...(await this.send(signals.slice(middle)))];
  }
}
