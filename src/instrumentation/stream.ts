import { hideNullUsage, isUsageChunk } from './stream-usage.ts';

/**
 * Observes a `Stream` of `openai`. All ways to read one (`for await`, `tee()`, `toReadableStream()`, the helpers) call
 * its `iterator`; the iterator that it makes is handed out in our object, which passes every call on.
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
 * @param onIterator called with the object that the reader of the stream holds
 */
export function observeStream(
  stream: ApiStream,
  hideUsage: boolean,
  observer: StreamObserver,
  onIterator: (iterator: object) => void,
): void {
  const original = stream.iterator;
  let observed = false;
  stream.iterator = function iterator(this: unknown): AsyncIterator<unknown> {
    const source = original.call(this as ApiStream);
    // A stream can be read once; who tries again gets the client's error, which is none of the call.
    if (observed) return source;
    observed = true;
    const iterator = observedIterator(source, stream, hideUsage, observer);
    onIterator(iterator);
    return iterator;
  };
}

function observedIterator(
  source: AsyncIterator<unknown>,
  stream: ApiStream,
  hideUsage: boolean,
  observer: StreamObserver,
): AsyncIterator<unknown> {
  let pending = 0;

  const onResult = (result: IteratorResult<unknown>): void => {
    pending -= 1;
    if (result.done) {
      // To a reader, a stream that the application aborts just ends.
      if (stream.controller?.signal?.aborted) observer.onCancelled();
      else observer.onDone();
    } else {
      if (hideUsage) hideNullUsage(result.value);
      observer.onChunk(result.value);
    }
  };
  const onError = (error: unknown): void => {
    pending -= 1;
    observer.onError(error);
  };

  const next = (...args: [] | [unknown]): Promise<IteratorResult<unknown>> => {
    const mayBeUsage = hideUsage && (observer.answered || pending > 0);
    const result = source.next(...args);
    pending += 1;
    // The client's own promise goes to the reader, so that a chunk is not a microtask late; only where the usage may
    // come, after the answer, one has to look first.
    void result.then(onResult, onError);
    return mayBeUsage ? result.then((answer) => (isHidden(answer) ? next() : answer)) : result;
  };

  // Made from the client's own generator: what else a reader may look for is still there.
  const iterator = Object.create(source) as AsyncIterator<unknown>;
  iterator.next = next;
  if (source.return) {
    iterator.return = (...args) => {
      observer.onCancelled();
      return source.return!(...args);
    };
  }
  if (source.throw) {
    iterator.throw = (...args) => {
      observer.onCancelled();
      return source.throw!(...args);
    };
  }
  return iterator;
}

function isHidden(result: IteratorResult<unknown>): boolean {
  return !result.done && isUsageChunk(result.value);
}
