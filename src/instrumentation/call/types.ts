import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { Attempts } from '../client/attempts.ts';
import type { Attribution, EventLogger } from '../attribution/index.ts';
import type { Target } from '../client/target.ts';
import type { CapturedMessages } from '../messages/captured-messages.ts';
import type { CallResult } from './finished-call.ts';
import type { RequestedModel } from '../billing/background.ts';
import type { CallBilling } from '../billing/bill.ts';
import type { Operation } from '../operations/operation.ts';
import type { Settings } from '../config/settings.ts';
import type { SpanAttributes } from '../attributes/span-attributes.ts';
import type { IncludeUsage } from '../client/include-usage.ts';

/** What the request says of a call. */
export interface CallDescription {
  readonly operation: Operation;
  readonly target: Target;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  /** `gen_ai.request.model`: the deployment, or the request's model. */
  readonly requestModel: string | undefined;
  /** Attributes of the caller, such as a tenant. */
  readonly attribution: Attribution;
  readonly requestAttributes: Attributes;
  /** Completions requested by this process so far, this one included; undefined if it is none. */
  readonly completionCount: number | undefined;
  /** What is called, as far as it is billed by that. */
  readonly requested: RequestedModel;
  readonly billing: CallBilling;
}

/** A call whose span has started. */
export interface CallContext extends CallDescription {
  readonly span: Span;
  /** The application's, in which the call was made. */
  readonly parentContext: Context;
  /** Takes the attributes of the span. */
  readonly attributes: SpanAttributes;
  /** Undefined if messages are not captured. */
  readonly messages: CapturedMessages | undefined;
  readonly settings: Settings;
  /** Our question for the usage of the stream, if the caller did not ask. */
  readonly includeUsage: IncludeUsage | undefined;
  /** The HTTP requests that the client makes for it. */
  readonly attempts: Attempts;
  /** Emits the events of the call; undefined if none is wanted. */
  readonly logger: EventLogger | undefined;
  /** Called once, when the call has ended; undefined if nothing is recorded of it beside its span. */
  readonly onEnd: ((call: CallResult) => void) | undefined;
}
