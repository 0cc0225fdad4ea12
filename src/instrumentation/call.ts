import { type Attributes, type Context, type Span, SpanStatusCode, diag, trace } from '@opentelemetry/api';
import { type Cost, type TokenCounts, readUsage } from '../pricing/index.ts';
import { type PromiseObserver, type ResponseProps, observeApiPromise } from './api-promise.ts';
import type { Attempts } from './attempts.ts';
import * as names from './attributes.ts';
import type { Attribution, EventLogger } from './attribution/index.ts';
import type { Target } from './azure-client.ts';
import { type CapturedMessages, messageAttributes } from './captured-messages.ts';
import { detailsEvent } from './details-event.ts';
import type { DeploymentFacts } from './types.ts';
import { recordable, toJson, withoutBytes } from './content.ts';
import { errorAttributes, promptFilterOfError } from './errors.ts';
import type { FinishedCall } from './finished-call.ts';
import { runHook } from './hooks.ts';
import type { CallResult, JsonObject, Operation, StreamFold } from './internal-types.ts';
import { asObject, asText } from './json.ts';
import { type ResponseHeaders, responseHeaderAttributes } from './response-headers.ts';
import { costAttributes, costOf, resultAttributes, tutorialAttributes } from './result-attributes.ts';
import type { Settings } from './settings.ts';
import { type StreamObserver, isApiStream, observeStream } from './stream.ts';
import type { UsageQuestion } from './stream-usage.ts';
import { ended, started, track, untrack } from './open-calls.ts';

/** What is known of a call when it starts. */
export interface CallStart {
  readonly span: Span;
  /** The application's, in which the call was made. */
  readonly parentContext: Context;
  /** Those that the span started with. */
  readonly spanAttributes: Attributes;
  /** Whom or what the call is for. */
  readonly attribution: Attribution;
  /** Undefined if messages are not captured. */
  readonly messages: CapturedMessages | undefined;
  readonly operation: Operation;
  readonly settings: Settings;
  readonly target: Target;
  readonly requestModel: string | undefined;
  readonly deployment: string | undefined;
  /** Completions requested by this process so far, this one included; undefined if it is none. */
  readonly completionCount: number | undefined;
  /** What is billed and stands in no response. */
  readonly billed: JsonObject | undefined;
  /** Our question for the usage of the stream, if the caller did not ask. */
  readonly usageQuestion: UsageQuestion | undefined;
  /** The HTTP requests that the client makes for it. */
  readonly attempts: Attempts;
  /** Where the event with the messages goes; undefined if none is wanted. */
  readonly logger: EventLogger | undefined;
  /** Told once, when the call has ended; undefined if nobody wants to know. */
  readonly onEnd: ((call: FinishedCall) => void) | undefined;
}

/** Of longer streams, the time from chunk to chunk is recorded of the first so many. */
const MAX_CHUNK_TIMES = 4096;

/**
 * The life of one call, from the request to the end of its span. It is told what happens by the observers of the
 * client's promise and stream; it holds nothing of the application's, and none of its methods throws.
 */
export class Call implements PromiseObserver, StreamObserver {
  readonly #start: CallStart;
  readonly #startedAt = performance.now();
  #headers: ResponseHeaders | undefined;
  #headerAttributes: Attributes = {};
  #fold: StreamFold | undefined;
  #firstChunkAt: number | undefined;
  #lastEventAt = this.#startedAt;
  readonly #timesPerChunk: number[] = [];
  #result: CallResult | undefined;
  #tokens: TokenCounts | undefined;
  #cost: Cost | undefined;
  #ended = false;

  constructor(start: CallStart) {
    this.#start = start;
    started(this);
  }

