import type { AttributeValue, Attributes, Span } from '@opentelemetry/api';

/** Receives the attributes of one call. */
export interface AttributeSink {
  /** Ignores an undefined value. */
  set(name: string, value: AttributeValue | undefined): void;
  setAll(attributes: Attributes): void;
}

/**
 * Sets attributes on a span one by one. The SDK would iterate over an object of attributes anyway. A span has up to sixty;
 * building and merging such objects would be most of our time for a call.
 */
export class SpanAttributes implements AttributeSink {
  /** All attributes of the span, if they are kept for an event; a span of the API cannot be read. */
  readonly recorded: Attributes | undefined;
  /** False if all attributes are ignored, since the span is not sampled: they need not be computed. */
  readonly isRecorded: boolean;
  readonly #span: Span;

  /** @param recorded the attributes that the span started with, if all are to be kept. @default they are not kept */
  constructor(span: Span, recorded?: Attributes) {
    this.#span = span;
    this.recorded = recorded;
    this.isRecorded = recorded !== undefined || span.isRecording();
  }

  set(name: string, value: AttributeValue | undefined): void {
    if (value === undefined || !this.isRecorded) return;
    this.#span.setAttribute(name, value);
    if (this.recorded) this.recorded[name] = value;
  }

  setAll(attributes: Attributes): void {
    for (const name of Object.keys(attributes)) this.set(name, attributes[name]);
  }
}
