import { diag } from '@opentelemetry/api';
import type { JsonObject } from '../json.ts';
import { asArray, asObject } from '../json.ts';

/** The kind of a text that is recorded, which `redact` is called with. */
export type ContentKind =
  /** The completion as JSON: what becomes the `response` attribute. */
  | 'response'
  /** The message of an error, which may quote the request. */
  | 'error'
  /** A text in the messages of the request. */
  | 'input'
  /** A text in the messages of the response. */
  | 'output'
  /** A text of the instructions that a request has apart from its messages. */
  | 'system_instructions'
  /** A text in the definition of a tool. */
  | 'tool_definitions';

/** The settings of content. */
export interface ContentSettings {
  /** In UTF-16 code units. */
  readonly maxContentLength: number;
  readonly redact: ((text: string, kind: ContentKind) => string) | undefined;
}

/** `text` as it may be recorded: redacted, then cut. Undefined if it may not be. */
export function recordable(text: string, kind: ContentKind, settings: ContentSettings): string | undefined {
  const redacted = settings.redact ? redactText(settings.redact, text, kind) : text;
  return redacted === undefined ? undefined : cut(redacted, settings.maxContentLength);
}

function redactText(
  redact: NonNullable<ContentSettings['redact']>,
  text: string,
  kind: ContentKind,
): string | undefined {
  try {
    const redacted: unknown = redact(text, kind);
    if (typeof redacted === 'string') return redacted;
    diag.warn(`redact returned no string; the ${kind} is not recorded`);
  } catch {
    // Not what it threw: that may hold the content.
    diag.warn(`redact threw; the ${kind} is not recorded`);
  }
  return undefined;
}

/** Content past `maxLength` is cut so that what is recorded, with the note that it was cut, is no longer than that. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const note = `… [cut: ${text.length} characters in all]`;
  const end = Math.max(0, maxLength - note.length);
  // Not between the two halves of a character outside the basic plane.
  const kept = text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
  return (kept + note).slice(0, maxLength);
}

const NAMES_OF_BYTES = /"(?:b64_json|data|result|partial_image_b64)":"/;

/** Longer base64 is bytes that nobody reads on a span: 768 of them. */
const BYTES = /"(b64_json|data|result|partial_image_b64)":"([A-Za-z0-9+/=_-]{1025,})"/g;

/** JSON of a response without the images and sounds in it. */
export function omitBinary(json: string): string {
  // To look for the names alone costs a fraction.
  if (!NAMES_OF_BYTES.test(json)) return json;
  return json.replaceAll(BYTES, (_, field: string, base64: string) => {
    return `"${field}":"[omitted: ${base64.length} characters of base64]"`;
  });
}

/** The fields of a response, and of its choices, that say most. */
const FIRST = ['usage', 'choices', 'message', 'output', 'text', 'finish_reason'];
const LAST = ['logprobs', 'content_filter_results', 'content_filters', 'prompt_filter_results'];

/**
 * A response with its usage and its text first, and the filter's verdicts last, since some backends keep only the start
 * of a long text: Elastic APM 1,024 characters.
 */
export function inReadingOrder(response: JsonObject): JsonObject {
  const ordered = fieldsInOrder(response);
  const choices = asArray(response['choices']);
  if (choices)
    ordered['choices'] = choices.map((choice) => (asObject(choice) ? fieldsInOrder(choice as JsonObject) : choice));
  return ordered;
}

function fieldsInOrder(object: JsonObject): JsonObject {
  const ordered: JsonObject = {};
  const fields = Object.keys(object);
  for (const field of FIRST) if (Object.hasOwn(object, field)) ordered[field] = object[field];
  for (const field of fields) if (!LAST.includes(field)) copyField(object, field, ordered);
  for (const field of LAST) if (Object.hasOwn(object, field)) ordered[field] = object[field];
  return ordered;
}

function copyField(from: JsonObject, field: string, to: JsonObject): void {
  if (field !== '__proto__') to[field] = from[field];
  // An assignment would set the prototype.
  else Object.defineProperty(to, field, { value: from[field], enumerable: true });
}

/** `value` as JSON; undefined for what JSON cannot say. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
