import { diag } from '@opentelemetry/api';
import {
  type ObservedPromise,
  type PromiseObserver,
  type ResponseProps,
  observeApiPromise,
} from '../client/api-promise.ts';
import * as names from '../semconv/attributes.ts';
import { type CallResponse, readResponse } from './read-response.ts';
import type { CallContext } from './types.ts';
import { recordError, recordMessages } from './record-events.ts';
import { readErrorType, readErrorPromptFilter, setErrorAttributes } from '../attributes/errors.ts';
import { safely, logInternalError } from '../safely.ts';
import type { JsonObject } from '../json.ts';
import type { StreamFold } from '../operations/operation.ts';
import { asObject } from '../json.ts';
import { ended, started, track, untrack } from './active-calls.ts';
import { setOtherRequestAttributes } from '../attributes/request-attributes.ts';
import type { RequestObserver } from '../client/request-watch.ts';
import {
  type AzureHeaders,
  type ResponseHeaders,
  readHeaders,
  setHeaderAttributes,
} from '../attributes/response-headers.ts';
import { setVerdictAttributes } from '../attributes/result-attributes.ts';
import { type StreamObserver, isApiStream, observeStream } from '../client/stream.ts';

/** Of longer streams, the time from chunk to chunk is recorded of the first so many. */
const MAX_CHUNK_TIMES = 4096;

/** For a stream of an operation that has none. */
const NO_FOLD: StreamFold = { onChunk: () => true, answered: false, response: () => ({}) };

/** Placeholder after the span has ended, so that the call holds no references. */
const ENDED = {} as CallContext;

/**
 * The life of one call, from the request to the end of its span. It is told what happens by the observers of the
 * client's promise and stream; it holds nothing of the application's, and none of its methods throws.
 */
export class Call implements PromiseObserver, StreamObserver, RequestObserver {
  #start: CallContext;
  readonly #startedAt = performance.now();
  #headers: ResponseHeaders | undefined;
  #azureHeaders: AzureHeaders = {};
  #fold: StreamFold | undefined;
  #firstChunkAt: number | undefined;
  #lastEventAt = this.#startedAt;
  /** Undefined unless they are asked for. */
  readonly #timesPerChunk: number[] | undefined;
  #response: CallResponse | undefined;
  #ended = false;

  constructor(start: CallContext) {
    this.#start = start;
    this.#timesPerChunk = start.onEnd && start.settings.chunkTimes ? [] : undefined;
    started(this);
  }

  /** Observes the client's promise. If it is of a kind that is not known, the span ends at once. */
  observe(promise: unknown): ObservedPromise | undefined {
    const observed = observeApiPromise(promise, this);
    if (!observed) {
      diag.warn('azure-openai: this openai returns promises of a kind that is not known; calls cannot be observed');
      this.onAbandoned();
      return undefined;
    }
    track(observed.holder, this);
    const { includeUsage } = this.#start;
    if (includeUsage) includeUsage.wantsStream = observed.wantsParsed;
    return observed;
  }

  get answered(): boolean {
    return this.#fold?.answered ?? false;
  }

  onResponse(props: ResponseProps): void {
    // A promise that the application made itself need not have one.
    this.#headers = props?.response?.headers;
    this.#lastEventAt = performance.now();
  }

  onParsing(): void {
    // From here the client holds the body, whoever else let go of the promise; the outcome will be told.
    untrack(this);
  }

  onRawResponse(): void {
    this.#end(() => undefined);
  }

  onParsed(value: unknown, props: ResponseProps): void {
    const { operation, includeUsage } = this.#start;
    const hidesUsage = includeUsage?.asked ?? false;
    // A span may have ended at a shutdown; what was asked for is hidden all the same.
    if (this.#fold || (this.#ended && !hidesUsage)) return;
    this.onResponse(props);
    if (!isApiStream(value)) {
      this.#end(() => this.#tellResult(value));
      return;
    }
    this.#fold = operation.fold?.(this.#contentToKeep()) ?? NO_FOLD;
    track(value, this);
    observeStream(value, hidesUsage, this, (reader) => track(reader, this));
  }

  onChunk(chunk: unknown): void {
    const now = performance.now();
    try {
      this.#start.billing?.background?.onChunk(chunk);
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

  /** The answer comes as events over `connection`, which are given to {@link onChunk}. */
  observeEvents(connection: object): void {
    this.#fold = this.#start.operation.fold?.(this.#contentToKeep()) ?? NO_FOLD;
    track(connection, this);
  }

  /** @param error what came in the place of the rest of the answer: the error object of an event */
  onDone(error?: JsonObject): void {
    this.#end(() => this.#tellResult({ ...this.#fold?.response(), ...(error && { error }) }), error);
    this.#fold = undefined;
  }

  onError(error: unknown): void {
    this.#end(() => {
      // Before what a stream told until then: an SDK drops what is set beyond its limit of attributes.
      this.#start.attributes.set(names.ERROR_TYPE, readErrorType(error));
      this.#tellPart();
      return setErrorAttributes(this.#start.attributes, error);
    }, error);
  }

  onFailed(errorType: string): void {
    this.#end(() => {
      this.#start.attributes.set(names.ERROR_TYPE, errorType);
      return errorType;
    });
  }

