import { type JsonObject, asArray, asObject } from '../json.ts';
import { messageFinishReason, responseFinishReason } from './finish-reason.ts';
import { contentParts, textParts } from './parts.ts';
import { readItemParts, readItemRole } from './response-items.ts';
import { responsesToolDefinitions } from './tool-definitions.ts';
import type { Message, MessageMapping, OutputMessage, Part } from './types.ts';

/** The Responses API. A response is one choice, and so one message, whose parts are all its output items. */
export const responsesMessages: MessageMapping = {
  input: ({ input }) => (typeof input === 'string' ? [{ role: 'user', parts: contentParts(input) }] : readTurns(input)),
  output: outputMessages,
  systemInstructions: ({ instructions }) =>
    typeof instructions === 'string' ? textParts(instructions) : readAllItemParts(instructions),
  toolDefinitions: responsesToolDefinitions,
};

/** Roles whose turn may have many items: reasoning, calls and text, or the answers to several calls. */
const ROLES_OF_MANY_ITEMS = new Set(['assistant', 'tool']);

/** Statuses with which a response without output is an answer. */
const ENDED = new Set<unknown>(['completed', 'incomplete', 'failed', 'cancelled']);

function readTurns(items: unknown): Message[] {
  const messages: Message[] = [];
  for (const value of asArray(items) ?? []) {
    const item = asObject(value);
    if (!item) continue;
    const role = readItemRole(item);
    const parts = readItemParts(item);
    const last = messages.at(-1);
    if (last?.role === role && ROLES_OF_MANY_ITEMS.has(role)) for (const part of parts) last.parts.push(part);
    else if (parts.length > 0) messages.push({ role, parts });
  }
  return messages;
}

function outputMessages(response: JsonObject): OutputMessage[] {
  const items = readAllItemParts(response['output']);
  // The text of a stream that broke off, from our fold.
  const parts = items.length > 0 ? items : textParts(response['partial_text']);
  if (parts.length === 0 && !ENDED.has(response['status'])) return [];
  return [{ role: 'assistant', parts, finish_reason: messageFinishReason(responseFinishReason(response)) }];
}

function readAllItemParts(items: unknown): Part[] {
  return (asArray(items) ?? []).flatMap((value) => {
    const item = asObject(value);
    return item ? readItemParts(item) : [];
  });
}
