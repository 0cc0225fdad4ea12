import { diag } from '@opentelemetry/api';

/**
 * Reports what keeps calls from being recorded as they should be. It goes to `diag`; without a logger there, which is the
 * default of an SDK, to the standard error, since it would be silent otherwise.
 */
export function notice(message: string): void {
  const line = `azure-openai: ${message}`;
  if (hasDiagLogger()) diag.warn(line);
  else process.stderr.write(`opentelemetry: ${line}\n`);
}

/** Whether somebody set a logger. The API keeps it in a global of this name, for all copies of its major version. */
export function hasDiagLogger(): boolean {
  const registered = (globalThis as Record<symbol, { diag?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  return registered?.diag !== undefined;
}
