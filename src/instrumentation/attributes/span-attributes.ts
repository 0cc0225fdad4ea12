import type { AttributeValue, Attributes, Span } from '@opentelemetry/api';

/** Takes the attributes of one call. */
export interface AttributeSink {
  /** An undefined value is as if nothing were said. */
  set(name: string, value: AttributeValue | undefined): void;
  setAll(attributes: Attributes): void;
}

/**
 * Puts attributes on a span one by one: the SDK takes an object of them apart again, and with sixty on each span to
 * build, merge and take apart such objects is most of what a call would cost.
 */
export class SpanAttributes implements AttributeSink {
  /** All that the span was told; undefined unless somebody wants it, as a span does not tell. */
  readonly told: Attributes | undefined;
  readonly #span: Span;

  /** @param told those that the span started with, if all are to be kept */
  constructor(span: Span, told?: Attributes) {
    this.#span = span;
    this.told = told;
  }

  set(name: string, value: AttributeValue | undefined): void {
    if (value === undefined) return;
    this.#span.setAttribute(name, value);
    if (this.told) this.told[name] = value;
  }

  setAll(attributes: Attributes): void {
    for (const name of Object.keys(attributes)) this.set(name, attributes[name]);
  }
}
