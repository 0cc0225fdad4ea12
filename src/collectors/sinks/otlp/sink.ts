import { endpointOf } from '../../../otlp/endpoint.ts';
import type { Document } from '../../contracts/document.ts';
import type { Outcome, Sink } from '../../contracts/sink.ts';
import { groupWrites } from '../group-writes.ts';
import { RequestSize } from '../request-size.ts';
import { encodeLog, encodeMetrics } from './request.ts';
import { Exporter, type Signal } from './send.ts';
import { testOtlp } from './test.ts';

/**
 * Options of {@link otlpSink}. An option that is absent is read from the variables of OpenTelemetry's exporters:
 * `OTEL_EXPORTER_OTLP_ENDPOINT`, `_HEADERS`, `_TIMEOUT` and `_COMPRESSION`. The same names with `_LOGS_` or `_METRICS_`
 * take precedence.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export interface OtlpSinkOptions {
  /** Base URL, to which `/v1/logs` and `/v1/metrics` are added. @default `http://localhost:4318` */
  readonly endpoint?: string;
  /** Headers of each request, such as `Authorization`. They take precedence over those of the variables. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Compression of requests. @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /** Longest time for one request and its answer, in milliseconds. @default 10000 */
  readonly timeout?: number;
  /** Size at which an export request is sent, in bytes before compression. @default 1000000 */
  readonly flushBytes?: number;
  /** How long a smaller request waits for more documents, in milliseconds. @default 20 */
  readonly flushInterval?: number;
  /** Requests in flight for each signal. @default 2 */
  readonly concurrency?: number;
  /** Where the variables are read. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Creates a sink that exports documents as OpenTelemetry signals, over OTLP/HTTP in JSON. Documents of logs are log
 * records; documents of metrics are sums (totals, with delta temporality) and gauges. The resource is the Azure resource.
 *
 * Nothing is lost. A document that is sent again, after a crash or a lost answer, is stored twice, since OTLP has no ids.
 * The attribute `log.record.uid` of a log record is the id of its document.
 *
 * Outcomes follow OTLP/HTTP:
 * - `retry`: 408, 429, 502, 503, 504, no connection, no answer, and an answer that does not come from an OTLP receiver,
 *   such as a page of HTML. A 500 is retried for a limited time.
 * - A request that is too large (413) or invalid (400 and the like) is sent again in halves, so that only the documents
 *   at fault are `rejected`: at once if the answer is a `google.rpc.Status`, otherwise after a limited time of refusals.
 * - A partial success does not say which items were refused, and its halves can't be sent again without storing the
 *   accepted ones twice. So all documents of the request are `rejected`, and the refused ones are among the dead letters.
 *
 * @returns a sink whose `write` throws an {@link OtlpEndpointError} on a permanent failure: a certificate that is not
 *   trusted; 401, 403, 404, 405, 415 or a redirect. They are `retry` instead if the answer is a page of HTML and, except
 *   401 and 403, once the endpoint has accepted something
 * @throws OtlpEndpointError if an option or a variable is invalid
 */
export function otlpSink(options: OtlpSinkOptions = {}): Sink {
  const [logs, metrics] = [createSignalSink('logs', options), createSignalSink('metrics', options)];
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
    test: () => testOtlp({ logs: endpointOf('logs', options), metrics: endpointOf('metrics', options) }),
    close: async () => {
      await Promise.all([logs.close(), metrics.close()]);
    },
  };
}

function createSignalSink(signal: Signal, options: OtlpSinkOptions): Sink {
  const { flushBytes = 1_000_000, flushInterval = 20, concurrency = 2 } = options;
  const size = new RequestSize(flushBytes);
  const exporter = new Exporter(signal, endpointOf(signal, options), size);
  return groupWrites({
    flushBytes: () => size.limit,
    flushInterval,
    concurrency,
    encode: signal === 'logs' ? encodeLog : encodeMetrics,
    send: (signals) => exporter.send(signals),
  });
}
