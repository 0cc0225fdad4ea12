import type { Attributes, Context, Span, Tracer, TracerProvider } from '@opentelemetry/api';
import type { Cost, TokenCounts } from '../../pricing/index.ts';
import type { AzureHeaders } from '../attributes/response-headers.ts';
import type { SpanAttributes } from '../attributes/span-attributes.ts';
import type { Attribution, CostedCall } from '../attribution/index.ts';
import type { RequestedModel } from '../billing/background.ts';
import type { CallBilling } from '../billing/bill.ts';
import type { Attempts } from '../client/attempts.ts';
import type { IncludeUsage } from '../client/include-usage.ts';
import type { Target } from '../client/target.ts';
import type { Settings } from '../config/settings.ts';
import type { CapturedMessages } from '../messages/captured-messages.ts';
import type { Operation, OperationResult } from '../operations/operation.ts';
import type { EventLogger } from '../semconv/events.ts';

/** The state of the instrumentation, as patched methods read it each time they are called. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly settings: Settings;
  /** False if the instrumentation is disabled, or if no SDK is registered that would record anything. */
  isActive(): boolean;
  provider(): TracerProvider;
  /** Undefined if the API has no logs. */
  readonly logger: EventLogger | undefined;
  /** Undefined without a meter provider, or without the newest conventions. */
  readonly agentMetrics: AgentObserver | undefined;
  /** Called for each call that has ended; undefined if only spans are recorded. */
  readonly onCallEnd: ((call: CallResult) => void) | undefined;
}

/** Records runs of agents and tools. Each start returns the context to run in, and a function that records the end. */
export interface AgentObserver {
  startRun(parent: Context, model: string | undefined): [Context, (errorType?: string) => void];
  startTool(parent: Context, name: string): [Context, (errorType?: string) => void];
  /** Counts a call of a model in the run that it belongs to, if there is one. */
  countInference(context: Context): void;
}

/** A call as its request describes it. */
export interface CallDescription {
  readonly operation: Operation;
  readonly target: Target;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  /** `gen_ai.request.model`: the deployment, or the request's model. */
  readonly requestModel: string | undefined;
  /** The caller's attributes, such as a tenant. */
  readonly attribution: Attribution;
  readonly requestAttributes: Attributes;
  /** Number of completions requested by this process so far, including this one; undefined for other operations. */
  readonly completionCount: number | undefined;
  /** The names by which the call may be priced. */
  readonly requested: RequestedModel;
  readonly billing: CallBilling;
}

/** A call whose span has started. */
export interface CallContext extends CallDescription {
  readonly span: Span;
  /** The application's context, in which the call was made. */
  readonly parentContext: Context;
  /** Sets the attributes of the span. */
  readonly attributes: SpanAttributes;
  /** Undefined if messages are not captured. */
  readonly messages: CapturedMessages | undefined;
  readonly settings: Settings;
  /** Set if we add `stream_options.include_usage` to the request. */
  readonly includeUsage: IncludeUsage | undefined;
  /** The HTTP requests that the client makes for the call. */
  readonly attempts: Attempts;
  /** Emits the events of the call; undefined if no events are recorded. */
  readonly logger: EventLogger | undefined;
  /** Called once when the call has ended; undefined if only its span is recorded. */
  readonly onCallEnd: ((call: CallResult) => void) | undefined;
}

/** A call that has ended, as metrics, request totals and budgets read it. */
export interface CallResult extends CostedCall {
  readonly context: CallContext;
  readonly durationSeconds: number;
  /** `error.type`; undefined if the call succeeded. */
  readonly errorType: string | undefined;
  readonly headers: AzureHeaders;
  /** For a failed call, only the fields that its error has. */
  readonly result: OperationResult;
  readonly tokens: TokenCounts | undefined;
  /** The names of the model, by the request that created the response: `context.requested` unless it was retrieved. */
  readonly requested: RequestedModel;
  /** Undefined if the call is not billed. */
  readonly cost: Cost | undefined;
  /** Seconds until the first chunk of a stream. */
  readonly timeToFirstChunk: number | undefined;
  /** Seconds from each chunk of a stream to the next; undefined unless the option `chunkTimes` is on. */
  readonly timesPerChunk: readonly number[] | undefined;
  readonly attempts: Attempts;
}
