/**
 * Observes an `APIPromise` of `openai` without a trace in what the application sees of it.
 *
 * The client settles such a promise lazily: `then`, `withResponse` and the like call `responsePromise.then(…)` and, to
 * read the body, `parseResponse(…)`. Both are watched from within, so that no promise is created between the client's
 * own (nothing arrives a microtask later), none is consumed that the application does not consume (an unhandled
 * rejection stays one), and no body is read.
 */

/** What `responsePromise` resolves to, as far as we look at it. */
export interface ResponseProps {
  response: { status: number; headers: { get(name: string): string | null } };
}

/** What happens to a promise; each may come more than once, as the application may read it in several ways. */
export interface PromiseObserver {
  /** The response's head is there. */
  onResponse(props: ResponseProps): void;
  /** The application took the response as it came (`asResponse()`), and nothing was asked to parse its body. */
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
  /** There once somebody asked for the parsed body. */
  parsedPromise?: Promise<unknown>;
  /** On the prototype in openai 4 to 6; in 7 on each promise, closing over its own parser. */
  _thenUnwrap(transform: Transform): ApiPromise;
}

/** How often the response was asked for and is still to come, and what was asked to be made of it. */
interface Reading {
  waiting: number;
  parsing: boolean;
  /** While somebody waits, and no longer: who asks outlives the promise if that is let go, and must not keep it. */
  promise: ApiPromise | undefined;
}

/** An observed promise. */
export interface ObservedPromise {
  /** Lives as long as somebody can still read the response. */
  readonly holder: object;
  /** True if the parsed body is asked for. */
  wantsParsed(): boolean;
  /** True while somebody waits for the response. */
  isAwaited(): boolean;
}

/** Starts to observe `promise`. Undefined if it is not an `APIPromise` as we know it; it is then left alone. */
export function observeApiPromise(promise: unknown, observer: PromiseObserver): ObservedPromise | undefined {
  if (!isApiPromise(promise)) return undefined;
  const reading: Reading = { waiting: 0, parsing: false, promise: undefined };
  observeResponse(promise, reading, observer);
  observeParse(promise, reading, observer);
  // Not the APIPromise: those that `_thenUnwrap` derives from it share its response and let go of it.
  return observedPromise(promise.responsePromise, reading);
}

/** A function by itself, so that what it returns reaches nothing but its arguments. */
function observedPromise(holder: object, reading: Reading): ObservedPromise {
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

/** By its looks: test runners have realms, each with a `Promise` of its own. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Gives the response's promise a `then` of its own, which calls the real one with handlers in the place of the caller's.
 * A handler that only rethrows is what the specification has in the place of one not given, so timing and rejections
 * are those of the plain call.
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
      // Always consumed by the client, whose promise adopts it: this hides no rejection, and is told first.
      void parsed.then(
        (value: unknown) => observer.onParsed(value, props),
        (error: unknown) => observer.onError(error),
      );
    } else {
      observer.onParsed(parsed, props);
    }
    return parsed;
  };
  // Named before it is put on the promise: a function made in its place is named at run time, each time.
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
