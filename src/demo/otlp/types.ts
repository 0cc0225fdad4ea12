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
  /** Attributes of what sent it: `service.name` and so on. */
  resource: Attributes;
  /** The instrumentation that made it. */
  scope: { name: string; version: string };
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

/** How long a span took, in ms. */
export function durationMs(span: ReceivedSpan): number {
  return Number(span.endTime - span.startTime) / 1e6;
}
