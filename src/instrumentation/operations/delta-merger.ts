import { type JsonObject, asNumber, asObject } from '../json.ts';

/** Texts that are sent as a whole. Some gateways repeat them in each chunk. All other texts are sent in pieces. */
const WHOLE_TEXTS = new Set(['role', 'id', 'type', 'name']);

/** Limits for the fields and list items that a broken gateway may send. */
const MAX_ITEMS = 1024;
const MAX_DEPTH = 8;

/**
 * Merges the deltas of a stream into a message, including unknown fields: texts are joined, list items are matched by
 * their `index`, and other values are replaced. Keeps at most `limit` UTF-16 code units of text, and counts the rest.
 */
export class DeltaMerger {
  /** Length of the text that was not kept, in UTF-16 code units. */
  dropped = 0;
  #room: number;
  #items = MAX_ITEMS;

  constructor(limit: number) {
    this.#room = limit;
  }

  /** Merges `delta` into `message` and returns it. */
  merge(message: JsonObject, delta: JsonObject, depth = 0): JsonObject {
    if (depth >= MAX_DEPTH) return message;
    // `Object.keys` would make an array for each chunk.
    for (const field in delta) {
      const known = message[field];
      const added = delta[field];
      // Fast path: nearly all deltas are the next piece of a text.
      if (typeof added === 'string' && typeof known === 'string' && !WHOLE_TEXTS.has(field)) {
        message[field] = known + this.#cut(added);
      } else {
        this.#mergeField(message, field, added, depth);
      }
    }
    return message;
  }

  #mergeField(message: JsonObject, field: string, added: unknown, depth: number): void {
    if (field === '__proto__') return;
    const isKnown = Object.hasOwn(message, field);
    if (!isKnown && !this.#takeItem()) return;
    message[field] = this.#mergeValue(field, isKnown ? message[field] : undefined, added, depth);
  }

  #mergeValue(field: string, known: unknown, added: unknown, depth: number): unknown {
    if (typeof added === 'string') {
      if (WHOLE_TEXTS.has(field)) return added === '' || known === added ? known : this.#cut(added);
      return typeof known === 'string' ? known + this.#cut(added) : this.#cut(added);
    }
    if (added == null) return known ?? added;
    if (Array.isArray(added)) return this.#mergeList(Array.isArray(known) ? known : [], added, depth);
    const object = asObject(added);
    return object ? this.merge(asObject(known) ?? {}, object, depth + 1) : added;
  }

  #mergeList(known: unknown[], added: readonly unknown[], depth: number): unknown[] {
    for (const item of added) {
      const object = asObject(item);
      const index = asNumber(object?.['index']);
      const before = index === undefined ? undefined : known.find((entry) => asObject(entry)?.['index'] === index);
      if (object && before) this.merge(before as JsonObject, object, depth + 1);
      else if (this.#takeItem()) known.push(this.#mergeValue('', undefined, item, depth + 1));
    }
    return known;
  }

  #takeItem(): boolean {
    return this.#items-- > 0;
  }

  #cut(text: string): string {
    const kept = text.length <= this.#room ? text : text.slice(0, this.#room);
    this.#room -= kept.length;
    this.dropped += text.length - kept.length;
    return kept;
  }
}
