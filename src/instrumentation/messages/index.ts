export { writeBoundedJson } from './bounded-json.ts';
export { chatMessages } from './chat.ts';
export { completionsMessages } from './completions.ts';
export { responseFinishReason } from './finish-reason.ts';
export { type RedactMessage, redactMessages } from './redact-messages.ts';
export { responsesMessages } from './responses.ts';
export type {
  BlobPart,
  FilePart,
  GenericPart,
  Message,
  MessageKind,
  MessageMapping,
  OutputMessage,
  Part,
  ReasoningPart,
  ServerToolCallPart,
  ServerToolCallResponsePart,
  ServerToolDetails,
  TextPart,
  ToolCallPart,
  ToolCallResponsePart,
  ToolDefinition,
  UriPart,
} from './types.ts';
