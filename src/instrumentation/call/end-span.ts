import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { setErrorAttributes } from '../attributes/errors.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import { activeCalls } from './active-calls.ts';

/** Called with `error.type` if the operation failed. */
export type OnEnd = (errorType?: string) => void;

/**
 * Makes sure that a span ends. Returns a function that ends it, once. If that is not called, the span ends as abandoned
 * when the provider shuts down, or when `holder` is garbage-collected.
 *
 * @param holder an object that has to live for the function to be called. @default none
 * @param onEnd called when the span has ended
 */
export function trackSpan(span: Span, holder?: object, onEnd?: OnEnd): (errorType?: string) => void {
  const call = {
    onAbandoned(): void {
      span.setAttribute(names.AZURE_OPENAI_OUTCOME, 'abandoned');
      end();
    },
  };
  let isEnded = false;
  const end = (errorType?: string): void => {
    if (isEnded) return;
    isEnded = true;
    activeCalls.remove(call);
    endSpan(span, errorType, onEnd);
  };
  activeCalls.add(call);
  if (holder) activeCalls.endWith(holder, call);
  return end;
}

/** Ends a span. An error of a span processor does not reach the application. */
export function endSpan(span: Span, errorType?: string, onEnd?: OnEnd): void {
  safely('ending a span', () => {
    if (errorType !== undefined) {
      span.setAttribute(names.ERROR_TYPE, errorType);
      span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    }
    span.end();
  });
  safely('recording a metric', () => onEnd?.(errorType));
}

/** Sets the attributes of `error` on a span. Returns `error.type`. */
export function setSpanError(span: Span, error: unknown): string {
  return safely('reading an error', () => setErrorAttributes(new SpanAttributes(span), error)) ?? '_OTHER';
}
