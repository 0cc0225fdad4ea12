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
export function readContent(body: SpanBody, logs: readonly LogRecord[]): Content {
  const event = logs.find(({ eventName }) => eventName === 'gen_ai.client.inference.operation.details');
  const read = (name: string): unknown => body.attributes[name] ?? event?.attributes[name];
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
  if (typeof value !== 'string') return stringify(value);
  return parseJson(value) === undefined ? value : indent(value);
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return '(nested too deeply to be shown here; the attributes have it as it was recorded)';
  }
}

/** Divides valid JSON into its tokens. A regular expression overflows its stack at long strings. */
function readTokens(json: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < json.length;) {
    let end = at + 1;
    if (json[at] === '"') end = findEnd(json, end);
    else if (!'{}[],:'.includes(json[at]!))
      while (end < json.length && !'{}[],:" \t\r\n'.includes(json[end]!)) end += 1;
    const token = json.slice(at, end).trim();
    if (token !== '') tokens.push(token);
    at = end;
  }
  return tokens;
}

/** Finds the end of a string: after the first quote that no backslash escapes. */
function findEnd(json: string, start: number): number {
  for (let quote = json.indexOf('"', start); ; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (json[before - 1] === '\\') before -= 1;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}

/** Deeper levels are not indented further: indentation would outgrow the text. */
const MOST_INDENTED = 32;

/** Indents a text of JSON by its tokens: numbers stay as they are written, however long. */
function indent(json: string): string {
  const tokens = readTokens(json);
  let depth = 0;
  const line = (change: number): string => {
    depth += change;
    return `\n${'  '.repeat(Math.min(depth, MOST_INDENTED))}`;
  };
  return tokens
    .map((token, index) => {
      const isEmpty = (close: string): boolean => tokens[index + 1] === close;
      if (token === '{') return isEmpty('}') ? token : token + line(1);
      if (token === '[') return isEmpty(']') ? token : token + line(1);
      if (token === '}' || token === ']') return /[{[]/.test(tokens[index - 1]![0]!) ? token : line(-1) + token;
      if (token === ',') return token + line(0);
      if (token === ':') return ': ';
      return token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token;
    })
    .join('');
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
