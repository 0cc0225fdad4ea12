import type { JsonObject } from '../json.ts';

/**
 * The part that we write of the message format of the GenAI semantic conventions v1.41.1:
 * https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai
 */

/** A text of a user, a system or a model. */
export interface TextPart {
  type: 'text';
  content: string;
}

/** Reasoning of the model, or its summary. */
export interface ReasoningPart {
  type: 'reasoning';
  content: string;
}

/** A call of a tool that the application runs. */
export interface ToolCallPart {
  type: 'tool_call';
  id?: string | undefined;
  name: string;
  /** The arguments as an object; as a text if the model did not write valid JSON. */
  arguments?: unknown;
}

/** The answer of a tool that the application ran. */
export interface ToolCallResponsePart {
  type: 'tool_call_response';
  id?: string | undefined;
  /** A text, a list of parts, or another value. */
  response: unknown;
}

/** The input or output of a tool that the service ran. */
export interface ServerToolDetails {
  /** The type of the tool. */
  type: string;
  [field: string]: unknown;
}

/** A call of a tool that the service ran, such as web search. */
export interface ServerToolCallPart {
  type: 'server_tool_call';
  id?: string | undefined;
  name: string;
  server_tool_call: ServerToolDetails;
}

/** The answer of a tool that the service ran. */
export interface ServerToolCallResponsePart {
  type: 'server_tool_call_response';
  id?: string | undefined;
  server_tool_call_response: ServerToolDetails;
}

/** The fields that all parts for images, sounds and files have. */
interface MediaPart {
  /** `image`, `audio` or `video`; also `document`, from the conventions after v1.41. */
  modality: string;
  mime_type?: string | undefined;
  filename?: string | undefined;
}

/** Inline bytes. They were omitted if `content` is empty and `byte_size` is not 0. */
export interface BlobPart extends MediaPart {
  type: 'blob';
  /** Base64. */
  content: string;
  /** Number of bytes, from the conventions after v1.41. */
  byte_size: number;
}

/** An uploaded file. */
export interface FilePart extends MediaPart {
  type: 'file';
  file_id: string;
}

/** A file at a URL. */
export interface UriPart extends MediaPart {
  type: 'uri';
  uri: string;
}

/** A part that the conventions do not have, such as a refusal, with its type of the API. */
export interface GenericPart {
  type: string;
  [field: string]: unknown;
}

/** A piece of a message. */
export type Part =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | ToolCallResponsePart
  | ServerToolCallPart
  | ServerToolCallResponsePart
  | BlobPart
  | FilePart
  | UriPart
  | GenericPart;

/** A message to the model: one turn of the conversation. */
export interface Message {
  /** `system`, `developer`, `user`, `assistant` or `tool`; `unknown` if the request has none. */
  role: string;
  parts: Part[];
  /** Name of the participant. */
  name?: string | undefined;
}

/** A message of the model: one choice. */
export interface OutputMessage extends Message {
  /** `stop`, `length`, `content_filter`, `tool_call`, `error`, or another reason of the API. */
  finish_reason: string;
}

/** A tool that the model may call. */
export interface ToolDefinition {
  type: string;
  name: string;
  description?: string | undefined;
  /** JSON schema. */
  parameters?: JsonObject | undefined;
  /** The tools of a namespace. */
  tools?: ToolDefinition[] | undefined;
}

/** The kinds of texts in messages, as passed to `redact`. */
export type MessageKind = 'input' | 'output' | 'system_instructions' | 'tool_definitions';

/**
 * Maps the requests and responses of an operation to the conventions' message format. The functions are pure. For any JSON
 * they throw nothing, and return values that are valid against the schemas and share no object with their argument.
 */
export interface MessageMapping {
  /** Returns `gen_ai.input.messages` of a request. */
  input(body: JsonObject): Message[];
  /** Returns `gen_ai.output.messages` of a response, or of one that was assembled from a stream. */
  output(response: JsonObject): OutputMessage[];
  /** Returns `gen_ai.system_instructions`: the instructions that a request has outside of its messages. */
  systemInstructions?(body: JsonObject): Part[];
  /** Returns `gen_ai.tool.definitions` of a request: types and names. */
  toolDefinitions?(body: JsonObject): ToolDefinition[];
}
