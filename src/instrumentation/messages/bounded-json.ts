import { type Draft, type Leaf, type List, MIN_LEAF, draftItems } from './draft.ts';
import type { Message, Part, ToolDefinition } from './types.ts';

/** Before a leaf is cut to less than this share of the whole, messages are left out. */
const LEAF_SHARE = 1 / 64;

/**
 * JSON of messages, parts or tool definitions: whole if it is no longer than `maxLength` UTF-16 code units, else cut
 * so that it stays parseable, valid against the conventions' schemas, and says where it was cut:
 *
 * 1. The longest texts and values are cut, all to the same length, and say so at their end. (A value becomes the
 *    beginning of its JSON as a text; inline bytes are left out.)
 * 2. Where that would leave too little of each, messages from the middle are left out, and parts from the middle of a
 *    message that has very many; a note with their number stands in their place.
 *
 * The first message and the last ones stay: the instructions, and what the model was asked now. Reads each text and
 * value once, and none further than `maxLength`.
 *
 * @returns undefined if `maxLength` is too short even to say that something was left out
 */
export function boundedJson(
  items: readonly (Message | Part | ToolDefinition)[],
  maxLength: number,
): string | undefined {
  const shortest = Math.max(MIN_LEAF, Math.floor(maxLength * LEAF_SHARE));
  const list = thinDeeply(draftItems(items, maxLength), shortest, maxLength);
  return list && render(list, longestLeaf(list, shortest, maxLength));
}

function measure(piece: string | Leaf | List, leafLimit: number): number {
  if (typeof piece === 'string') return piece.length;
  if ('render' in piece) return Math.min(piece.size, leafLimit);
  // The brackets, and a comma between two entries.
  const punctuation = 2 + Math.max(0, piece.entries.length - 1);
  return piece.entries.reduce((sum, entry) => sum + measureDraft(entry, leafLimit), punctuation);
}

function measureDraft(draft: Draft, leafLimit: number): number {
  return draft.reduce((sum, piece) => sum + measure(piece, leafLimit), 0);
}

function render(piece: string | Leaf | List, leafLimit: number): string {
  if (typeof piece === 'string') return piece;
  if ('render' in piece) return piece.render(leafLimit);
  return `[${piece.entries.map((entry) => entry.map((piece) => render(piece, leafLimit)).join('')).join(',')}]`;
}

/** The longest that leaves may be so that the whole is no longer than `room`; `shortest` is known to do. */
function longestLeaf(list: List, shortest: number, room: number): number {
  if (measure(list, Infinity) <= room) return Infinity;
  let [does, doesNot] = [shortest, room + 1];
  while (doesNot - does > 1) {
    const middle = Math.floor((does + doesNot) / 2);
    if (measure(list, middle) <= room) does = middle;
    else doesNot = middle;
  }
  return does;
}

/** With entries left out, and entries of entries, until it fits if all leaves are cut to `leafLimit`. */
function thinDeeply(list: List, leafLimit: number, room: number): List | undefined {
  if (measure(list, leafLimit) <= room) return list;
  // No entry takes more than half, so that the first and the last one stay.
  const share = list.entries.length === 1 ? room - 2 : Math.floor((room - 4 - noteSize(list)) / 2);
  const entries = list.entries.map((entry) => thinDraft(entry, leafLimit, share));
  return thin({ ...list, entries }, leafLimit, room);
}

function thinDraft(draft: Draft, leafLimit: number, room: number): Draft {
  const excess = measureDraft(draft, leafLimit) - room;
  if (excess <= 0) return draft;
  return draft.map((piece) => {
    if (typeof piece === 'string' || 'render' in piece) return piece;
    return thin(piece, leafLimit, measure(piece, leafLimit) - excess) ?? piece;
  });
}

/** With entries of the middle left out until it fits; undefined if not even the note does. */
function thin(list: List, leafLimit: number, room: number): List | undefined {
  if (measure(list, leafLimit) <= room) return list;
  const { entries, note } = list;
  // Of each entry kept, also its comma.
  let left = room - 2 - noteSize(list);
  if (left < 0) return undefined;
  let [head, tail] = [0, 0];
  while (head + tail < entries.length) {
    const fromTail = tail <= head;
    const next = entries[fromTail ? entries.length - 1 - tail : head]!;
    left -= measureDraft(next, leafLimit) + 1;
    if (left < 0) break;
    if (fromTail) tail += 1;
    else head += 1;
  }
  const end = entries.length - tail;
  return { ...list, entries: [...entries.slice(0, head), note(end - head), ...entries.slice(end)] };
}

function noteSize(list: List): number {
  return measureDraft(list.note(list.entries.length), Infinity);
}
