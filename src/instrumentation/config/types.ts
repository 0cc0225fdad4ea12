import type { Span } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { DeploymentType, Price } from '../../pricing/index.ts';
import type { Budget } from '../attribution/index.ts';
import type { StreamUsageMode } from '../client/include-usage.ts';
import type { CapturedMessages } from '../messages/captured-messages.ts';
import type { ContentKind } from '../messages/content.ts';

/** Properties of a deployment that responses do not have and pricing needs. */
export interface DeploymentFacts {
  /**
   * The model of the deployment, if responses do not name it: the base of a fine-tuned model, or a model that makes images.
   * Set `model-router` for a model router.
   */
  model?: string;
  /** How the deployment is billed: the SKU name in Azure, such as `DataZoneStandard`. @default 'GlobalStandard' */
  type?: DeploymentType;
  /** The Azure region, such as `eastus2`, for models with regional prices. @default the region in the response's header */
  region?: string;
}

/** Options of {@link AzureOpenAIInstrumentation}. All are optional; an invalid one is reported through `diag` and ignored. */
export interface AzureOpenAIInstrumentationConfig extends InstrumentationConfig {
  /**
   * Records the response as the attribute `response`, in Azure's JSON. The response of a stream is assembled from its
   * chunks. If this option is not set, `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false` turns it off.
   * @default true
   */
  captureResponse?: boolean;
  /**
   * Records the messages of request and response in the format of the GenAI conventions (`gen_ai.input.messages`,
   * `gen_ai.output.messages`, `gen_ai.system_instructions`, `gen_ai.tool.definitions`): on the span, in the event
   * `gen_ai.client.inference.operation.details`, or both.
   * @default 'none'
   */
  captureMessageContent?: 'none' | 'span' | 'event' | 'both';
  /**
   * Maximum length of recorded content, in UTF-16 code units. Longer content is cut, with a note at its end. If
   * `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` or `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` is smaller, that limit applies.
   * @default 16384
   */
  maxContentLength?: number;
  /**
   * Returns the text to record instead of `text`. Called for all content before it is cut and recorded. If it throws or
   * does not return a string, the content is not recorded, which is reported through `diag`.
   * @default content is recorded unchanged
   */
  redact?: (text: string, kind: ContentKind) => string;
  /**
   * Whether to add `stream_options.include_usage` to streamed requests. Without it, Azure does not return the usage of a
   * stream, so that its tokens and cost are absent. The additional last chunk is hidden from the application. A value that
   * the caller sets is never changed.
   * - `'auto'`: on Azure's own hosts, with an API version that supports it (2024-09-01-preview or later, or `/openai/v1`),
   *   and without `data_sources`
   * - `'always'`: on every host and API version, for gateways that support it
   * - `'never'`: on no request
   * @default 'auto'
   */
  streamUsage?: StreamUsageMode;
  /** Also traces clients of other services than Azure, with `openai` as `gen_ai.provider.name`. @default false */
  instrumentOpenAI?: boolean;
  /**
   * Returns true for a client that sends its calls to Azure OpenAI through a gateway with another host name. Clients of the
   * class `AzureOpenAI` and clients with a host name of Azure are recognized without it. If it throws, the client is not
   * treated as one of Azure, which is reported through `diag`.
   * @default no other client is one of Azure
   */
  isAzure?: (client: { baseURL: string }) => boolean;
  /** Properties of deployments, by deployment name. @default {} */
  deployments?: Record<string, DeploymentFacts>;
  /**
   * Your own prices, which take precedence over the built-in ones: rows, or the path of a JSON file of rows.
   * @default only the built-in prices
   */
  prices?: readonly Price[] | string;
  /**
   * Names of baggage entries, such as a tenant or a feature, to copy to the spans of calls and the dimensions of metrics,
   * for the cost by customer. Metrics keep 100 distinct values of each; all further ones become `_OTHER`. `withAttributes`
   * sets such values without baggage; metrics have those that are named here.
   * @default []
   */
  baggageKeys?: readonly string[];
  /**
   * Sums the calls, tokens and cost of a request as `azure.openai.request.*`, on the span of the HTTP server, or without
   * one on the nearest span above the calls.
   * @default false
   */
  requestTotals?: boolean;
  /**
   * Records the time between the chunks of a stream, in seconds, as the histogram
   * `gen_ai.client.operation.time_per_output_chunk`. The SDK needs 1 to 2 microseconds for each chunk, which nearly doubles
   * the time for observing a stream.
   * @default false
   */
  chunkTimes?: boolean;
  /** Thresholds for the cost of this process. They are observed and never enforced. @default [] */
  budgets?: readonly Budget[];
  /** Called with the span of a call that starts. An error that it throws is reported through `diag`. @default none */
  requestHook?: (span: Span, call: RequestInfo) => void;
  /**
   * Called when the response has arrived and before it is recorded, even if the span is not sampled. It may change the
   * messages, which are then recorded as changed. An error that it throws is reported through `diag`.
   * @default none
   */
  responseHook?: (span: Span, call: ResponseInfo) => void;
}

/** A call that starts, as passed to {@link AzureOpenAIInstrumentationConfig.requestHook}. */
export interface RequestInfo {
  /** `gen_ai.operation.name`. */
  readonly operation: string;
  /** The request of the application. It must not be changed. */
  readonly request: unknown;
}

/** A response, as passed to {@link AzureOpenAIInstrumentationConfig.responseHook}. */
export interface ResponseInfo extends Partial<CapturedMessages> {
  /** `gen_ai.operation.name`. */
  readonly operation: string;
  /** The response, assembled from its chunks if it was streamed. It must not be changed. */
  readonly response: unknown;
}
