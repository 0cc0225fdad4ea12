import { type JsonObject, asArray, asObject, asText } from '../json.ts';
import { audioMimeType, mediaParts } from './media.ts';
import { parseArguments, toPlainJson } from './plain-json.ts';
import type { GenericPart, Part } from './types.ts';

/** Types whose shape the conventions define. An unknown part with such a type may have another shape. */
const TYPES_WITH_SHAPE = new Set([
  'text',
  'reasoning',
  'tool_call',
  'tool_call_response',
  'server_tool_call',
  'server_tool_call_response',
  'blob',
  'file',
  'uri',
]);

/** A reader for each type of content part, in chat completions and the Responses API. No part means an unknown shape. */
const readers = new Map<string, (part: JsonObject) => Part[]>([
  ['text', (part) => textParts(part['text'])],
  ['input_text', (part) => textParts(part['text'])],
  ['output_text', (part) => textParts(part['text'])],
  ['reasoning_text', (part) => reasoningParts(part['text'])],
  ['summary_text', (part) => reasoningParts(part['text'])],
  ['refusal', (part) => refusalParts(part['refusal'])],
  ['image_url', (part) => mediaParts({ modality: 'image', url: readUrl(part['image_url']) })],
  ['input_image', imageParts],
  ['computer_screenshot', imageParts],
  ['input_audio', (part) => inputAudioParts(asObject(part['input_audio']))],
  ['output_audio', audioParts],
  ['audio', audioParts],
  ['file', (part) => fileParts(asObject(part['file']))],
  ['input_file', fileParts],
]);

/** Maps the content of a message, which is a text or a list of parts. */
export function contentParts(content: unknown): Part[] {
  if (typeof content === 'string') return textParts(content);
  return (asArray(content) ?? []).flatMap(contentPart);
}

function contentPart(value: unknown): Part[] {
  const part = asObject(value);
  if (!part) return textParts(value);
  const read = readers.get(asText(part['type']) ?? '');
  const parts = read?.(part) ?? [];
  const isEmptyText = read !== undefined && part['text'] === '';
  return parts.length > 0 || isEmptyText ? parts : [genericPart(part)];
}

export function textParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'text', content }];
}

export function reasoningParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'reasoning', content }];
}

/** Returns a part of the type `refusal`, for which the conventions have no part. */
export function refusalParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'refusal', content }];
}

/** Maps audio of the model and its transcript. A request has only the id of earlier audio. */
export function audioParts(audio: JsonObject | undefined): Part[] {
  if (!audio) return [];
  const { data, transcript, id } = audio;
  // The data of a response is preferred to its id.
  const source = asText(data) === undefined ? { fileId: id } : { data };
  return [...textParts(transcript), ...mediaParts({ modality: 'audio', ...source })];
}

/** Some gateways accept the URL without the object around it. */
function readUrl(image: unknown): unknown {
  return asObject(image)?.['url'] ?? image;
}

function inputAudioParts(audio: JsonObject | undefined): Part[] {
  return mediaParts({ modality: 'audio', data: audio?.['data'], mimeType: audioMimeType(audio?.['format']) });
}

function imageParts(part: JsonObject): Part[] {
  return mediaParts({ modality: 'image', url: part['image_url'], fileId: part['file_id'] });
}

function fileParts(file: JsonObject | undefined): Part[] {
  return mediaParts({
    url: file?.['file_url'],
    data: file?.['file_data'],
    fileId: file?.['file_id'],
    filename: file?.['filename'],
  });
}

/** Returns a part for a value that the conventions do not have, with its type of the API. */
export function genericPart(value: JsonObject): GenericPart {
  const type = asText(value['type']) ?? 'unknown';
  return { ...(toPlainJson(value) as JsonObject), type: TYPES_WITH_SHAPE.has(type) ? `openai.${type}` : type };
}

/** @param wireArguments a text, which is JSON unless the model made a mistake */
export function toolCallPart(id: unknown, name: unknown, wireArguments: unknown): Part {
  return {
    type: 'tool_call',
    ...idField(id),
    name: asText(name) ?? 'unknown',
    ...(wireArguments != null && { arguments: parseArguments(wireArguments) }),
  };
}

/** @param output a text, a list of content parts, or any other value */
export function toolCallResponsePart(id: unknown, output: unknown): Part {
  return { type: 'tool_call_response', ...idField(id), response: toolOutput(output) };
}

function toolOutput(output: unknown): unknown {
  const list = asArray(output) ?? (hasType(output) ? [output] : undefined);
  return list?.every(hasType) ? contentParts(list) : (toPlainJson(output) ?? null);
}

function hasType(value: unknown): boolean {
  return asText(asObject(value)?.['type']) !== undefined;
}

/** Returns the field `id`, or no field if there is no id. */
export function idField(id: unknown): { id?: string } {
  const text = asText(id);
  return text === undefined ? {} : { id: text };
}
