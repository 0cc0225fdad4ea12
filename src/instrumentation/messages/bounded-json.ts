import { type Draft, type Leaf, type List, MIN_LEAF, draftItems } from './draft.ts';
import type { Message, Part, ToolDefinition } from './types.ts';

/** Messages are omitted before a leaf is cut to less than this share of the whole. */
const LEAF_SHARE = 1 / 64;

/**
 * Writes messages, parts or tool definitions as JSON of at most `maxLength` UTF-16 code units. JSON that was cut can still
 * be parsed, is valid against the conventions' schemas, and marks each cut:
 *
 * 1. The longest texts and values are cut to the same length, with a note at their end. A value becomes a text with the
 *    beginning of its JSON. Inline bytes are omitted.
 * 2. If too little would remain of each, messages are omitted from the middle, and parts from the middle of a message with
 *    very many. A note with their number replaces them.
 *
 * The first and the last messages are kept: the instructions, and the current question. Each text and value is read once,
 * and not beyond `maxLength`.
 *
 * @returns undefined if `maxLength` is too short even for the note
 */
export function writeBoundedJson(
  items: readonly (Message | Part | ToolDefinition)[],
  maxLength: number,
): string | undefined {
  const shortest = Math.max(MIN_LEAF, Math.floor(maxLength * LEAF_SHARE));
  const list = thinDeeply(draftItems(items, maxLength), shortest, maxLength);
  return list && render(list, findLeafLimit(list, shortest, maxLength));
}

function measure(piece: string | Leaf | List, leafLimit: number): number {
  if (typeof piece === 'string') return piece.length;
  if ('render' in piece) return Math.min(piece.size, leafLimit);
  // The brackets, and the commas between the entries.
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

/** Finds the greatest limit for leaves with which the whole fits into `room`. It fits with `shortest`. */
function findLeafLimit(list: List, shortest: number, room: number): number {
  if (measure(list, Infinity) <= room) return Infinity;
  let [fits, exceeds] = [shortest, room + 1];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (measure(list, middle) <= room) fits = middle;
    else exceeds = middle;
  }
  return fits;
}

/** Omits entries, and entries of entries, until the list fits with all leaves cut to `leafLimit`. */
function thinDeeply(list: List, leafLimit: number, room: number): List | undefined {
  if (measure(list, leafLimit) <= room) return list;
  // No entry may use more than half, so that the first and the last one are kept.
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

/** Omits entries from the middle until the list fits; undefined if not even the note fits. */
function thin(list: List, leafLimit: number, room: number): List | undefined {
  if (measure(list, leafLimit) <= room) return list;
  const { entries, note } = list;
  let left = room - 2 - noteSize(list);
  if (left < 0) return undefined;
  let [head, tail] = [0, 0];
  while (head + tail < entries.length) {
    const fromTail = tail <= head;
    const next = entries[fromTail ? entries.length - 1 - tail : head]!;
    // The entry and its comma.
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
