/** An attribute's value, as OTLP can carry it. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { [key: string]: AttributeValue };

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A span as it arrived over OTLP. */
export interface ReceivedSpan {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** `undefined` for the root of a trace. */
  parentSpanId: string | undefined;
  name: string;
  kind: SpanKind;
  /** Nanoseconds since 1970. */
  startTime: bigint;
  /** Nanoseconds since 1970. */
  endTime: bigint;
  attributes: Attributes;
  status: { code: 'unset' | 'ok' | 'error'; message: string };
  events: readonly SpanEvent[];
  /** Attributes of the sender: `service.name` and so on. */
  resource: Attributes;
  scope: Scope;
}

/** The instrumentation that made telemetry. */
export interface Scope {
  name: string;
  version: string;
}

/** Kinds of spans, in the order of OTLP's numbers. */
export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Something that happened within a span. */
export interface SpanEvent {
  name: string;
  /** Nanoseconds since 1970. */
  time: bigint;
  attributes: Attributes;
}

/** A log record, or an event, as it arrived over OTLP. */
export interface ReceivedLogRecord {
  /** Nanoseconds since 1970; the time of observation if the record has no other. */
  time: bigint;
  /** 1 to 24, or 0 if it is not known. */
  severityNumber: number;
  severityText: string;
  /** `undefined` if the record is not an event. */
  eventName: string | undefined;
  body: AttributeValue;
  attributes: Attributes;
  /** `undefined` outside of a trace. */
  traceId: string | undefined;
  spanId: string | undefined;
  /** Attributes of the sender: `service.name` and so on. */
  resource: Attributes;
  scope: Scope;
}

/** A metric as it arrived over OTLP, with its data points. */
export interface ReceivedMetric {
  name: string;
  unit: string;
  type: MetricType;
  /** `undefined` for gauges and summaries. */
  temporality: Temporality | undefined;
  isMonotonic: boolean;
  points: readonly MetricPoint[];
  /** Attributes of the sender: `service.name` and so on. */
  resource: Attributes;
  scope: Scope;
}

/** The type of a metric's data. */
export type MetricType = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

/** Whether a point covers the time since the last one, or since the start. */
export type Temporality = 'delta' | 'cumulative';

/** One data point. Buckets of exponential histograms and quantiles of summaries are not read. */
export interface MetricPoint {
  /** Nanoseconds since 1970; 0 if it is not known. */
  startTime: bigint;
  /** Nanoseconds since 1970. */
  time: bigint;
  attributes: Attributes;
  /** Of a gauge or a sum. */
  value: number | undefined;
  /** Of a histogram or a summary, like `sum`, `min` and `max`. */
  count: number | undefined;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
  /** Upper bounds of a histogram's buckets, but for the last one. */
  bounds?: readonly number[];
  /** Values in each bucket: one more than there are bounds. */
  bucketCounts?: readonly number[];
}

/** Returns the duration of a span in ms. */
export function durationMs(span: ReceivedSpan): number {
  return Number(span.endTime - span.startTime) / 1e6;
}
