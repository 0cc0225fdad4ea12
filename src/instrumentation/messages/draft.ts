import { type JsonObject, asArray, asObject } from '../json.ts';
import { findEnd, isLeftOut, writeJsonPrefix } from './json-prefix.ts';

/** A value in a JSON document that can be cut. */
export interface Leaf {
  /** Length of its JSON, in UTF-16 code units; Infinity if it exceeds the limit of the draft. */
  readonly size: number;
  /** Returns its JSON, of at most `limit` code units. */
  render(limit: number): string;
}

/** A list in a JSON document whose entries can be omitted. */
export interface List {
  readonly entries: readonly Draft[];
  /** Returns the entry that replaces `count` omitted ones. */
  note(count: number): Draft;
}

/** A JSON document whose length is not yet decided: fixed text, and leaves and lists that can be shortened. */
export type Draft = readonly (string | Leaf | List)[];

/** The end of a value that was cut. */
const CUT_VALUE = '… [cut]';

/** The least length of a leaf that is cut, in UTF-16 code units: it must hold the note. */
export const MIN_LEAF = 64;

/** Drafts messages, parts or tool definitions. Sizes are exact up to `maxSize`. */
export function draftItems(items: readonly unknown[], maxSize: number): List {
  const hasMessages = items.some((item) => readParts(asObject(item)) !== undefined);
  const isOutput = items.some((item) => asObject(item)?.['finish_reason'] !== undefined);
  return {
    entries: items.map((item) => draftItem(item, maxSize)),
    note: (count) => [hasMessages ? messageNote(count, isOutput) : entryNote(count)],
  };
}

/** Returns the parts of a message. An unknown part may have a field `parts` too, but only a message has no type. */
function readParts(item: JsonObject | undefined): readonly unknown[] | undefined {
  return item?.['type'] === undefined ? asArray(item?.['parts']) : undefined;
}

function entryNote(count: number): string {
  // A part needs a type, a tool definition a name as well.
  return JSON.stringify({ type: 'omitted', name: `[${count} omitted]` });
}

/** A note that is a message, with a role of its own. */
function messageNote(count: number, isOutput: boolean): string {
  const finishReason = isOutput ? ',"finish_reason":"omitted"' : '';
  return `{"role":"omitted","parts":[${entryNote(count)}]${finishReason}}`;
}

function draftItem(value: unknown, maxSize: number): Draft {
  const item = asObject(value);
  if (!item) return [draftLeaf(value, maxSize)];
  return draftFields(item, (key, field) => {
    const parts = key === 'parts' ? readParts(item) : undefined;
    if (parts) return [draftParts(parts, maxSize)];
    const schema = item['type'] === 'function' && key === 'parameters' ? asObject(field) : undefined;
    return schema ? [schemaLeaf(schema, maxSize)] : draftPartField(item, key, field, maxSize);
  });
}

function draftParts(parts: readonly unknown[], maxSize: number): List {
  const draftPart = (value: unknown): Draft => {
    const part = asObject(value);
    if (!part) return [draftLeaf(value, maxSize)];
    return draftFields(part, (key, field) => draftPartField(part, key, field, maxSize));
  };
  return { entries: parts.map(draftPart), note: (count) => [entryNote(count)] };
}

function draftPartField(part: JsonObject, key: string, field: unknown, maxSize: number): Draft {
  if (part['type'] === 'blob' && key === 'content') return [blobLeaf(field, maxSize)];
  // The schemas require an object here.
  const details = key === part['type'] && key.startsWith('server_tool_call') ? asObject(field) : undefined;
  return details ? draftFields(details, (_, detail) => [draftLeaf(detail, maxSize)]) : [draftLeaf(field, maxSize)];
}

function draftFields(object: JsonObject, draftField: (key: string, value: unknown) => Draft): Draft {
  const draft: (string | Leaf | List)[] = [];
  for (const key of Object.keys(object)) {
    if (isLeftOut(object[key])) continue;
    draft.push(`${draft.length === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    for (const piece of draftField(key, object[key])) draft.push(piece);
  }
  draft.push(draft.length === 0 ? '{}' : '}');
  return draft;
}

function draftLeaf(value: unknown, maxSize: number): string | Leaf {
  if (typeof value === 'string') return textLeaf(value, maxSize);
  return typeof value === 'object' && value !== null
    ? valueLeaf(value, maxSize)
    : writeJsonPrefix(value, Infinity).text;
}

function textLeaf(text: string, maxSize: number): Leaf {
  const size = text.length > maxSize ? Infinity : JSON.stringify(text).length;
  return { size, render: (limit) => (size <= limit ? JSON.stringify(text) : cutText(text, limit)) };
}

function cutText(text: string, limit: number): string {
  const note = `… [cut: ${text.length} characters in all]`;
  return JSON.stringify(text.slice(0, findEnd(text, limit - note.length - 2)) + note);
}

/** An unknown value that is too long becomes a text with the beginning of its JSON. */
function valueLeaf(value: object, maxSize: number): Leaf {
  const size = measureValue(value, maxSize);
  return { size, render: (limit) => (size <= limit ? writeJsonPrefix(value, size).text : cutValue(value, limit)) };
}

function measureValue(value: object, maxSize: number): number {
  const { text, whole } = writeJsonPrefix(value, maxSize);
  return whole ? text.length : Infinity;
}

function cutValue(value: object, limit: number): string {
  const { text } = writeJsonPrefix(value, limit);
  return JSON.stringify(text.slice(0, findEnd(text, limit - CUT_VALUE.length - 2)) + CUT_VALUE);
}

/** A JSON schema that is too long becomes a schema with a comment. */
function schemaLeaf(schema: object, maxSize: number): Leaf {
  const size = measureValue(schema, maxSize);
  const [start, end] = ['{"$comment":', '}'];
  const cut = (limit: number): string => start + cutValue(schema, limit - start.length - end.length) + end;
  return { size, render: (limit) => (size <= limit ? writeJsonPrefix(schema, size).text : cut(limit)) };
}

/** Inline bytes are kept whole or not at all. The part has their size. */
function blobLeaf(content: unknown, maxSize: number): string | Leaf {
  const leaf = draftLeaf(content, maxSize);
  if (typeof leaf === 'string') return leaf;
  return { size: leaf.size, render: (limit) => (leaf.size <= limit ? leaf.render(limit) : '""') };
}
