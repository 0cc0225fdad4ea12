import { asNumber, asObject, asText } from '../instrumentation/json.ts';
import { safely } from '../instrumentation/safely.ts';
import { readHeaders } from './model.ts';

/** Returns an error of the AI SDK in the form of the errors of `openai`, by which its attributes are set. */
export function describeError(error: unknown): unknown {
  return safely('reading an error', () => describe(error)) ?? error;
}

function describe(error: unknown): unknown {
  const { name, message, statusCode, responseHeaders, data, cause } = asObject(error) ?? {};
  // A signal of AbortSignal.timeout() has the second name.
  if (name === 'AbortError' || name === 'TimeoutError') return { status: undefined, message: 'Request was aborted.' };
  if (name !== 'AI_APICallError') return error;
  const status = asNumber(statusCode);
  if (status === undefined) return { status, message: 'Connection error.' };
  // The response began well and was not completed: `openai` throws what the connection or the parser did.
  if (status < 400) return cause ?? error;
  const headers = readHeaders(responseHeaders);
  return { status, message: asText(message), headers, error: asObject(data)?.['error'] };
}
