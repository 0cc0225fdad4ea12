/**
 * Observes an `APIPromise` of `openai`, so that the application sees no difference.
 *
 * The client reads such a promise lazily: `then`, `withResponse` and the like call `responsePromise.then(…)` and, for the
 * body, `parseResponse(…)`. Both are replaced on the promise itself. So no promise is added between the client's own,
 * and nothing arrives a microtask later. No promise is consumed that the application does not consume, so that an
 * unhandled rejection stays unhandled. And no body is read that the application does not read.
 */

/** The part that we use of the value of `responsePromise`. */
export interface ResponseProps {
  response: { status: number; headers: { get(name: string): string | null } };
}

/** Receives the events of a promise. Each may occur several times, since the application may read it in several ways. */
export interface PromiseObserver {
  /** The head of the response has arrived. */
  onResponse(props: ResponseProps): void;
  /** The application took the raw response (`asResponse()`), and nothing parses its body. */
  onRawResponse(): void;
  /** The client starts to read and parse the body. */
  onParsing(): void;
  /** The client parsed the body. For a stream, `value` is the Stream, and the application has not seen it yet. */
  onParsed(value: unknown, props: ResponseProps): void;
  /** The request, or the reading of its body, failed. */
  onError(error: unknown): void;
}

type Parse = (...args: unknown[]) => unknown;
type Transform = (value: unknown, props: ResponseProps) => unknown;

interface ApiPromise extends Promise<unknown> {
  responsePromise: Promise<ResponseProps>;
  parseResponse: Parse;
  /** Set when the parsed body is requested. */
  parsedPromise?: Promise<unknown>;
  /** On the prototype in openai 4 to 6; in 7 on each promise, closing over its own parser. */
  _thenUnwrap(transform: Transform): ApiPromise;
}

/** How the application reads the response. */
interface Reading {
  /** Number of handlers that wait for the response. */
  waiting: number;
  parsing: boolean;
  /** Set only while a handler waits, so that a promise that nobody awaits can be garbage-collected. */
  promise: ApiPromise | undefined;
}

export interface ObservedPromise {
  /** Garbage-collected when nobody can read the response any more. */
  readonly holder: object;
  /** True if the parsed body is requested. */
  wantsParsed(): boolean;
  /** True while a handler waits for the response. */
  isAwaited(): boolean;
}

/** Starts to observe `promise`. Returns undefined, and leaves it alone, if it is not an `APIPromise` of a known kind. */
export function observeApiPromise(promise: unknown, observer: PromiseObserver): ObservedPromise | undefined {
  if (!isApiPromise(promise)) return undefined;
  const reading: Reading = { waiting: 0, parsing: false, promise: undefined };
  observeResponse(promise, reading, observer);
  observeParse(promise, reading, observer);
  // Not the APIPromise itself: those that `_thenUnwrap` derives from it keep the response, but not the promise.
  return createObservedPromise(promise.responsePromise, reading);
}

/** A separate function, so that its closures keep nothing alive but its arguments. */
function createObservedPromise(holder: object, reading: Reading): ObservedPromise {
  return {
    holder,
    wantsParsed: () => reading.promise?.parsedPromise !== undefined,
    isAwaited: () => reading.waiting > 0,
  };
}

function isApiPromise(value: unknown): value is ApiPromise {
  return (
    isPromise(value) &&
    'responsePromise' in value &&
    isPromise(value.responsePromise) &&
    'parseResponse' in value &&
    typeof value.parseResponse === 'function'
  );
}

/** Accepts any thenable: test runners use several realms, each with its own `Promise`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Replaces `then` of the response's promise. The new one calls the original with handlers that call the caller's. The
 * specification uses a handler that rethrows where none is given, so timing and rejections are those of the plain call.
 */
function observeResponse(promise: ApiPromise, reading: Reading, observer: PromiseObserver): void {
  const { responsePromise } = promise;
  const stopWaiting = (): void => {
    reading.waiting -= 1;
    if (reading.waiting === 0) reading.promise = undefined;
  };
  const originalThen = responsePromise.then;
  Object.defineProperty(responsePromise, 'then', {
    configurable: true,
    writable: true,
    value: function then(onFulfilled?: unknown, onRejected?: unknown): unknown {
      reading.waiting += 1;
      reading.promise = promise;
      return originalThen.call(
        this as Promise<ResponseProps>,
        (props) => {
          stopWaiting();
          observer.onResponse(props);
          const result: unknown = typeof onFulfilled === 'function' ? onFulfilled(props) : props;
          if (!reading.parsing && reading.waiting === 0) observer.onRawResponse();
          return result as ResponseProps;
        },
        (error: unknown) => {
          stopWaiting();
          observer.onError(error);
          if (typeof onRejected === 'function') return onRejected(error);
          throw error;
        },
      );
    },
  });
}

function observeParse(promise: ApiPromise, reading: Reading, observer: PromiseObserver): void {
  const { parseResponse } = promise;
  const observed = function parse(this: unknown, ...args: unknown[]): unknown {
    reading.parsing = true;
    observer.onParsing();
    const parsed = parseResponse.apply(this, args);
    // `(props)` in openai 4, `(client, props)` since.
    const props = args.at(-1) as ResponseProps;
    if (isPromise(parsed)) {
      // The client's promise adopts this one in any case, so that this handler hides no rejection. It runs first.
      void parsed.then(
        (value: unknown) => observer.onParsed(value, props),
        (error: unknown) => observer.onError(error),
      );
    } else {
      observer.onParsed(parsed, props);
    }
    return parsed;
  };
  // A constant first: a function expression in an assignment to a property gets its name at run time, each time.
  promise.parseResponse = observed;
  if (Object.hasOwn(promise, '_thenUnwrap')) observeOwnThenUnwrap(promise, reading, observer);
}

function observeOwnThenUnwrap(promise: ApiPromise, reading: Reading, observer: PromiseObserver): void {
  const thenUnwrap = promise._thenUnwrap;
  const observed = (transform: Transform): ApiPromise => {
    const unwrapped = thenUnwrap.call(promise, (value, props) => {
      observer.onParsed(value, props);
      return transform(value, props);
    });
    observeParse(unwrapped, reading, observer);
    return unwrapped;
  };
  promise._thenUnwrap = observed;
}
