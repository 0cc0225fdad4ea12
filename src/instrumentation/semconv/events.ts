import type { Attributes, Context } from '@opentelemetry/api';

/** A `Logger` of the logs API, as far as events need it. Older versions of the API have no such type. */
export interface EventLogger {
  emit(record: EventRecord): void;
}

/** A `LogRecord` of the logs API that is an event. */
export interface EventRecord {
  eventName: string;
  severityNumber: number;
  severityText: string;
  body?: string;
  attributes: Attributes;
  /** The event belongs to the active span of this context. */
  context: Context;
}
