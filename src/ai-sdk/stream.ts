import type { Call } from '../instrumentation/call/call.ts';
import { type JsonObject, asObject } from '../instrumentation/json.ts';
import { safely } from '../instrumentation/safely.ts';
import { describeError } from './errors.ts';
import { readHeaders } from './model.ts';

interface StreamResult {
  readonly stream: ReadableStream<unknown>;
  readonly response?: unknown;
}

/**
 * Returns a stream with the same parts, which are read only when the application reads them.
 *
 * @param call observes the chunks of the service; undefined if nothing is recorded
 * @param isHidden true if the application did not request the raw chunks
 */
export function observeParts(
  { stream, response }: StreamResult,
  call: Call | undefined,
  isHidden: boolean,
): ReadableStream<unknown> {
  const reader = stream.getReader();
  const observed = new ReadableStream<unknown>(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { done, value } = await reader.read();
            if (done) {
              call?.onDone();
              controller.close();
              return;
            }
            const part = asObject(value);
            if (call && part) observePart(call, part);
            if (isHidden && part?.['type'] === 'raw') continue;
            controller.enqueue(value);
            return;
          }
        } catch (error) {
          call?.onError(describeError(error));
          controller.error(error);
        }
      },
      cancel(reason) {
        call?.onCancelled();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  if (call) {
    const headers = safely('reading headers', () => readHeaders(asObject(response)?.['headers']));
    call.onResponse({ response: { headers } } as never);
    call.observeEvents(observed);
  }
  return observed;
}

function observePart(call: Call, { type, rawValue, error }: JsonObject): void {
  if (type === 'raw') call.onChunk(rawValue);
  else if (type === 'error') call.onError(describeError(error));
}
