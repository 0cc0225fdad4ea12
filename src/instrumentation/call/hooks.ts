import type { Span } from '@opentelemetry/api';
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
import { logInternalError } from '../safely.ts';

/** Runs a hook of the user, if there is one. What it throws is reported by its name: the message may hold content. */
export function runHook<Info>(
  name: string,
  hook: ((span: Span, info: Info) => void) | undefined,
  span: Span,
  info: Info,
): void {
  if (!hook) return;
  safeExecuteInTheMiddle(
    () => hook(span, info),
    (error) => {
      if (error) logInternalError(`${name} threw`, error);
    },
    true,
  );
}
