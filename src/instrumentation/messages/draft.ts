import type { JsonObject } from '../json.ts';
import { asArray, asObject } from '../json.ts';
import { endThatFits, isLeftOut, jsonPrefix } from './json-prefix.ts';

/** A place of a JSON document that can be shortened. */
export interface Leaf {
  /** Length of its JSON; of a long one, only that it is longer than asked for. */
  readonly size: number;
  /** Its JSON, which is no longer than `limit`. */
  render(limit: number): string;
}

/** A list of a JSON document whose entries can be left out. */
export interface List {
  readonly entries: readonly Draft[];
  /** Stands in the place of `count` entries. */
  note(count: number): Draft;
}

/** A JSON document before it is decided how much of it is written: fixed text, and what can be shortened. */
export type Draft = readonly (string | Leaf | List)[];

/** What follows on a text or a value that was cut. */
const CUT_VALUE = '… [cut]';

/** No leaf is cut to less: it must hold the note that it was cut. */
export const MIN_LEAF = 64;

/** Drafts messages, parts or tool definitions. Sizes are told exactly up to `maxSize`. */
export function draftItems(items: readonly unknown[], maxSize: number): List {
  const isList = items.some((item) => partsOf(asObject(item)) !== undefined);
  const isOutput = items.some((item) => asObject(item)?.['finish_reason'] !== undefined);
  return {
    entries: items.map((item) => draftItem(item, maxSize)),
    note: (count) => [isList ? messageNote(count, isOutput) : entryNote(count)],
  };
}

/** A part of a kind that is not known may have `parts` too, but only a message has no type. */
function partsOf(item: JsonObject | undefined): readonly unknown[] | undefined {
  return item?.['type'] === undefined ? asArray(item?.['parts']) : undefined;
}

function entryNote(count: number): string {
  // A part needs a type, a tool definition a name as well.
  return JSON.stringify({ type: 'omitted', name: `[${count} omitted]` });
}

/** A role of its own, as nobody said it. */
function messageNote(count: number, isOutput: boolean): string {
  const finishReason = isOutput ? ',"finish_reason":"omitted"' : '';
  return `{"role":"omitted","parts":[${entryNote(count)}]${finishReason}}`;
}

function draftItem(value: unknown, maxSize: number): Draft {
  const item = asObject(value);
  if (!item) return [draftLeaf(value, maxSize)];
  return draftFields(item, (key, field) => {
    const parts = key === 'parts' ? partsOf(item) : undefined;
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
  // The schemas want these to stay objects.
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
  return typeof value === 'object' && value !== null ? valueLeaf(value, maxSize) : jsonPrefix(value, Infinity).text;
}

function textLeaf(text: string, maxSize: number): Leaf {
  const size = text.length > maxSize ? Infinity : JSON.stringify(text).length;
  return { size, render: (limit) => (size <= limit ? JSON.stringify(text) : cutText(text, limit)) };
}

function cutText(text: string, limit: number): string {
  const note = `… [cut: ${text.length} characters in all]`;
  return JSON.stringify(text.slice(0, endThatFits(text, limit - note.length - 2)) + note);
}

/** A value that means nothing to us becomes, where it is too long, the beginning of its JSON as a text. */
function valueLeaf(value: object, maxSize: number): Leaf {
  const size = measureValue(value, maxSize);
  return { size, render: (limit) => (size <= limit ? jsonPrefix(value, size).text : cutValue(value, limit)) };
}

function measureValue(value: object, maxSize: number): number {
  const { text, whole } = jsonPrefix(value, maxSize);
  return whole ? text.length : Infinity;
}

function cutValue(value: object, limit: number): string {
  const { text } = jsonPrefix(value, limit);
  return JSON.stringify(text.slice(0, endThatFits(text, limit - CUT_VALUE.length - 2)) + CUT_VALUE);
}

/** A JSON schema stays one: what is too long becomes its comment. */
function schemaLeaf(schema: object, maxSize: number): Leaf {
  const size = measureValue(schema, maxSize);
  const [start, end] = ['{"$comment":', '}'];
  const cut = (limit: number): string => start + cutValue(schema, limit - start.length - end.length) + end;
  return { size, render: (limit) => (size <= limit ? jsonPrefix(schema, size).text : cut(limit)) };
}

/** Half an image is none. Its part tells how long it was. */
function blobLeaf(content: unknown, maxSize: number): string | Leaf {
  const leaf = draftLeaf(content, maxSize);
  if (typeof leaf === 'string') return leaf;
  return { size: leaf.size, render: (limit) => (leaf.size <= limit ? leaf.render(limit) : '""') };
}
