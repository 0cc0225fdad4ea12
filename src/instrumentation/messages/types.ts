import type { JsonObject } from '../json.ts';

/**
 * The message format of the GenAI semantic conventions v1.41.1, as far as we write it:
 * https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai
 */

/** What somebody said, or the model wrote. */
export interface TextPart {
  type: 'text';
  content: string;
}

/** What the model thought, or a summary of it. */
export interface ReasoningPart {
  type: 'reasoning';
  content: string;
}

/** A call that the model asks the application to make. */
export interface ToolCallPart {
  type: 'tool_call';
  id?: string | undefined;
  name: string;
  /** An object where the arguments are JSON, as they are meant to be; else the text as it came. */
  arguments?: unknown;
}

/** What the application's tool answered: a text, or a list of parts. */
export interface ToolCallResponsePart {
  type: 'tool_call_response';
  id?: string | undefined;
  response: unknown;
}

/** What a tool that the service ran itself was told or answered; `type` is the tool's. */
export interface ServerToolDetails {
  type: string;
  [field: string]: unknown;
}

/** A call of a tool that the service ran itself, such as web search. */
export interface ServerToolCallPart {
  type: 'server_tool_call';
  id?: string | undefined;
  name: string;
  server_tool_call: ServerToolDetails;
}

/** What a tool that the service ran itself answered. */
export interface ServerToolCallResponsePart {
  type: 'server_tool_call_response';
  id?: string | undefined;
  server_tool_call_response: ServerToolDetails;
}

/** What all parts say of an image, a sound or a file. */
interface MediaFacts {
  /** `image`, `audio`, `video`, or `document` as in the conventions after v1.41. */
  modality: string;
  mime_type?: string | undefined;
  filename?: string | undefined;
}

/** Bytes that went over the wire. Where `content` is empty and `byte_size` is not 0, they were left out. */
export interface BlobPart extends MediaFacts {
  type: 'blob';
  /** Base64. */
  content: string;
  /** As in the conventions after v1.41. */
  byte_size: number;
}

/** A file that was uploaded before. */
export interface FilePart extends MediaFacts {
  type: 'file';
  file_id: string;
}

/** What can be fetched from elsewhere. */
export interface UriPart extends MediaFacts {
  type: 'uri';
  uri: string;
}

/** All that the conventions have no part for, such as a refusal, under its own type. */
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

/** What was sent to the model: one turn of the conversation. */
export interface Message {
  /** `system`, `developer`, `user`, `assistant`, `tool`; `unknown` where the wire does not say. */
  role: string;
  parts: Part[];
  /** Of the participant. */
  name?: string | undefined;
}

/** What the model answered: one choice. */
export interface OutputMessage extends Message {
  /** `stop`, `length`, `content_filter`, `tool_call` or `error`; newer ones as they come. */
  finish_reason: string;
}

/** A tool that the model may call. */
export interface ToolDefinition {
  type: string;
  name: string;
  description?: string | undefined;
  /** JSON schema. */
  parameters?: JsonObject | undefined;
  /** Of a namespace. */
  tools?: ToolDefinition[] | undefined;
}

/** What {@link MessageMapping} gives, as told to `redact`. */
export type MessageKind = 'input' | 'output' | 'system_instructions' | 'tool_definitions';

/**
 * How the requests and responses of one operation read in the conventions' message format. Pure; whatever JSON it is
 * given, it throws nothing and gives what the schemas take. What it gives shares no object with what it was given.
 */
export interface MessageMapping {
  /** `gen_ai.input.messages` of a request. */
  input(body: JsonObject): Message[];
  /** `gen_ai.output.messages` of a response, whole or put together from the chunks of a stream. */
  output(response: JsonObject): OutputMessage[];
  /** `gen_ai.system_instructions`: what a request has apart from its messages. Empty: it has none. */
  systemInstructions?(body: JsonObject): Part[];
  /**
   * `gen_ai.tool.definitions` of a request.
   *
   * @param whole also descriptions and parameters, which the conventions do not recommend by default, as they may be large
   */
  toolDefinitions?(body: JsonObject, whole?: boolean): ToolDefinition[];
}