  /** Observes the client's promise. If it is of a kind that is not known, the span ends at once. */
  observe(promise: unknown): void {
    const observed = observeApiPromise(promise, this);
    if (!observed) {
      diag.warn('azure-openai: this openai returns promises of a kind that is not known; calls cannot be observed');
      this.onAbandoned();
      return;
    }
    track(observed.holder, this);
    if (this.#start.usageQuestion) this.#start.usageQuestion.wantsRawResponse = observed.wantsRawResponse;
  }

  get answered(): boolean {
    return this.#fold?.answered ?? false;
  }

  onResponse(props: ResponseProps): void {
    this.#headers = props.response.headers;
    this.#lastEventAt = performance.now();
  }

  onParsing(): void {
    // From here the client holds the body, whoever else let go of the promise; the outcome will be told.
    untrack(this);
  }

  onRawResponse(): void {
    this.#end(() => ({}));
  }

  onParsed(value: unknown, props: ResponseProps): void {
    if (this.#ended || this.#fold) return;
    this.onResponse(props);
    if (!isApiStream(value)) {
      this.#end(() => this.#resultAttributes(value));
      return;
    }
    this.#fold = this.#start.operation.fold(this.#contentToKeep());
    track(value, this);
    observeStream(value, this.#start.usageQuestion?.asked ?? false, this, (iterator) => track(iterator, this));
  }

  onChunk(chunk: unknown): void {
    if (this.#ended) return;
    const now = performance.now();
    try {
      if (this.#fold?.onChunk(chunk)) this.#onAnswerChunk(now);
    } catch (error) {
      reportFailure('a chunk of a stream could not be read', error);
    }
    this.#lastEventAt = now;
  }

  #onAnswerChunk(now: number): void {
    if (this.#firstChunkAt === undefined) this.#firstChunkAt = now;
    else if (this.#start.onEnd && this.#timesPerChunk.length < MAX_CHUNK_TIMES) {
      this.#timesPerChunk.push((now - this.#lastEventAt) / 1000);
    }
  }

  onDone(): void {
    this.#end(() => this.#resultAttributes(this.#fold?.response()));
  }

  onError(error: unknown): void {
    this.#end(() => {
      const partial = this.#partialAttributes();
      this.#result ??= { promptFilter: promptFilterOfError(asObject(error)?.['error']) };
      return { ...partial, ...errorAttributes(error) };
    }, error);
  }

  onCancelled(): void {
    this.#end(() => ({ ...this.#partialAttributes(), [names.AZURE_OPENAI_OUTCOME]: 'cancelled' }));
  }

  /** Nobody can read the rest any more. The span ends when the last thing happened, not when that was found out. */
  onAbandoned(): void {
    this.#end(
      () => ({ ...this.#partialAttributes(), [names.AZURE_OPENAI_OUTCOME]: 'abandoned' }),
      undefined,
      this.#lastEventAt,
    );
  }

  #end(attributes: () => Attributes, error?: unknown, endTime?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    ended(this);
    const { span, attempts } = this.#start;
    let errorType: string | undefined;
    try {
      if (this.#headers) this.#headerAttributes = responseHeaderAttributes(this.#headers);
      const last = { ...this.#headerAttributes, ...attempts.attributes(), ...attributes() };
      errorType = asText(last[names.ERROR_TYPE]);
      span.setAttributes(last);
      attempts.addEvents(span);
      this.#recordMessages(last);
      if (errorType !== undefined) this.#setErrorStatus(error, errorType);
    } catch (failure) {
      reportFailure('attributes are missing on a span', failure);
    }
    span.end(endTime);
    this.#tellEnd(errorType, endTime);
  }

  #tellEnd(errorType: string | undefined, endTime = performance.now()): void {
    const firstChunkAt = this.#firstChunkAt;
    try {
      this.#start.onEnd?.({
        start: this.#start,
        durationSeconds: (endTime - this.#startedAt) / 1000,
        errorType,
        headers: this.#headerAttributes,
        result: this.#result,
        tokens: this.#tokens,
        cost: this.#cost,
        timeToFirstChunk: firstChunkAt === undefined ? undefined : (firstChunkAt - this.#startedAt) / 1000,
        timesPerChunk: this.#timesPerChunk,
        attempts: this.#start.attempts,
      });
    } catch (failure) {
      reportFailure('metrics are missing', failure);
    }
  }

  /** Of a failed call too: what was sent is then all there is. */
  #recordMessages(attributes: Attributes): void {
    const { span, parentContext, settings, messages, logger } = this.#start;
    if (!messages || !(settings.messagesOnSpan || logger)) return;
    const recorded = messageAttributes(messages, settings);
    if (settings.messagesOnSpan) span.setAttributes(recorded);
    logger?.emit(
      detailsEvent({ ...this.#start.spanAttributes, ...attributes }, recorded, trace.setSpan(parentContext, span)),
    );
  }

  /** What a stream had told before it was broken off. */
  #partialAttributes(): Attributes {
    return this.#fold ? this.#resultAttributes(this.#fold.response()) : {};
  }

  #resultAttributes(value: unknown): Attributes {
    // A transcription may come as plain text.
    const response = typeof value === 'string' ? { text: value } : asObject(value);
    if (!response) return {};
    const { operation, settings, completionCount } = this.#start;
    this.#onResponseContent(response);
    const result = (this.#result = operation.result(response));
    const tokens = (this.#tokens = readUsage(result.usage));
    const failed = result.error !== undefined && result.error !== null;
    return {
      ...resultAttributes(result, tokens, settings.newestConventions),
      ...(failed ? { [names.ERROR_TYPE]: bodyErrorType(result) } : this.#costAttributes(result)),
      ...(!failed && tutorialAttributes(completionCount, result, tokens)),
      ...(this.#firstChunkAt !== undefined && {
        [names.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: (this.#firstChunkAt - this.#startedAt) / 1000,
      }),
      [names.RESPONSE]: this.#content(response),
    };
  }

  #costAttributes(result: CallResult): Attributes {
    const { operation, billed, deployment, settings } = this.#start;
    if (operation.isBilled === false) return {};
    const region = asText(this.#headerAttributes[names.AZURE_OPENAI_REGION]);
    const facts = this.#deploymentFacts();
    const cost = (this.#cost = costOf(result, result.usage ?? billed, facts, region, settings));
    const isEstimate = operation.echoesDeployment && !facts?.model && result.model === deployment;
    return {
      ...costAttributes(cost),
      ...(isEstimate && cost.total !== undefined && { [names.AZURE_OPENAI_COST_ESTIMATED]: true }),
    };
  }

  /** The hook comes first: it may change what is recorded. */
  #onResponseContent(response: JsonObject): void {
    const { span, operation, settings, messages } = this.#start;
    if (messages && operation.messages) messages.outputMessages = operation.messages.output(response);
    runHook('responseHook', settings.responseHook, span, { operation: operation.name, response, ...messages });
  }

  #content(response: JsonObject): string | undefined {
    const { operation, settings } = this.#start;
    if (!settings.captureResponse) return undefined;
    const json = toJson(operation.content ? operation.content(response) : response);
    return json === undefined ? undefined : recordable(withoutBytes(json), 'response', settings);
  }

  /** Twice what is recorded, so that `redact` sees whole what stands where the text is cut. */
  #contentToKeep(): number {
    const { captureResponse, maxContentLength } = this.#start.settings;
    return captureResponse ? 2 * maxContentLength : 0;
  }

  /** Of the deployment that served the call: a provisioned one may have spilled over to a standard one. */
  #deploymentFacts(): DeploymentFacts | undefined {
    const { deployment, settings } = this.#start;
    const headers = this.#headerAttributes;
    const served = headers[names.AZURE_OPENAI_SPILLED_OVER] && headers[names.AZURE_OPENAI_SERVED_DEPLOYMENT];
    const name = asText(served) ?? deployment;
    return name !== undefined && Object.hasOwn(settings.deployments, name) ? settings.deployments[name] : undefined;
  }

  #setErrorStatus(error: unknown, errorType: string): void {
    const { span, settings } = this.#start;
    const message = asText(asObject(error)?.['message']);
    // A message may quote the request.
    const text = message && settings.captureResponse ? recordable(message, 'error', settings) : undefined;
    span.setStatus({ code: SpanStatusCode.ERROR, message: text ?? errorType });
  }
}

/** A body that holds an error in the place of a result, though its status was 200. */
function bodyErrorType(result: CallResult): string {
  return asText(asObject(result.error)?.['code']) ?? '_OTHER';
}

function reportFailure(what: string, error: unknown): void {
  // The message of a foreign error (a getter's, a hook's) may hold content: only its name is logged.
  diag.error(`azure-openai: ${what}`, error instanceof Error ? error.name : typeof error);
}
