import { type JsonObject, asArray, asObject } from '../json.ts';
import { logInternalError } from '../safely.ts';
import { redactText, toJson } from './content.ts';
import type { Message, MessageKind, Part, ToolDefinition } from './types.ts';

/** Returns the text to record instead. */
export type RedactMessage = (text: string, kind: MessageKind) => string;

/** Fields that describe a part, and were written neither by a user nor by a model. */
const KEPT_FIELDS = new Set(['type', 'id', 'modality', 'mime_type', 'byte_size', 'file_id', 'role', 'finish_reason']);

/** Parts whose name is kept: it is the name of a tool, not of a person. */
const CALLS = new Set<unknown>(['tool_call', 'server_tool_call']);

/**
 * Returns a copy of messages in which `redact` has replaced each text: contents, reasoning, refusals, URIs, file names,
 * names of participants and inline bytes; and as JSON, arguments, answers of tools and all unknown values. Such a value
 * stays an object if the redacted text is still JSON, and else becomes a text. Runs before anything is cut.
 *
 * @returns undefined if `redact` throws or does not return a string, which is reported: nothing may be recorded then
 */
export function redactMessages<Item extends Message | Part | ToolDefinition>(
  items: readonly Item[],
  kind: MessageKind,
  redact: RedactMessage,
): Item[] | undefined {
  const redactOrStop = (text: string): string => {
    const redacted = redactText(redact, text, kind);
    if (redacted === undefined) throw new NotRedactedError();
    return redacted;
  };
  const redactItem = kind === 'tool_definitions' ? redactTool : redactMessage;
  try {
    return items.map((item) => redactItem(item as unknown as JsonObject, redactOrStop) as unknown as Item);
  } catch (error) {
    if (!(error instanceof NotRedactedError)) logInternalError('messages could not be redacted', error);
    return undefined;
  }
}

class NotRedactedError extends Error {}

type RedactText = (text: string) => string;

function redactMessage(message: JsonObject, redact: RedactText): JsonObject {
  return mapFields(message, (field, value) => {
    const parts = field === 'parts' ? asArray(value) : undefined;
    return parts ? parts.map((part) => redactPart(part, redact)) : redactPartField(message, field, value, redact);
  });
}

function redactPart(value: unknown, redact: RedactText): unknown {
  const part = asObject(value);
  if (!part) return redactValue(value, redact);
  return mapFields(part, (field, value) => redactPartField(part, field, value, redact));
}

function redactPartField(part: JsonObject, field: string, value: unknown, redact: RedactText): unknown {
  if (field === 'name' && CALLS.has(part['type'])) return value;
  // The schemas require an object with a type here.
  const details = field === part['type'] && field.startsWith('server_tool_call') ? asObject(value) : undefined;
  return details ? mapFields(details, (_, detail) => redactValue(detail, redact)) : redactValue(value, redact);
}

function redactTool(tool: JsonObject, redact: RedactText): JsonObject {
  return mapFields(tool, (field, value) => {
    if (field === 'name') return value;
    const tools = field === 'tools' ? asArray(value) : undefined;
    if (tools) return tools.map((nested) => redactTool(asObject(nested) ?? {}, redact));
    const redacted = redactValue(value, redact);
    // Text that is no longer JSON becomes a schema with a comment.
    return field === 'parameters' && typeof redacted === 'string' ? { $comment: redacted } : redacted;
  });
}

function mapFields(object: JsonObject, map: (field: string, value: unknown) => unknown): JsonObject {
  const entries = Object.entries(object).map(([field, value]) => [
    field,
    KEPT_FIELDS.has(field) ? value : map(field, value),
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

function redactValue(value: unknown, redact: RedactText): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'boolean' || value == null) return value;
  const json = toJson(value);
  // `redact` cannot check a value that JSON cannot represent.
  if (json === undefined) return null;
  const redacted = redact(json);
  return redacted === json ? value : parseOrKeep(redacted);
}

function parseOrKeep(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // A text in quotes is recorded with its quotes.
    return typeof value === 'string' ? text : value;
  } catch {
    return text;
  }
}
