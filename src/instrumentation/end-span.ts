import { type Span, SpanStatusCode } from '@opentelemetry/api';
import * as names from './attributes.ts';
import { setErrorAttributes } from './errors.ts';
import { guarded } from './guarded.ts';
import { SpanAttributes } from './span-attributes.ts';

/** Ends a span; a processor that throws does not reach the application. */
export function endSpan(span: Span, errorType?: string): void {
  guarded('ending a span', () => {
    if (errorType !== undefined) {
      span.setAttribute(names.ERROR_TYPE, errorType);
      span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    }
    span.end();
  });
}

/** Ends the span of what threw `error`. */
export function endFailed(span: Span, error: unknown): void {
  endSpan(span, guarded('reading an error', () => setErrorAttributes(new SpanAttributes(span), error)) ?? '_OTHER');
}
