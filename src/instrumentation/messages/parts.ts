import type { JsonObject } from '../json.ts';
import { asArray, asObject, asText } from '../json.ts';
import { audioMimeType, mediaParts } from './media.ts';
import { parseArguments, plain } from './plain-json.ts';
import type { GenericPart, Part } from './types.ts';

/** Types that the conventions give a shape, which an unknown part of the wire may not have. */
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

/** One for each type of content part, in chat completions and in the Responses API; no part: it was not understood. */
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

/** The content of a message: a text, or a list of parts. */
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

/** An empty text is no part. */
export function textParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'text', content }];
}

/** See {@link textParts}. */
export function reasoningParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'reasoning', content }];
}

/** A refusal is not what was asked for: the conventions have no part for it, so it is one of its own type. */
export function refusalParts(text: unknown): Part[] {
  const content = asText(text);
  return content === undefined ? [] : [{ type: 'refusal', content }];
}

/** Sound that the model made, and what it says; or, in a request, only the id of what it made before. */
export function audioParts(audio: JsonObject | undefined): Part[] {
  if (!audio) return [];
  const { data, transcript, id } = audio;
  // What the response holds says more than its id.
  const source = asText(data) === undefined ? { fileId: id } : { data };
  return [...textParts(transcript), ...mediaParts({ modality: 'audio', ...source })];
}

/** Some gateways take the URL without the object around it. */
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

/** What has no part of its own in the conventions, under the type that it has on the wire. */
export function genericPart(value: JsonObject): GenericPart {
  const type = asText(value['type']) ?? 'unknown';
  return { ...(plain(value) as JsonObject), type: TYPES_WITH_SHAPE.has(type) ? `openai.${type}` : type };
}

/** @param wireArguments text, which is JSON if the model did well */
export function toolCallPart(id: unknown, name: unknown, wireArguments: unknown): Part {
  return {
    type: 'tool_call',
    ...idField(id),
    name: asText(name) ?? 'unknown',
    ...(wireArguments != null && { arguments: parseArguments(wireArguments) }),
  };
}

/** @param output text, a list of content parts, or what else a tool may answer */
export function toolCallResponsePart(id: unknown, output: unknown): Part {
  return { type: 'tool_call_response', ...idField(id), response: toolOutput(output) };
}

function toolOutput(output: unknown): unknown {
  const list = asArray(output) ?? (hasType(output) ? [output] : undefined);
  return list?.every(hasType) ? contentParts(list) : (plain(output) ?? null);
}

function hasType(value: unknown): boolean {
  return asText(asObject(value)?.['type']) !== undefined;
}

/** An id that is not there is left out, so that nothing reads as an id which is none. */
export function idField(id: unknown): { id?: string } {
  const text = asText(id);
  return text === undefined ? {} : { id: text };
}
