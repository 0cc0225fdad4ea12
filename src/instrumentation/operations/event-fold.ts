import type { JsonObject } from '../json.ts';
import type { StreamFold } from './operation.ts';
import { asObject, asText } from '../json.ts';

/** Which events of a stream tell what. Events of other types are passed over. */
export interface EventShape {
  /** Types whose `delta` is a piece of the answer's text. */
  readonly deltas: readonly string[];
  /** Types whose `delta` is a piece of the answer that is no text. */
  readonly media?: readonly string[];
  /** Types of the events that end the answer, or one of several; the last one is kept, and their number. */
  readonly last: readonly string[];
  /** Field of an event that holds the response as it is then. @default the event itself is the response */
  readonly snapshot?: string;
}

/** Puts a stream of typed events together: one of them holds the whole response; until it comes, the text is kept. */
export class EventFold implements StreamFold {
  answered = false;
  readonly #shape: EventShape;
  #room: number;
  #snapshot: JsonObject | undefined;
  #answers = 0;
  #text = '';

  constructor(shape: EventShape, contentLimit: number) {
    this.#shape = shape;
    this.#room = contentLimit;
  }

  onChunk(chunk: unknown): boolean {
    const event = asObject(chunk);
    const type = asText(event?.['type']);
    if (!event || type === undefined) return false;
    const isDelta = this.#shape.deltas.includes(type);
    if (isDelta) this.#keep(asText(event['delta']) ?? '');
    this.#takeSnapshot(event, type);
    return isDelta || this.#shape.last.includes(type) || this.#shape.media?.includes(type) === true;
  }

  #takeSnapshot(event: JsonObject, type: string): void {
    const isLast = this.#shape.last.includes(type);
    const snapshot = this.#shape.snapshot ? asObject(event[this.#shape.snapshot]) : isLast ? event : undefined;
    if (snapshot) this.#snapshot = snapshot;
    if (isLast) {
      this.answered = true;
      this.#answers += 1;
      this.#text = '';
    }
  }

  #keep(text: string): void {
    const kept = text.slice(0, this.#room);
    this.#room -= kept.length;
    this.#text += kept;
  }

  response(): JsonObject {
    return {
      ...this.#snapshot,
      ...(this.#text && { partial_text: this.#text }),
      ...(this.#answers > 1 && { answers: this.#answers }),
    };
  }
}
