import { type Span, SpanStatusCode } from '@opentelemetry/api';
import * as names from '../semconv/attributes.ts';
import { setErrorAttributes } from '../attributes/errors.ts';
import { safely } from '../safely.ts';
import { ended, started, track } from './active-calls.ts';
import { SpanAttributes } from '../attributes/span-attributes.ts';

/**
 * Sees to it that a span ends: when that is told by what is returned, or else, marked as abandoned, when the provider
 * shuts down.
 *
 * @param holder without which it cannot be told: the span ends too when that is collected. @default none is known
 * @param onEnd called when the span has ended
 */
export function trackSpan(span: Span, holder?: object, onEnd?: OnEnd): (errorType?: string) => void {
  const open = {
    onAbandoned(): void {
      span.setAttribute(names.AZURE_OPENAI_OUTCOME, 'abandoned');
      end();
    },
  };
  let isEnded = false;
  const end = (errorType?: string): void => {
    if (isEnded) return;
    isEnded = true;
    ended(open);
    endSpan(span, errorType, onEnd);
  };
  started(open);
  if (holder) track(holder, open);
  return end;
}

/** Takes `error.type` if the operation failed. */
export type OnEnd = (errorType?: string) => void;

/** Ends a span; a processor that throws does not reach the application. */
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

/** Puts what is known of `error` on a span. Returns `error.type`. */
export function setSpanError(span: Span, error: unknown): string {
  return safely('reading an error', () => setErrorAttributes(new SpanAttributes(span), error)) ?? '_OTHER';
}
