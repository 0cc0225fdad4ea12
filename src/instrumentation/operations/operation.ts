import type { Attributes } from '@opentelemetry/api';
import type { JsonObject } from '../json.ts';
import type { MessageMapping } from '../messages/index.ts';
import type { ToolUse } from './tool-use.ts';

/** The fields of a response, in one shape for all operations. A field is absent if the response does not have it. */
export interface OperationResult {
  id?: string | undefined;
  model?: string | undefined;
  /** One for each choice, in order. */
  finishReasons?: string[] | undefined;
  /** The usage object, as Azure sent it. */
  usage?: unknown;
  serviceTier?: string | undefined;
  systemFingerprint?: string | undefined;
  /** Azure's verdict on the prompt: category → verdict. */
  promptFilter?: unknown;
  /** Azure's verdicts on the choices, in order. */
  completionFilters?: readonly unknown[] | undefined;
  /** The hosted tools that were used. */
  tools?: ToolUse | undefined;
  /** The names of parts of the cost that are billed too, but whose quantity is not known. */
  uncounted?: readonly string[] | undefined;
  /** True for a background response that is still running. */
  isPending?: boolean;
  /** The error that the body has instead of a result. */
  error?: unknown;
  /** Attributes that only this operation has. */
  attributes?: Attributes;
}

/** Assembles the chunks of a stream into a response. There is one for each streamed call. */
export interface StreamFold {
  /** Adds a chunk. Returns true for a part of the answer, false for a chunk with only filter verdicts or usage. */
  onChunk(chunk: unknown): boolean;
  /** True once the answer is complete, so that the next chunk is the one with the usage. */
  readonly isComplete: boolean;
  /** Returns the response that the same call without `stream` would have returned, as far as the chunks have it. */
  response(): JsonObject;
}

/** A request, read before the call is made. */
export interface OperationRequest {
  attributes: Attributes;
  billing?: RequestBilling;
}

/** The parts of the bill that the request states, and the response may not. */
export interface RequestBilling {
  /** Billed quantities that no response has, as a `Usage` of the pricing: characters to speak, image sizes. */
  usage?: JsonObject;
  /** True if the response is created in the background, so that other calls retrieve it. */
  isBackground?: boolean;
  /** True for a chat completion that may search the web. Its response does not count the searches. */
  searchesWeb?: boolean;
  /** The models named by the request's image tools; undefined if there is no such tool. */
  imageModels?: readonly string[];
}

/**
 * One operation of the API, as pure functions. `request` is called once when a call starts. Then `result` is called once
 * with the parsed response; for a stream, the fold's `onChunk` is called for each chunk, and `result` once with the
 * assembled response. A new operation is a new file in operations/ and one line in operations/index.ts.
 */
export interface Operation {
  /** `gen_ai.operation.name`. */
  readonly name: string;
  /** The path from the class `OpenAI` to the class whose prototype has the method, such as `['Chat', 'Completions']`. */
  readonly resource: readonly string[];
  readonly method: string;
  /** True if `AzureOpenAI` puts its option `deployment` into the path. It then takes precedence over the request's `model`. */
  readonly deploymentInPath: boolean;
  /** True if it generates, so that it counts in the tutorial's `completion_count`. */
  readonly isCompletion: boolean;
  /** True if a stream has its usage only with `stream_options.include_usage`. @default false */
  readonly asksForStreamUsage?: boolean;
  /** True if it retrieves a response of another call, which it counts only if it is the first to see it finished. @default false */
  readonly retrievesResponse?: boolean;
  /** True if a model router may choose the model. @default false */
  readonly canBeRouted?: boolean;
  /** True if Azure's answer may have the deployment's name as its model. @default false */
  readonly echoesDeployment?: boolean;
  /** True if Azure's answer names no model, so that the name in the request is used. @default false */
  readonly omitsModel?: boolean;
  /** Names in Azure's answers that mean a different model in this operation. */
  readonly modelAliases?: ReadonlyMap<string, string>;
  /** Index of the method's argument that is the request. @default 0 */
  readonly requestArgument?: number;
  request(body: JsonObject, args: readonly unknown[]): OperationRequest;
  result(response: JsonObject): OperationResult;
  /** Maps its messages to the format of the conventions. @default it has none */
  readonly messages?: MessageMapping;
  /** Returns the part of a response that may be recorded as its content. @default the whole response */
  content?(response: JsonObject): JsonObject | undefined;
  /**
   * Creates the fold of a stream. Absent if the operation has no streams.
   *
   * @param contentLimit length of the text to keep, in UTF-16 code units; 0 to keep none
   */
  fold?(contentLimit: number): StreamFold;
}