  onCancelled(): void {
    this.#end(() => this.#tellPart('cancelled'));
  }

  /** Nobody can read the rest any more. The span ends when the last thing happened, not when that was found out. */
  onAbandoned(): void {
    this.#end(() => this.#tellPart('abandoned'), undefined, this.#lastEventAt);
  }

  /** @param tell puts on the span what is known by then, and returns `error.type` if the call failed */
  #end(tell: () => string | undefined, error?: unknown, endTime?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    ended(this);
    const { span, attempts, attributes } = this.#start;
    let errorType: string | undefined;
    try {
      if (this.#headers) this.#azureHeaders = readHeaders(this.#headers);
      errorType = tell();
      setOtherRequestAttributes(attributes, this.#start);
      setHeaderAttributes(attributes, this.#azureHeaders);
      if (this.#response) setVerdictAttributes(attributes, this.#response.result);
      if (attempts.retried.length > 0) {
        attributes.setAll(attempts.attributes());
        attempts.addEvents(span);
      }
      recordMessages(this.#start);
      if (errorType !== undefined) recordError(this.#start, error, errorType);
    } catch (failure) {
      logInternalError('attributes are missing on a span', failure);
    }
    // A processor that throws does not reach the application.
    safely('ending a span', () => span.end(endTime));
    this.#tellEnd(errorType, error, endTime);
    // What nobody can read any more is kept by nobody; and after a shutdown a stream may still be read.
    if (endTime === undefined) this.#letGo();
  }

  /** The application may keep its promise or stream for long, and with it this call; not all that hangs on that. */
  #letGo(): void {
    this.#start = ENDED;
    this.#response = undefined;
    this.#headers = undefined;
    this.#azureHeaders = {};
  }

  #tellEnd(errorType: string | undefined, error: unknown, endTime = performance.now()): void {
    const { onEnd } = this.#start;
    if (!onEnd) return;
    try {
      onEnd({
        start: this.#start,
        durationSeconds: (endTime - this.#startedAt) / 1000,
        errorType,
        headers: this.#azureHeaders,
        result: this.#response?.result ?? { promptFilter: readErrorPromptFilter(asObject(error)?.['error']) },
        tokens: this.#response?.tokens,
        cost: this.#response?.cost,
        requested: this.#response?.requested ?? this.#start.requested,
        timeToFirstChunk: this.#timeToFirstChunk(),
        timesPerChunk: this.#timesPerChunk,
        attempts: this.#start.attempts,
      });
    } catch (failure) {
      logInternalError('metrics are missing', failure);
    }
  }

  /** What a stream had told before it was broken off, and how that came. */
  #tellPart(outcome?: 'cancelled' | 'abandoned'): string | undefined {
    this.#start.attributes.set(names.AZURE_OPENAI_OUTCOME, outcome);
    return this.#fold && this.#tellResult(this.#fold.response());
  }

  #tellResult(value: unknown): string | undefined {
    // A transcription may come as plain text.
    const response = typeof value === 'string' ? { text: value } : asObject(value);
    if (!response) return undefined;
    this.#response = readResponse(this.#start, response, this.#azureHeaders);
    this.#start.attributes.set(names.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, this.#timeToFirstChunk());
    return this.#response.errorType;
  }

  /** In seconds. */
  #timeToFirstChunk(): number | undefined {
    return this.#firstChunkAt && (this.#firstChunkAt - this.#startedAt) / 1000;
  }

  /** Twice what is recorded, so that `redact` sees whole what stands where the text is cut. */
  #contentToKeep(): number {
    const { settings, messages } = this.#start;
    return settings.captureResponse || messages ? 2 * settings.maxContentLength : 0;
  }
}
