import { diag } from '@opentelemetry/api';
import { toJson } from './content.ts';
import type { JsonObject } from '../json.ts';
import { asArray, asObject } from '../json.ts';
import type { Message, MessageKind, Part, ToolDefinition } from './types.ts';

/** Returns what to record in place of a text. */
export type RedactMessage = (text: string, kind: MessageKind) => string;

/** What tells the reader what a part is, and was written by no user and no model. */
const KEPT_FIELDS = new Set(['type', 'id', 'modality', 'mime_type', 'byte_size', 'file_id', 'role', 'finish_reason']);

/** Their name is a tool's, without which a call says nothing; that of a participant is a person's. */
const CALLS = new Set<unknown>(['tool_call', 'server_tool_call']);

/**
 * A copy of what a {@link MessageMapping} gave, each text of which `redact` has seen: contents, reasoning, refusals,
 * URIs, file names, names of participants, inline bytes, and — as JSON — arguments, tools' answers and all values whose
 * fields mean nothing to us. Runs before anything is cut. What is JSON stays an object where `redact` leaves it one,
 * else becomes a text.
 *
 * @returns undefined, and reports it, if `redact` throws or returns no string: then none of it may be recorded
 */
export function redactMessages<Item extends Message | Part | ToolDefinition>(
  items: readonly Item[],
  kind: MessageKind,
  redact: RedactMessage,
): Item[] | undefined {
  try {
    const redactText = (text: string): string => {
      const redacted: unknown = redact(text, kind);
      if (typeof redacted !== 'string') throw new NotAStringError();
      return redacted;
    };
    const redactItem = kind === 'tool_definitions' ? redactTool : redactMessage;
    return items.map((item) => redactItem(item as unknown as JsonObject, redactText) as unknown as Item);
  } catch (error) {
    // Not what it threw: that may hold the content.
    diag.warn(
      `redact ${error instanceof NotAStringError ? 'returned no string' : 'threw'}; the ${kind} is not recorded`,
    );
    return undefined;
  }
}

/** `redact` returned something else than a text. */
class NotAStringError extends Error {}

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
  // The schemas want these to stay objects with a type.
  const details = field === part['type'] && field.startsWith('server_tool_call') ? asObject(value) : undefined;
  return details ? mapFields(details, (_, detail) => redactValue(detail, redact)) : redactValue(value, redact);
}

function redactTool(tool: JsonObject, redact: RedactText): JsonObject {
  return mapFields(tool, (field, value) => {
    if (field === 'name') return value;
    const tools = field === 'tools' ? asArray(value) : undefined;
    if (tools) return tools.map((nested) => redactTool(asObject(nested) ?? {}, redact));
    const redacted = redactValue(value, redact);
    // A schema stays one: what is no longer JSON becomes its comment.
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
  // What JSON cannot say, nobody can look through.
  if (json === undefined) return null;
  const redacted = redact(json);
  return redacted === json ? value : parsed(redacted);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // What was a text in quotes is recorded as it is written.
    return typeof value === 'string' ? text : value;
  } catch {
    return text;
  }
}
