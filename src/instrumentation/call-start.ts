import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { Attempts } from './attempts.ts';
import type { Attribution, EventLogger } from './attribution/index.ts';
import type { Target } from './azure-client.ts';
import type { CapturedMessages } from './captured-messages.ts';
import type { FinishedCall } from './finished-call.ts';
import type { BackgroundCall } from './billing/background.ts';
import type { BilledRequest, Operation } from './internal-types.ts';
import type { Settings } from './settings.ts';
import type { SpanAttributes } from './span-attributes.ts';
import type { UsageQuestion } from './stream-usage.ts';

/** What a request tells of the bill that the response may not tell. */
export interface CallBilling extends BilledRequest {
  /** The request's own `model`, which on Azure need not be the deployment that is called. */
  readonly model: string | undefined;
  /** The deployment that a header names for the image tool. */
  readonly imageDeployment: string | undefined;
  /** Set if the call creates a response in the background. */
  readonly background: BackgroundCall | undefined;
}

/** What is known of a call when it starts. */
export interface CallStart {
  readonly span: Span;
  /** The application's, in which the call was made. */
  readonly parentContext: Context;
  /** Takes the attributes of the span. */
  readonly attributes: SpanAttributes;
  /** Whom or what the call is for. */
  readonly attribution: Attribution;
  /** Undefined if messages are not captured. */
  readonly messages: CapturedMessages | undefined;
  readonly operation: Operation;
  readonly settings: Settings;
  readonly target: Target;
  readonly requestModel: string | undefined;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  /** What the span says of the request. */
  readonly requestAttributes: Attributes;
  /** Completions requested by this process so far, this one included; undefined if it is none. */
  readonly completionCount: number | undefined;
  /** What the request says of the bill. */
  readonly billing: CallBilling;
  /** Our question for the usage of the stream, if the caller did not ask. */
  readonly usageQuestion: UsageQuestion | undefined;
  /** The HTTP requests that the client makes for it. */
  readonly attempts: Attempts;
  /** Where the event with the messages goes; undefined if none is wanted. */
  readonly logger: EventLogger | undefined;
  /** Told once, when the call has ended; undefined if nobody wants to know. */
  readonly onEnd: ((call: FinishedCall) => void) | undefined;
}
