import { type Span, diag } from '@opentelemetry/api';
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';

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
      if (error) diag.error(`azure-openai: ${name} threw`, error.name);
    },
    true,
  );
}
