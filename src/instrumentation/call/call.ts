import { log } from '../../log.ts';
import { readErrorPromptFilter, readErrorType, setErrorAttributes } from '../attributes/errors.ts';
import { type AzureHeaders, type ResponseHeaders, readHeaders } from '../attributes/response-headers.ts';
import {
  type ObservedPromise,
  type PromiseObserver,
  type ResponseProps,
  observeApiPromise,
} from '../client/api-promise.ts';
import type { RequestObserver } from '../client/request-watch.ts';
import { type StreamObserver, isApiStream, observeStream } from '../client/stream.ts';
import { type JsonObject, asObject } from '../json.ts';
import type { StreamFold } from '../operations/operation.ts';
import { logInternalError, safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import { activeCalls } from './active-calls.ts';
import { type CallResponse, readResponse, setLastAttributes } from './read-response.ts';
import { recordError, recordMessages } from './record-events.ts';
import type { CallContext } from './types.ts';

/** In a longer stream, only the times between the first chunks are recorded. */
const MAX_CHUNK_TIMES = 4096;

/** For a stream of an operation that should have none. */
const NO_FOLD: StreamFold = { onChunk: () => true, isComplete: false, response: () => ({}) };

/** Placeholder after the span has ended, so that the call holds no references. */
const ENDED = {} as CallContext;

/**
 * The life of one call, from the request to the end of its span. The observers of the client's promise, stream and
 * requests call its methods, none of which throws. It holds no object of the application.
 */
export class Call implements PromiseObserver, StreamObserver, RequestObserver {
  #context: CallContext;
  readonly #startedAt = performance.now();
  #headers: ResponseHeaders | undefined;
  #azureHeaders: AzureHeaders = {};
  #fold: StreamFold | undefined;
  #firstChunkAt: number | undefined;
  #lastEventAt = this.#startedAt;
  /** Undefined unless the option `chunkTimes` is on. */
  readonly #timesPerChunk: number[] | undefined;
  #response: CallResponse | undefined;
  #ended = false;

  constructor(context: CallContext) {
    this.#context = context;
    this.#timesPerChunk = context.onCallEnd && context.settings.chunkTimes ? [] : undefined;
    activeCalls.add(this);
  }

  /** Observes the client's promise. If its kind is unknown, ends the span and returns undefined. */
  observe(promise: unknown): ObservedPromise | undefined {
    const observed = observeApiPromise(promise, this);
    if (!observed) {
      log.warn('this version of openai returns promises of an unknown kind, which cannot be observed');
      this.onAbandoned();
      return undefined;
    }
    activeCalls.endWith(observed.holder, this);
    const { includeUsage } = this.#context;
    if (includeUsage) includeUsage.wantsStream = observed.wantsParsed;
    return observed;
  }

  get isComplete(): boolean {
    return this.#fold?.isComplete ?? false;
  }

  onResponse(props: ResponseProps): void {
    // A promise that the application made itself need not have a response.
    this.#headers = props?.response?.headers;
    this.#lastEventAt = performance.now();
  }

  onParsing(): void {
    // The client reads the body even if the promise is garbage-collected, and will report the outcome.
    activeCalls.detach(this);
  }

  onRawResponse(): void {
    this.#end(() => undefined);
  }

  onParsed(value: unknown, props: ResponseProps): void {
    const { operation, includeUsage } = this.#context;
    const hidesUsage = includeUsage?.sent ?? false;
    // The span may have ended at a shutdown; the usage that we requested is hidden all the same.
    if (this.#fold || (this.#ended && !hidesUsage)) return;
    this.onResponse(props);
    if (!isApiStream(value)) {
      this.#end(() => this.#recordResult(value));
      return;
    }
    this.#fold = operation.fold?.(this.#contentLimit()) ?? NO_FOLD;
    activeCalls.endWith(value, this);
    observeStream(value, hidesUsage, this, (reader) => activeCalls.endWith(reader, this));
  }

  onChunk(chunk: unknown): void {
    const now = performance.now();
    try {
      this.#context.billing?.background?.onChunk(chunk);
      if (this.#fold?.onChunk(chunk)) this.#onAnswerChunk(now);
    } catch (error) {
      logInternalError('a chunk of a stream could not be read', error);
    }
    this.#lastEventAt = now;
  }

  #onAnswerChunk(now: number): void {
    if (this.#firstChunkAt === undefined) this.#firstChunkAt = now;
    else if (this.#timesPerChunk && this.#timesPerChunk.length < MAX_CHUNK_TIMES) {
      this.#timesPerChunk.push((now - this.#lastEventAt) / 1000);
    }
  }

  /** Prepares for an answer in events over `connection`, each of which is passed to {@link onChunk}. */
  observeEvents(connection: object): void {
    this.#fold = this.#context.operation.fold?.(this.#contentLimit()) ?? NO_FOLD;
    activeCalls.endWith(connection, this);
  }

  /** @param error the error object of an event that ended the answer */
  onDone(error?: JsonObject): void {
    this.#end(() => this.#recordResult({ ...this.#fold?.response(), ...(error && { error }) }), error);
    this.#fold = undefined;
  }

  onError(error: unknown): void {
    this.#end(() => {
      // First, since an SDK drops attributes beyond its limit.
      this.#context.attributes.set(names.ERROR_TYPE, readErrorType(error));
      this.#recordPart();
      return setErrorAttributes(this.#context.attributes, error);
    }, error);
  }

  onFailed(errorType: string): void {
    this.#end(() => {
      this.#context.attributes.set(names.ERROR_TYPE, errorType);
      return errorType;
    });
  }

  onCancelled(): void {
    this.#end(() => this.#recordPart('cancelled'));
  }

  /** Nobody can read the rest. The span ends at the time of the last event, not at the time when this was noticed. */
  onAbandoned(): void {
    this.#end(() => this.#recordPart('abandoned'), undefined, this.#lastEventAt);
  }

  /** @param record sets the final attributes, and returns `error.type` if the call failed */
  #end(record: () => string | undefined, error?: unknown, endTime?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    activeCalls.remove(this);
    const { span, attributes } = this.#context;
    let errorType: string | undefined;
    try {
      if (this.#headers) this.#azureHeaders = readHeaders(this.#headers);
      errorType = record();
      if (attributes.isRecorded) setLastAttributes(this.#context, this.#azureHeaders, this.#response);
      recordMessages(this.#context);
      if (errorType !== undefined) recordError(this.#context, error, errorType);
    } catch (failure) {
      logInternalError('attributes are missing on a span', failure);
    }
    // A span processor that throws must not reach the application.
    safely('ending a span', () => span.end(endTime));
    this.#notifyEnd(errorType, error, endTime);
    // An abandoned call is referenced by nobody. One that a shutdown ended still needs its context: its stream may go on.
    if (endTime === undefined) this.#release();
  }

  /** Drops all references: the application may keep its promise or stream for long, and with it this call. */
  #release(): void {
    this.#context = ENDED;
    this.#response = undefined;
    this.#headers = undefined;
    this.#azureHeaders = {};
  }

  #notifyEnd(errorType: string | undefined, error: unknown, endTime = performance.now()): void {
    const context = this.#context;
    if (!context.onCallEnd) return;
    try {
      context.onCallEnd({
        context,
        parentContext: context.parentContext,
        span: context.span,
        durationSeconds: (endTime - this.#startedAt) / 1000,
        errorType,
        headers: this.#azureHeaders,
        result: this.#response?.result ?? { promptFilter: readErrorPromptFilter(asObject(error)?.['error']) },
        tokens: this.#response?.tokens,
        cost: this.#response?.cost,
        requested: this.#response?.requested ?? context.requested,
        timeToFirstChunk: this.#timeToFirstChunk(),
        timesPerChunk: this.#timesPerChunk,
        attempts: context.attempts,
      });
    } catch (failure) {
      logInternalError('metrics of a call are missing', failure);
    }
  }

  /** Records the part of a stream that was read before it broke off. */
  #recordPart(outcome?: 'cancelled' | 'abandoned'): string | undefined {
    this.#context.attributes.set(names.AZURE_OPENAI_OUTCOME, outcome);
    return this.#fold && this.#recordResult(this.#fold.response());
  }

  #recordResult(value: unknown): string | undefined {
    // A transcription may be plain text.
    const response = typeof value === 'string' ? { text: value } : asObject(value);
    if (!response) return undefined;
    this.#response = readResponse(this.#context, response, this.#azureHeaders);
    this.#context.attributes.set(names.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, this.#timeToFirstChunk());
    return this.#response.errorType;
  }

  /** In seconds. */
  #timeToFirstChunk(): number | undefined {
    return this.#firstChunkAt && (this.#firstChunkAt - this.#startedAt) / 1000;
  }

  /** Twice the recorded length, so that `redact` sees the whole of a secret that crosses the cut. */
  #contentLimit(): number {
    const { settings, messages, attributes } = this.#context;
    return (settings.captureResponse && attributes.isRecorded) || messages ? 2 * settings.maxContentLength : 0;
  }
}
