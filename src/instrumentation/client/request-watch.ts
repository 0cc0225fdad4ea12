import { inspect } from 'node:util';
import { context, createContextKey } from '@opentelemetry/api';
import { type JsonObject, asObject } from '../json.ts';
import { safely } from '../safely.ts';
import { type ObservedPromise, isPromise } from './api-promise.ts';
import { Attempts } from './attempts.ts';
import { findMethodHolder, replaceMethod } from './openai-package.ts';
import type { Method, Resource } from './types.ts';

/** The key of the watch in the context in which the client makes the requests of a call. */
const WATCH: symbol = createContextKey('opentelemetry-instrumentation-azure-openai request');

/** Receives the failures that a watch finds. */
export interface RequestObserver {
  /** The request failed with `error`, and nobody awaits it. */
  onError(error: unknown): void;
  /** The same, if only the name of the error's class is known. */
  onFailed(errorType: string): void;
}

interface Watched {
  readonly promise: ObservedPromise;
  readonly observer: RequestObserver;
}

/**
 * Watches the requests of one call inside the client: its attempts, and a failure that nobody awaits. Such a failure is a
 * rejection without a handler, which may end the process. A handler of ours would hide it from the application.
 *
 * Only the context of the requests holds the watch. If the call held it, its promise would not be garbage-collected.
 */
export class RequestWatch {
  readonly attempts: Attempts;
  #watched: Watched | undefined;
  /** The error of the latest step that failed. */
  #cause: { error: unknown } | undefined;

  constructor(attempts: Attempts) {
    this.attempts = attempts;
  }

  /** Returns the watch of the call that is made in the active context. */
  static active(): RequestWatch | undefined {
    const watch = context.active().getValue(WATCH);
    return watch instanceof RequestWatch ? watch : undefined;
  }

  static readonly KEY: symbol = WATCH;

  watch(promise: ObservedPromise, observer: RequestObserver): void {
    this.#watched = { promise, observer };
  }

  /** True if nobody would see a failure. Once the promise is awaited, its own handlers report everything. */
  get isUnawaited(): boolean {
    if (this.#watched?.promise.isAwaited()) this.#watched = undefined;
    return this.#watched !== undefined;
  }

  /** Observes an attempt. `fetched` is its response. */
  onAttempt(fetched: Promise<{ status?: unknown } | null | undefined>): void {
    this.#cause = undefined;
    this.attempts.observe(fetched, (ok) => {
      if (ok) this.#watched = undefined;
      else this.onFailure();
    });
  }

  /**
   * Called when a step of the request failed, or may have failed. Ends the call if the request has failed and nobody
   * awaits it.
   *
   * @param cause the error of the step; absent if the client throws another error instead
   */
  onFailure(cause?: { error: unknown }): void {
    if (!this.isUnawaited) return;
    this.#cause = cause ?? this.#cause;
    const { promise, observer } = this.#watched!;
    // By then, all promise jobs are done, but Node.js has not yet reported rejections without a handler.
    process.nextTick(() =>
      safely('checking a request that nobody awaits', () => {
        const errorType = promise.isAwaited() ? undefined : readRejectionClass(promise.holder);
        if (errorType === undefined) return;
        this.#watched = undefined;
        if (this.#cause) observer.onError(this.#cause.error);
        else observer.onFailed(errorType);
      }),
    );
  }
}

/** Returns the class name of a rejected promise's reason; undefined if the promise is not rejected. */
function readRejectionClass(promise: object): string | undefined {
  // Nothing else shows the state of a promise without adding a handler.
  const [, rest] = inspect(promise, { depth: 0, customInspect: false }).split('<rejected>', 2);
  return rest === undefined ? undefined : (/\w+/.exec(rest)?.[0] ?? '_OTHER');
}

/** The steps of a request whose failure makes the request fail, with the same error. */
const STEPS = ['prepareOptions', 'buildRequest', 'prepareRequest', 'retryRequest'] as const;

const watchedPrototypes = new WeakSet();

/** Reports failed steps of requests to the watch of their call. The steps are methods of `prototype`. */
export function watchSteps(prototype: JsonObject): void {
  if (watchedPrototypes.has(prototype)) return;
  watchedPrototypes.add(prototype);
  for (const step of STEPS) interceptUnawaited(prototype, step, trapStep);
  interceptUnawaited(prototype, 'makeStatusError', trapError);
}

/** The prototypes of clients that were checked by {@link watchOwnSteps}. */
const seenPrototypes = new WeakSet();

/** Watches the steps that the client's own class adds: in openai 4, `AzureOpenAI` gets its token in one. */
export function watchOwnSteps(client: object): void {
  const prototype: unknown = Object.getPrototypeOf(client);
  if (!asObject(prototype) || seenPrototypes.has(prototype as object)) return;
  seenPrototypes.add(prototype as object);
  const azure = findMethodHolder(prototype, '_getAzureADToken');
  if (azure) watchSteps(azure);
}

/** Runs instead of a method. */
type Trap = (original: Method, self: Resource, args: unknown[]) => unknown;

function trapStep(watch: RequestWatch): Trap {
  return (original, self, args) => {
    let result: unknown;
    try {
      result = original.apply(self, args);
    } catch (error) {
      watch.onFailure({ error });
      throw error;
    }
    if (isPromise(result)) queueMicrotask(() => watchUnawaited(result, watch));
    return result;
  };
}

/** Runs a microtask after the step has started: the first step starts before the application can await the call. */
function watchUnawaited(step: Promise<unknown>, watch: RequestWatch): void {
  // The client awaits the step in any case, so that our handler hides no rejection.
  if (!watch.isUnawaited) return;
  void step.then(
    // After the last step, the client fails without sending the request if the application has aborted it.
    () => watch.onFailure(),
    (error: unknown) => watch.onFailure({ error }),
  );
}

/** For the method that creates the error which the client throws when it has given up. */
function trapError(watch: RequestWatch): Trap {
  return (original, self, args) => {
    const error = original.apply(self, args);
    watch.onFailure({ error });
    return error;
  };
}

/**
 * Intercepts a method, but only for calls that nobody awaits. The proxy looks its trap up for each call. Without a trap it
 * calls the method directly, so that the stack of an error has no frame of ours.
 */
function interceptUnawaited(prototype: JsonObject, name: string, watched: (watch: RequestWatch) => Trap): void {
  const original = Object.hasOwn(prototype, name) ? prototype[name] : undefined;
  if (typeof original !== 'function') return;
  const handler = {
    get apply(): Trap | undefined {
      const watch = RequestWatch.active();
      return watch?.isUnawaited ? watched(watch) : undefined;
    },
  };
  replaceMethod(prototype, name, original as Method, new Proxy(original as Method, handler as ProxyHandler<Method>));
}
