import type { Span } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { DeploymentType, Price } from '../../pricing/index.ts';
import type { Budget } from '../attribution/index.ts';
import type { StreamUsageMode } from '../client/include-usage.ts';
import type { CapturedMessages } from '../messages/captured-messages.ts';
import type { ContentKind } from '../messages/content.ts';

/** What no response says of a deployment, and pricing wants to know. */
export interface DeploymentFacts {
  /**
   * The model behind the deployment, where the response does not tell it, such as the base of a fine-tuned model or one
   * that makes images; `model-router` if the deployment is a model router.
   */
  model?: string;
  /** How the deployment is billed: the SKU name that Azure shows. @default 'GlobalStandard' */
  type?: DeploymentType;
  /** Azure region as in `eastus2`, for models whose regional price differs. */
  region?: string;
}

/** Configuration of {@link AzureOpenAIInstrumentation}. Each part may be left out. */
export interface AzureOpenAIInstrumentationConfig extends InstrumentationConfig {
  /**
   * Record the completion as the `response` attribute, JSON as it came from Azure (of a stream: put together from
   * its chunks). `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false` turns it off where this is not set.
   * @default true
   */
  captureResponse?: boolean;
  /**
   * Record the messages of request and response in the format of the GenAI conventions (`gen_ai.input.messages`,
   * `gen_ai.output.messages`, `gen_ai.system_instructions`, `gen_ai.tool.definitions`): on the span, as the event
   * `gen_ai.client.inference.operation.details`, or both.
   * @default 'none'
   */
  captureMessageContent?: 'none' | 'span' | 'event' | 'both';
  /**
   * Longest content to record, in UTF-16 code units. Longer content is cut, and says at its end that it was. Never more
   * than `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` or `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`, if one of them is set.
   * @default 16384
   */
  maxContentLength?: number;
  /**
   * Runs on all content before it is recorded, and before it is cut; returns what to record instead.
   * If it throws or returns something else than a string, the content is not recorded.
   */
  redact?: (text: string, kind: ContentKind) => string;
  /**
   * Azure tells the usage of a streamed call only if asked (`stream_options.include_usage`). The extra last chunk
   * that answers the question is hidden from the application.
   * - `'auto'` asks where the caller did not decide, the host is Azure's own and the API version takes the question
   *   (2024-09-01-preview or later, or `/openai/v1`; not with `data_sources`);
   * - `'always'` asks on every host and API version where the caller did not decide: for gateways known to take it;
   * - `'never'` leaves the request alone: a stream's tokens and cost are then absent unless the caller asks.
   * @default 'auto'
   */
  streamUsage?: StreamUsageMode;
  /** Also trace clients that do not go to Azure (`gen_ai.provider.name` is then `openai`). @default false */
  instrumentOpenAI?: boolean;
  /**
   * Tells whether a client goes to Azure OpenAI, for gateways with names of their own. Clients of the class
   * `AzureOpenAI` and those with one of Azure's host names are recognised without it.
   */
  isAzure?: (client: { baseURL: string }) => boolean;
  /** Deployment name → what no response says of it. @default {} */
  deployments?: Record<string, DeploymentFacts>;
  /** Prices of one's own, which go before the built-in ones: rows, or the path of a JSON file of rows. */
  prices?: readonly Price[] | string;
  /**
   * Baggage entries, such as a tenant or a feature, to copy to the spans of calls and to the dimensions of metrics: cost
   * by customer. Of each, 100 distinct values become dimensions; all further ones are `_OTHER`. `withAttributes` does
   * the same without baggage. @default []
   */
  baggageKeys?: readonly string[];
  /**
   * Sum up the calls, tokens and cost of a request on the span of the HTTP server, or else the nearest above the calls:
   * `azure.openai.request.*`. @default false
   */
  requestTotals?: boolean;
  /**
   * Record the time from each chunk of a stream to the next, as the histogram
   * `gen_ai.client.operation.time_per_output_chunk`. The SDK takes 1 to 2 microseconds for each chunk, which nearly
   * doubles what observing a stream takes. @default false
   */
  chunkTimes?: boolean;
  /** Thresholds for what this process spends, which are observed and never enforced. @default [] */
  budgets?: readonly Budget[];
  /** Called when a call starts, with its span. What it throws is reported through `diag`. */
  requestHook?: (span: Span, call: RequestInfo) => void;
  /**
   * Called when a response is there, before anything of it is recorded, sampled or not: what it changes in the messages
   * is what is recorded. What it throws is reported through `diag`.
   */
  responseHook?: (span: Span, call: ResponseInfo) => void;
}

/** A call that starts, as told to {@link AzureOpenAIInstrumentationConfig.requestHook}. */
export interface RequestInfo {
  /** `gen_ai.operation.name`. */
  readonly operation: string;
  /** The request as the application gave it: not to be changed. */
  readonly request: unknown;
}

/** A response, as told to {@link AzureOpenAIInstrumentationConfig.responseHook}. */
export interface ResponseInfo extends Partial<CapturedMessages> {
  /** `gen_ai.operation.name`. */
  readonly operation: string;
  /** The response, of a stream put together from its chunks: not to be changed. */
  readonly response: unknown;
}
