/**
 * Options of `otlpSink`. What is absent is read from the variables that OpenTelemetry's exporters read:
 * `OTEL_EXPORTER_OTLP_ENDPOINT`, `_HEADERS`, `_TIMEOUT` and `_COMPRESSION`, and the same with `_LOGS_` or `_METRICS_`,
 * which go before.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export interface OtlpSinkOptions {
  /** Base URL: `/v1/logs` and `/v1/metrics` are added. @default `http://localhost:4318` */
  readonly endpoint?: string;
  /** Sent with each request, such as `Authorization`; those of the variables too, unless they have the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /** Longest time for one request and its answer, in milliseconds. @default 10000 */
  readonly timeout?: number;
  /** An export request is sent when it has so many bytes, before compression. @default 1000000, as exporters send */
  readonly flushBytes?: number;
  /** How long a smaller one waits for more documents, in milliseconds. @default 20 */
  readonly flushInterval?: number;
  /** Export requests on their way at once, of each signal. @default 2 */
  readonly concurrency?: number;
  /** Where the variables are read. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}
