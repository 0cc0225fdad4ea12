import { isUsageChunk, withoutNullUsage } from './include-usage.ts';

/**
 * Observes a `Stream` of `openai`. All ways to read one (`for await`, `tee()`, `toReadableStream()`, the helpers) call
 * its `iterator`; the iterator that it makes is handed out with methods of ours, which pass every call on.
 */

/** What happens to a stream. */
export interface StreamObserver {
  /** The next chunk arrived; the application sees it right after. */
  onChunk(chunk: unknown): void;
  /** True once the answer is complete, so that the chunk with the usage may be what comes next. */
  readonly answered: boolean;
  /** The stream is read to its end. */
  onDone(): void;
  /** Reading failed. */
  onError(error: unknown): void;
  /** The application stopped reading. */
  onCancelled(): void;
}

/** A `Stream`, as far as we look at it. */
export interface ApiStream {
  iterator(): AsyncIterator<unknown>;
  controller?: AbortController | undefined;
}

export function isApiStream(value: unknown): value is ApiStream {
  return (
    typeof value === 'object' &&
    value !== null &&
    'iterator' in value &&
    typeof value.iterator === 'function' &&
    'controller' in value
  );
}

/**
 * @param hideUsage the usage was asked for by us: keep the answer from the application
 * @param onReader called with the iterator that the stream is read by, which its reader holds
 */
export function observeStream(
  stream: ApiStream,
  hideUsage: boolean,
  observer: StreamObserver,
  onReader: (iterator: object) => void,
): void {
  const original = stream.iterator;
  let reader: object | undefined;
  // A stream can be read once, by the first iterator that is asked for a chunk; who tries with another gets the client's
  // error, which is none of the call.
  const isReader = (iterator: object): boolean => {
    if (!reader) onReader((reader = iterator));
    return reader === iterator;
  };
  const observe = function iterator(this: unknown): AsyncIterator<unknown> {
    const source = original.call(this as ApiStream);
    observeIterator(source, stream, hideUsage, observer, isReader);
    return source;
  };
  stream.iterator = observe;
}

/** Puts methods of ours before those of the client's own generator, which is what the reader gets. */
function observeIterator(
  iterator: AsyncIterator<unknown>,
  stream: ApiStream,
  hideUsage: boolean,
  observer: StreamObserver,
  isReader: (iterator: object) => boolean,
): void {
  const source = { next: iterator.next, return: iterator.return, throw: iterator.throw };
  let pending = 0;

  const onResult = (result: IteratorResult<unknown>): void => {
    pending -= 1;
    if (result.done) {
      // To a reader, a stream that the application aborts just ends.
      if (stream.controller?.signal?.aborted) observer.onCancelled();
      else observer.onDone();
    } else {
      observer.onChunk(result.value);
      // The reader is handed this very result, right after.
      if (hideUsage) result.value = withoutNullUsage(result.value);
    }
  };
  const onError = (error: unknown): void => {
    pending -= 1;
    observer.onError(error);
  };
  const next = function (this: unknown, value?: unknown): Promise<IteratorResult<unknown>> {
    if (this !== iterator || !isReader(iterator)) return source.next.call(this as typeof iterator, value as undefined);
    const mayBeUsage = hideUsage && (observer.answered || pending > 0);
    const result = source.next.call(iterator, value as undefined);
    pending += 1;
    // The client's own promise goes to the reader, so that a chunk is not a microtask late; only where the usage may
    // come, after the answer, one has to look first.
    void result.then(onResult, onError);
    return mayBeUsage ? result.then((answer) => (isHidden(answer) ? next.call(iterator) : answer)) : result;
  };
  const onReturn = (...args: [] | [unknown]): Promise<IteratorResult<unknown>> => {
    observer.onCancelled();
    return source.return!.apply(iterator, args);
  };
  const onThrow = (error: unknown): Promise<IteratorResult<unknown>> => {
    observer.onCancelled();
    return source.throw!.call(iterator, error);
  };
  hide(iterator, 'next', next);
  if (source.return) hide(iterator, 'return', onReturn);
  if (source.throw) hide(iterator, 'throw', onThrow);
}

/** Not enumerable, as the methods of a generator are not. */
function hide(iterator: AsyncIterator<unknown>, name: keyof AsyncIterator<unknown>, value: unknown): void {
  Object.defineProperty(iterator, name, { value, configurable: true, writable: true });
}

function isHidden(result: IteratorResult<unknown>): boolean {
  return !result.done && isUsageChunk(result.value);
}
