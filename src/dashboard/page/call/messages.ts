import type { LogRecord, SpanBody } from '../../../store/queries/call.ts';

/** A message of a request or a response, as texts to show. */
export interface Message {
  /** `system`, `user`, `assistant`, `tool`. */
  readonly role: string;
  /** Why the model stopped; undefined for messages of a request. */
  readonly finish?: string;
  readonly parts: readonly MessagePart[];
}

/** A part of a message. */
export interface MessagePart {
  /** Its kind, if it is not plain text: `call of weather`. */
  readonly label: string;
  readonly text: string;
}

/** The content of a call. */
export interface Content {
  readonly request: readonly Message[];
  readonly response: readonly Message[];
  /** The definitions of tools, as JSON. */
  readonly tools: string;
  /** The response as it was recorded: JSON. Empty if it was not. */
  readonly recorded: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the content of a call from its span, and from the event that may have it in place of the span. */
export function readContent(body: SpanBody | undefined, logs: readonly LogRecord[]): Content {
  const event = logs.find(({ eventName }) => eventName === 'gen_ai.client.inference.operation.details');
  const read = (name: string): unknown => body?.attributes[name] ?? event?.attributes[name];
  const instructions = readList(read('gen_ai.system_instructions'));
  const recorded = read('response');
  const output = readList(read('gen_ai.output.messages')).map(readMessage);
  return {
    request: [
      ...(instructions.length > 0 ? [{ role: 'system', parts: instructions.map(readPart) }] : []),
      ...readList(read('gen_ai.input.messages')).map(readMessage),
    ],
    response: output.length > 0 ? output : readRecorded(recorded),
    tools: formatJson(read('gen_ai.tool.definitions')),
    recorded: formatJson(recorded),
  };
}

/** Reads a list that may be JSON. A text that cannot be parsed, such as one that was cut, is its only item. */
function readList(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  if (Array.isArray(parsed)) return parsed;
  return [parsed ?? value];
}

function readMessage(message: unknown): Message {
  if (!isObject(message)) return { role: '', parts: [readPart(message)] };
  const { role, parts, content, finish_reason: finish } = message;
  return {
    role: typeof role === 'string' ? role : '',
    parts: [parts ?? content ?? message].flat().map(readPart),
    ...(typeof finish === 'string' && finish !== '' && { finish }),
  };
}

function readPart(part: unknown): MessagePart {
  if (!isObject(part)) return { label: '', text: formatText(part) };
  const { type, content, name, id } = part;
  const suffix = typeof id === 'string' && id !== '' ? ` ${id}` : '';
  switch (type) {
    case 'text':
      return { label: '', text: formatText(content ?? part['text']) };
    case 'reasoning':
    case 'refusal':
      return { label: type, text: formatText(content) };
    case 'tool_call':
      return { label: `call of ${String(name)}${suffix}`, text: formatText(part['arguments'] ?? '') };
    case 'tool_call_response':
      return { label: `answer to${suffix || ' a call'}`, text: formatText(part['response'] ?? part['result']) };
    default:
      return { label: typeof type === 'string' ? type.replaceAll('_', ' ') : '', text: formatText(part) };
  }
}

/** Reads the answers from a recorded response of any operation; none if it has no text. */
function readRecorded(recorded: unknown): Message[] {
  const response = typeof recorded === 'string' ? parseJson(recorded) : undefined;
  if (!isObject(response)) return [];
  const choices = [response['choices'] ?? []].flat().filter(isObject);
  const output = [response['output'] ?? []].flat().filter(isObject);
  return [
    ...choices.map(({ message, text, finish_reason: finish }): Message => {
      const { role = 'assistant', content, refusal, tool_calls: calls } = isObject(message) ? message : {};
      const texts = [content ?? text, refusal].filter((one) => typeof one === 'string' && one !== '');
      const parts = [...texts.map(readPart), ...[calls ?? []].flat().filter(isObject).map(readToolCall)];
      return { role: String(role), parts, ...(typeof finish === 'string' && { finish }) };
    }),
    ...output.map((item): Message => {
      const content = [item['content'] ?? item]
        .flat()
        .map((part) => (isObject(part) ? readOutputPart(part) : readPart(part)));
      return { role: String(item['role'] ?? item['type'] ?? ''), parts: content };
    }),
  ].filter(({ parts }) => parts.length > 0);
}

function readToolCall(call: Json): MessagePart {
  const { name, arguments: given } = isObject(call['function']) ? call['function'] : call;
  return readPart({ type: 'tool_call', id: call['id'], name, arguments: given });
}

function readOutputPart(part: Json): MessagePart {
  if (typeof part['text'] === 'string') return { label: '', text: part['text'] };
  if (part['type'] === 'function_call') return readToolCall(part);
  return readPart(part);
}

/** Formats a value as a text: JSON is indented, everything else is as it is. */
function formatText(value: unknown): string {
  if (typeof value !== 'string') return formatJson(value);
  return /^\s*[[{]/.test(value) ? formatJson(value) : value;
}

/** Indents JSON. A text that is no JSON, such as one that was cut, stays as it is. */
export function formatJson(value: unknown): string {
  if (value === undefined || value === null) return '';
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return parsed === undefined ? String(value) : JSON.stringify(parsed, null, 2);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Longer texts are folded, in UTF-16 code units. */
export const FOLD_LENGTH: number = 64 * 1024;

/** Cuts a text where it is folded, and never within a character. @returns undefined if it is short enough */
export function foldText(text: string, length: number = FOLD_LENGTH): string | undefined {
  if (text.length <= length) return undefined;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
