import { diag } from '@opentelemetry/api';
import { registeredApi } from '../../process-wide.ts';

/**
 * Reports what keeps calls from being recorded as they should be. It goes to `diag`; without a logger there, which is the
 * default of an SDK, to the standard error, since it would be silent otherwise.
 */
export function notice(message: string): void {
  const line = `azure-openai: ${message}`;
  if (registeredApi().diag !== undefined) diag.warn(line);
  else process.stderr.write(`opentelemetry: ${line}\n`);
}
