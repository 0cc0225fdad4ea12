import { inspect } from 'node:util';
import { context, createContextKey } from '@opentelemetry/api';
import { type ObservedPromise, isPromise } from './api-promise.ts';
import { Attempts } from './attempts.ts';
import { safely } from '../safely.ts';
import { asObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { findMethodHolder, replaceMethod } from './openai-package.ts';
import type { Method, Resource } from './types.ts';

/** The key of the watch, in the context in which the client makes the requests of a call. */
const WATCH: symbol = createContextKey('opentelemetry-instrumentation-azure-openai request');

/** What a watch reports to. */
export interface RequestObserver {
  /** The request failed with `error`, and nobody awaits it. */
  onError(error: unknown): void;
  /** The same, where nothing is known of the error but the name of its class. */
  onFailed(errorType: string): void;
}

interface Watched {
  readonly promise: ObservedPromise;
  readonly observer: RequestObserver;
}

/**
 * Watches the requests of one call from the client's side: its attempts, and a failure that nobody awaits. That one is a
 * rejection without a handler, which may end the process. Adding a handler would hide it from the application.
 *
 * The context of the requests holds the watch, and the call does not: the call would otherwise keep its promise from
 * being collected.
 */
export class RequestWatch {
  readonly attempts: Attempts;
  #watched: Watched | undefined;
  /** What the latest step that failed did so with. */
  #cause: { error: unknown } | undefined;

  constructor(attempts: Attempts) {
    this.attempts = attempts;
  }

  /** That of the call that is made in the active context. */
  static active(): RequestWatch | undefined {
    const watch = context.active().getValue(WATCH);
    return watch instanceof RequestWatch ? watch : undefined;
  }

  static readonly KEY: symbol = WATCH;

  watch(promise: ObservedPromise, observer: RequestObserver): void {
    this.#watched = { promise, observer };
  }

  /** True if nobody would see a failure. Once somebody awaits the promise, its own handlers report all. */
  get isUnawaited(): boolean {
    if (this.#watched?.promise.isAwaited()) this.#watched = undefined;
    return this.#watched !== undefined;
  }

  /** Observes an attempt, whose response `fetched` will be. */
  onAttempt(fetched: Promise<{ status?: unknown } | null | undefined>): void {
    this.#cause = undefined;
    this.attempts.observe(fetched, (ok) => {
      if (ok) this.#watched = undefined;
      else this.onFailure();
    });
  }

  /**
   * Takes note that a step of the request failed, or may have. Ends the call if the request has failed, and nobody
   * awaits it.
   *
   * @param cause what the step failed with; absent if the client throws another error for it
   */
  onFailure(cause?: { error: unknown }): void {
    if (!this.isUnawaited) return;
    this.#cause = cause ?? this.#cause;
    const { promise, observer } = this.#watched!;
    // By then all promise jobs are done, and Node.js has not yet looked for rejections without a handler.
    process.nextTick(() =>
      safely('looking at a request that nobody awaits', () => {
        const errorType = promise.isAwaited() ? undefined : readRejectionClass(promise.holder);
        if (errorType === undefined) return;
        this.#watched = undefined;
        if (this.#cause) observer.onError(this.#cause.error);
        else observer.onFailed(errorType);
      }),
    );
  }
}

/** Name of the class of a rejected promise's reason. Undefined if the promise is not rejected. */
function readRejectionClass(promise: object): string | undefined {
  // Nothing else shows the state of a promise without adding a handler.
  const [, rest] = inspect(promise, { depth: 0, customInspect: false }).split('<rejected>', 2);
  return rest === undefined ? undefined : (/\w+/.exec(rest)?.[0] ?? '_OTHER');
}

/** The steps of a request whose failure makes the request fail, with the same error. */
const STEPS = ['prepareOptions', 'buildRequest', 'prepareRequest', 'retryRequest'] as const;

const watchedPrototypes = new WeakSet();

/** Reports the failures of the steps of a client's requests, which are methods of `prototype`, to the watch of the call. */
export function watchSteps(prototype: JsonObject): void {
  if (watchedPrototypes.has(prototype)) return;
  watchedPrototypes.add(prototype);
  for (const step of STEPS) interceptUnawaited(prototype, step, watchedStep);
  interceptUnawaited(prototype, 'makeStatusError', watchedError);
}

/** Classes of clients that were looked at. */
const seenPrototypes = new WeakSet();

/** The same for the steps that a class of clients has of its own: in openai 4, `AzureOpenAI` gets its token in one. */
export function watchOwnSteps(client: object): void {
  const prototype: unknown = Object.getPrototypeOf(client);
  if (!asObject(prototype) || seenPrototypes.has(prototype as object)) return;
  seenPrototypes.add(prototype as object);
  const azure = findMethodHolder(prototype, '_getAzureADToken');
  if (azure) watchSteps(azure);
}

/** What takes the place of a call of a method. */
type Trap = (original: Method, self: Resource, args: unknown[]) => unknown;

function watchedStep(watch: RequestWatch): Trap {
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

/** Runs when the application had its chance to await the call: the first step begins before that. */
function watchUnawaited(step: Promise<unknown>, watch: RequestWatch): void {
  // The client awaits the step in any case, so that looking at it hides no rejection.
  if (!watch.isUnawaited) return;
  void step.then(
    // After its last step the client looks whether the application has aborted, and does not send the request then.
    () => watch.onFailure(),
    (error: unknown) => watch.onFailure({ error }),
  );
}

/** The client makes this error when it has given up, and throws it. */
function watchedError(watch: RequestWatch): Trap {
  return (original, self, args) => {
    const error = original.apply(self, args);
    watch.onFailure({ error });
    return error;
  };
}

/**
 * Traps the calls of a method that are made for a call that nobody awaits. The trap is looked up for each call: without
 * one the method is called as it is, and no frame of ours is in the stack of its errors.
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
