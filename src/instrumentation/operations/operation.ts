import type { Attributes } from '@opentelemetry/api';
import type { ToolUse } from './tool-use.ts';
import type { JsonObject } from '../json.ts';
import type { MessageMapping } from '../messages/index.ts';

/** What a whole or put-together response tells, in one shape for all operations. Absent: the response did not say. */
export interface OperationResult {
  id?: string | undefined;
  model?: string | undefined;
  /** One for each choice, in order. */
  finishReasons?: string[] | undefined;
  /** The wire's own usage object. */
  usage?: unknown;
  serviceTier?: string | undefined;
  systemFingerprint?: string | undefined;
  /** Azure's verdict on the prompt: category → verdict. */
  promptFilter?: unknown;
  /** Azure's verdicts on the choices, in order. */
  completionFilters?: readonly unknown[] | undefined;
  /** What hosted tools did. */
  tools?: ToolUse | undefined;
  /** What is billed beside that, and of which it is not known how much: the names of parts of the cost. */
  uncounted?: readonly string[] | undefined;
  /** True of a background response that is still running. */
  isPending?: boolean;
  /** The error that stands in the body in place of a result. */
  error?: unknown;
  /** What only this operation tells. */
  attributes?: Attributes;
}

/** Puts a stream's chunks together; one for each streamed call. */
export interface StreamFold {
  /** Takes the next chunk. True if it is a part of the answer, false for what only accompanies it (filter verdicts, usage). */
  onChunk(chunk: unknown): boolean;
  /** True once the answer is complete, so that the chunk with the usage is what comes next. */
  readonly answered: boolean;
  /** The response as the same call without `stream` would have returned it, as far as the chunks told. */
  response(): JsonObject;
}

/** What a request tells of a call before it is made. */
export interface OperationRequest {
  attributes: Attributes;
  /** What of it is billed, or says how. */
  billing?: RequestBilling;
}

/** What a request tells of the bill that the response may not tell. */
export interface RequestBilling {
  /** What is billed and stands in no response, in the terms of the pricing's `Usage`: characters to speak, image sizes. */
  usage?: JsonObject;
  /** The response is created in the background, and others look at it. */
  isBackground?: boolean;
  /** A chat completion that may search the web, and does not count that. */
  searchesWeb?: boolean;
  /** The models that the request's image tools name; undefined if there is no such tool. */
  imageModels?: readonly string[];
}

/**
 * One operation of the API, as pure functions. The core calls `request` once when a call starts, then either `result`
 * once with the parsed response, or a fold's `onChunk` for each chunk and `result` once with what the fold put
 * together. A new operation is a new file in operations/ and one line in operations/index.ts.
 */
export interface Operation {
  /** `gen_ai.operation.name`. */
  readonly name: string;
  /** From the class `OpenAI` to the resource class whose prototype has the method, such as `['Chat', 'Completions']`. */
  readonly resource: readonly string[];
  readonly method: string;
  /** True if `AzureOpenAI` puts its own `deployment` into the path, before the request's `model`. */
  readonly deploymentInPath: boolean;
  /** True if it generates, and counts in the tutorial's `completion_count`. */
  readonly isCompletion: boolean;
  /** True if a stream of this operation tells its usage only if asked by `stream_options.include_usage`. */
  readonly asksForStreamUsage?: boolean;
  /** True for what looks at a response that another call created: it counts that only if it sees it finished first. */
  readonly retrievesResponse?: boolean;
  /** True if a model router may choose the model that answers. @default false */
  readonly canBeRouted?: boolean;
  /** True if Azure answers with the deployment's name for the model. @default false */
  readonly echoesDeployment?: boolean;
  /** True if Azure's answers name no model; the request's name is then taken for it. @default false */
  readonly omitsModel?: boolean;
  /** Names in Azure's answers that mean another model here than they say. */
  readonly modelAliases?: ReadonlyMap<string, string>;
  /** Which of the method's arguments is the request. @default the first */
  readonly requestArgument?: number;
  request(body: JsonObject, args: readonly unknown[]): OperationRequest;
  result(response: JsonObject): OperationResult;
  /** How its messages read in the format of the conventions. @default it has none */
  readonly messages?: MessageMapping;
  /** What of a response may be recorded as its content. @default all */
  content?(response: JsonObject): JsonObject | undefined;
  /**
   * Returns what puts a stream together. Absent if the operation has no streams.
   *
   * @param contentLimit longest content to keep, in UTF-16 code units; 0 to keep none
   */
  fold?(contentLimit: number): StreamFold;
}
