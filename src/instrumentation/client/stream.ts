import { isUsageChunk, removeNullUsage } from './include-usage.ts';

/**
 * Observes a `Stream` of `openai`. All ways to read one (`for await`, `tee()`, `toReadableStream()`, the helpers) call
 * its method `iterator`. We replace the methods of the iterator that it returns with our own, which call the originals.
 */

/** Receives the events of a stream. */
export interface StreamObserver {
  /** The next chunk arrived. The application sees it right after. */
  onChunk(chunk: unknown): void;
  /** True once the answer is complete, so that the next chunk may be the one with the usage. */
  readonly isComplete: boolean;
  /** The stream was read to its end. */
  onDone(): void;
  /** Reading failed. */
  onError(error: unknown): void;
  /** The application stopped reading. */
  onCancelled(): void;
}

/** The part that we use of a `Stream`. */
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
 * Starts to observe a stream.
 *
 * @param hideUsage true if we requested the usage, so that it must be hidden from the application
 * @param onReader called with the iterator by which the stream is read. Its reader keeps it alive
 */
export function observeStream(
  stream: ApiStream,
  hideUsage: boolean,
  observer: StreamObserver,
  onReader: (iterator: object) => void,
): void {
  const original = stream.iterator;
  let reader: object | undefined;
  // A stream can be read once, by the first iterator that requests a chunk. The client throws an error from any other
  // one, which is not an error of the call.
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

/** Replaces the methods of the client's own generator, which the reader gets. */
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
      // A stream that the application aborts ends without an error.
      if (stream.controller?.signal?.aborted) observer.onCancelled();
      else observer.onDone();
    } else {
      observer.onChunk(result.value);
      // The reader gets this same object right after.
      if (hideUsage) result.value = removeNullUsage(result.value);
    }
  };
  const onError = (error: unknown): void => {
    pending -= 1;
    observer.onError(error);
  };
  const next = function (this: unknown, value?: unknown): Promise<IteratorResult<unknown>> {
    if (this !== iterator || !isReader(iterator)) return source.next.call(this as typeof iterator, value as undefined);
    const mayBeUsage = hideUsage && (observer.isComplete || pending > 0);
    const result = source.next.call(iterator, value as undefined);
    pending += 1;
    // The reader gets the client's own promise, so that no chunk is a microtask late. A promise of ours is needed only
    // after the answer, where the chunk may be the hidden usage.
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
  replace(iterator, 'next', next);
  if (source.return) replace(iterator, 'return', onReturn);
  if (source.throw) replace(iterator, 'throw', onThrow);
}

/** Defines a method that is not enumerable, like those of a generator. */
function replace(iterator: AsyncIterator<unknown>, name: keyof AsyncIterator<unknown>, value: unknown): void {
  Object.defineProperty(iterator, name, { value, configurable: true, writable: true });
}

function isHidden(result: IteratorResult<unknown>): boolean {
  return !result.done && isUsageChunk(result.value);
}
