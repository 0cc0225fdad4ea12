import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import { choiceFinishReason } from './finish-reason.ts';
import {
  audioParts,
  contentParts,
  genericPart,
  reasoningParts,
  refusalParts,
  toolCallPart,
  toolCallResponsePart,
} from './parts.ts';
import { chatToolDefinitions } from './tool-definitions.ts';
import type { Message, MessageMapping, OutputMessage, Part } from './types.ts';

/**
 * Chat completions. The system and developer messages of a request are among the others, so that they are input messages
 * in the conventions, not system instructions.
 */
export const chatMessages: MessageMapping = {
  input: (body) => readObjects(body['messages']).map(inputMessage),
  output: (response) => noteDroppedText(readObjects(response['choices']).map(outputMessage), response),
  toolDefinitions: chatToolDefinitions,
};

function inputMessage(message: JsonObject): Message {
  const role = asText(message['role']) ?? 'unknown';
  const name = asText(message['name']);
  switch (role) {
    case 'tool':
      return { role, parts: [toolCallResponsePart(message['tool_call_id'], message['content'])] };
    // The predecessor of `tool`: the answer to `function_call`, with the function's name.
    case 'function':
      return { role: 'tool', parts: [toolCallResponsePart(undefined, message['content'])], ...(name && { name }) };
    default:
      return { role, parts: readMessageParts(message), ...(name && { name }) };
  }
}

/** A filtered choice may have no message. */
function outputMessage(choice: JsonObject): OutputMessage {
  const message = asObject(choice['message']) ?? {};
  return {
    role: asText(message['role']) ?? 'assistant',
    parts: readMessageParts(message),
    finish_reason: choiceFinishReason(choice),
  };
}

function readMessageParts(message: JsonObject): Part[] {
  return [
    // A field of other providers' models, which Azure serves by the same API.
    ...reasoningParts(message['reasoning_content']),
    ...contentParts(message['content']),
    ...refusalParts(message['refusal']),
    ...audioParts(asObject(message['audio'])),
    ...readObjects(message['tool_calls']).map(toolCall),
    ...functionCall(asObject(message['function_call'])),
  ];
}

function toolCall(call: JsonObject): Part {
  const custom = asObject(call['custom']);
  if (custom) return toolCallPart(call['id'], custom['name'], custom['input']);
  const called = asObject(call['function']);
  return called ? toolCallPart(call['id'], called['name'], called['arguments']) : genericPart(call);
}

function functionCall(called: JsonObject | undefined): Part[] {
  return called ? [toolCallPart(undefined, called['name'], called['arguments'])] : [];
}

/** Adds a note to the last message if a part of a long stream's text was dropped. */
export function noteDroppedText(messages: OutputMessage[], response: JsonObject): OutputMessage[] {
  const dropped = asNumber(response['dropped_characters']);
  if (dropped) messages.at(-1)?.parts.push({ type: 'omitted', content: `[${dropped} further characters]` });
  return messages;
}

function readObjects(list: unknown): JsonObject[] {
  return (asArray(list) ?? []).map(asObject).filter((object) => object !== undefined);
}
