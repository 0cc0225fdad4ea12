import { type JsonObject, asObject, asText } from '../json.ts';
import type { StreamFold } from './operation.ts';

/** The types of the events in a stream. Events of other types are ignored. */
export interface EventShape {
  /** Types whose `delta` is a piece of the answer's text. */
  readonly deltas: readonly string[];
  /** Types whose `delta` is another piece of the answer, such as audio. */
  readonly media?: readonly string[];
  /** Types of the events that end an answer. If there are several, the last one and their number are kept. */
  readonly last: readonly string[];
  /** Field of an event that holds the response at that time. @default the last event itself is the response */
  readonly snapshot?: string;
}

/** Assembles a stream of typed events. One of them holds the whole response; until it arrives, the text is kept. */
export class EventFold implements StreamFold {
  isComplete = false;
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
    this.#updateSnapshot(event, type);
    return isDelta || this.#shape.last.includes(type) || this.#shape.media?.includes(type) === true;
  }

  #updateSnapshot(event: JsonObject, type: string): void {
    const isLast = this.#shape.last.includes(type);
    const snapshot = this.#shape.snapshot ? asObject(event[this.#shape.snapshot]) : isLast ? event : undefined;
    if (snapshot) this.#snapshot = snapshot;
    if (isLast) {
      this.isComplete = true;
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
