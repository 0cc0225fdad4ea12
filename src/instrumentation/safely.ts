import { diag } from '@opentelemetry/api';

/** Runs what must not disturb the application. Undefined if it throws, which is reported through `diag`. */
export function safely<T>(what: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    logInternalError(`${what} failed`, error);
    return undefined;
  }
}

export function logInternalError(what: string, error: unknown): void {
  // The message of a foreign error may hold content: only its name is logged.
  diag.error(`azure-openai: ${what}`, error instanceof Error ? error.name : typeof error);
}
