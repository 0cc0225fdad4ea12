export { writeBoundedJson } from './bounded-json.ts';
export { chatMessages } from './chat.ts';
export { completionsMessages } from './completions.ts';
export { responseFinishReason } from './finish-reason.ts';
export { redactMessages } from './redact-messages.ts';
export { responsesMessages } from './responses.ts';
export type { Message, MessageKind, MessageMapping, OutputMessage, Part, ToolDefinition } from './types.ts';
