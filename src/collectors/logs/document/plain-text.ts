import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';

/**
 * What the OpenAI API lets be a text or a structure (a message's `content`, `input`, `tool_choice`, …) as text, since
 * Elasticsearch refuses a document whose field is an object where its mapping says `keyword`: parts that have a text
 * become it, other parts their JSON.
 */
export function plainText(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((part) => partText(part));
  return isJsonObject(value) ? partText(value) : value;
}

function partText(part: JsonValue): string {
  if (typeof part === 'string') return part;
  if (isJsonObject(part) && typeof part['text'] === 'string') return part['text'];
  return JSON.stringify(part);
}

/** {@link plainText} for some fields of an object. */
export function makePlainText(object: JsonObject, fields: readonly string[]): void {
  for (const field of fields) {
    const value = object[field];
    if (value !== undefined) object[field] = plainText(value);
  }
}

/** {@link makePlainText} for every object in a list. */
export function makeItemsPlainText(list: JsonValue | undefined, fields: readonly string[]): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (isJsonObject(item)) makePlainText(item, fields);
}
