import { type JsonObject, asArray, asObject } from '../json.ts';
import { noteDroppedText } from './chat.ts';
import { choiceFinishReason } from './finish-reason.ts';
import { textParts } from './parts.ts';
import type { Message, MessageMapping, OutputMessage, Part } from './types.ts';

/** Legacy completions. Each prompt is a message of the user, and each choice a message of the assistant. */
export const completionsMessages: MessageMapping = {
  input: ({ prompt, suffix }) => listPrompts(prompt).map((one) => promptMessage(one, suffix)),
  output: (response) => noteDroppedText((asArray(response['choices']) ?? []).flatMap(choiceMessage), response),
};

/** A prompt is one text or several, or one list of token ids or several. */
function listPrompts(prompt: unknown): readonly unknown[] {
  const list = asArray(prompt);
  return list && typeof list[0] !== 'number' ? list : prompt == null ? [] : [prompt];
}

function promptMessage(prompt: unknown, suffix: unknown): Message {
  return { role: 'user', parts: [...promptParts(prompt), ...suffixParts(suffix)] };
}

/** Token ids are counted: their text needs the model's encoding. */
function promptParts(prompt: unknown): Part[] {
  const tokens = asArray(prompt);
  return tokens ? [{ type: 'tokens', count: tokens.length }] : textParts(prompt);
}

/** The suffix is the text after the model's answer. */
function suffixParts(suffix: unknown): Part[] {
  return typeof suffix === 'string' && suffix !== '' ? [{ type: 'suffix', content: suffix }] : [];
}

function choiceMessage(value: unknown): OutputMessage[] {
  const choice: JsonObject | undefined = asObject(value);
  if (!choice) return [];
  return [{ role: 'assistant', parts: textParts(choice['text']), finish_reason: choiceFinishReason(choice) }];
}
