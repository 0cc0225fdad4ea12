import { log } from '../../log.ts';
import { type JsonObject, asArray, asObject } from '../json.ts';

/** The kind of a recorded text, as passed to the option `redact`. */
export type ContentKind =
  /** The response as JSON, for the attribute `response`. */
  | 'response'
  /** The message of an error, which may quote the request. */
  | 'error'
  /** A text in the request's messages. */
  | 'input'
  /** A text in the response's messages. */
  | 'output'
  /** A text in the instructions that a request has outside of its messages. */
  | 'system_instructions'
  /** A text in the definition of a tool. */
  | 'tool_definitions';

/** The options of recorded content. */
export interface ContentSettings {
  /** In UTF-16 code units. */
  readonly maxContentLength: number;
  readonly redact: ((text: string, kind: ContentKind) => string) | undefined;
}

/** Redacts a text, then cuts it. Returns undefined if `redact` fails: the text must not be recorded. */
export function prepareContent(text: string, kind: ContentKind, settings: ContentSettings): string | undefined {
  const redacted = settings.redact ? redactText(settings.redact, text, kind) : text;
  return redacted === undefined ? undefined : cut(redacted, settings.maxContentLength);
}

/** Calls `redact`. Returns undefined, and reports it, if `redact` throws or does not return a string. */
export function redactText<Kind extends ContentKind>(
  redact: (text: string, kind: Kind) => string,
  text: string,
  kind: Kind,
): string | undefined {
  try {
    const redacted: unknown = redact(text, kind);
    if (typeof redacted === 'string') return redacted;
    log.warn(`the option redact did not return a string; the ${kind} is not recorded`);
  } catch {
    // The error itself is not logged: it may hold the content.
    log.warn(`the option redact threw an error; the ${kind} is not recorded`);
  }
  return undefined;
}

/** Cuts a text to `maxLength` UTF-16 code units, including the note that it was cut. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const note = `… [cut: ${text.length} characters in all]`;
  const end = Math.max(0, maxLength - note.length);
  // A surrogate pair is not cut in two.
  const kept = text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
  return (kept + note).slice(0, maxLength);
}

const NAMES_OF_BYTES = /"(?:b64_json|data|result|partial_image_b64)":"/;

/** Base64 of more than 768 bytes. */
const BYTES = /"(b64_json|data|result|partial_image_b64)":"([A-Za-z0-9+/=_-]{1025,})"/g;

/** Replaces images and sounds in a response's JSON by notes. */
export function omitBinaryFields(json: string): string {
  // Fast path: testing for the names alone takes a fraction of the time.
  if (!NAMES_OF_BYTES.test(json)) return json;
  return json.replaceAll(BYTES, (_, field: string, base64: string) => {
    return `"${field}":"[omitted: ${base64.length} characters of base64]"`;
  });
}

/** The most important fields of a response and its choices, and the least important ones. */
const FIRST = ['usage', 'choices', 'message', 'output', 'text', 'finish_reason'];
const LAST = ['logprobs', 'content_filter_results', 'content_filters', 'prompt_filter_results'];

/**
 * Returns a response with its usage and text first, and the content filter's verdicts last. Some backends keep only the
 * start of a long text: Elastic APM keeps 1,024 characters.
 */
export function orderResponse(response: JsonObject): JsonObject {
  const ordered = orderFields(response);
  const choices = asArray(response['choices']);
  if (choices)
    ordered['choices'] = choices.map((choice) => (asObject(choice) ? orderFields(choice as JsonObject) : choice));
  return ordered;
}

function orderFields(object: JsonObject): JsonObject {
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

/** Returns JSON; undefined for a value that JSON cannot represent. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
