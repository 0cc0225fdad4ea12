import { log, NAME } from '../log.ts';
import { readRegisteredApi } from '../process-wide.ts';

/** Runs code that must not disturb the application. If it throws, logs the failure of `what` and returns undefined. */
export function safely<T>(what: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    logInternalError(`${what} failed`, error);
    return undefined;
  }
}

/** Logs an error by its name alone: the message of another's error may hold content. */
export function logInternalError(what: string, error: unknown): void {
  log.error(what, error instanceof Error ? error.name : typeof error);
}

/**
 * Warns that calls are not recorded as they should be. Without a logger for `diag`, which is the default of an SDK, the
 * warning is written to the standard error, since nothing else would explain missing spans or an option without effect. An SDK
 * sets its logger only after the instrumentation has read its options.
 */
export function warnVisibly(message: string): void {
  const { diag } = readRegisteredApi();
  // The logger itself: `log` does not find one that an older copy of the API has registered.
  if (diag !== undefined) diag.warn(NAME, message);
  else process.stderr.write(`${NAME}: ${message}\n`);
}
