import type { Call } from '../call/call.ts';
import { type JsonObject, asObject, asText } from '../json.ts';

/** A response that was requested, or that the service created by itself. */
export interface Turn {
  /** Undefined if its span is not recorded. */
  readonly call: Call | undefined;
  /** The event that requested it; empty if there is none. */
  readonly event: JsonObject;
  /** The request in that event. */
  readonly request: JsonObject;
  /** Id of the response, once it has begun. */
  id: string | undefined;
}

/** The active turns of a session, in the order of their requests. */
export class Turns {
  /** Number of all turns so far. */
  count = 0;
  readonly #active: Turn[] = [];
  readonly #hasTurnDetection: boolean;

  /** @param hasTurnDetection true if the service may create responses by itself */
  constructor(hasTurnDetection: boolean) {
    this.#hasTurnDetection = hasTurnDetection;
  }

  add(turn: Turn): Turn {
    this.count += 1;
    this.#active.push(turn);
    return turn;
  }

  remove(turn: Turn): void {
    const at = this.#active.indexOf(turn);
    if (at >= 0) this.#active.splice(at, 1);
  }

  removeAll(): Turn[] {
    return this.#active.splice(0);
  }

  /** Sets the id of a turn whose response has begun. */
  begin(turn: Turn, response: JsonObject): void {
    turn.id ??= readId(response);
  }

  /** Finds the turn of an event that has a response: the turn with its id, or else the turn that requested it. */
  findByResponse(event: JsonObject, response: JsonObject): Turn | undefined {
    const id = readId(response);
    const begun = this.#active.find((turn) => turn.id === id);
    if (begun) return begun;
    const waiting = this.#active.filter(
      (turn) => turn.id === undefined && turn.event['stream_id'] === event['stream_id'],
    );
    const metadata = metadataKey(response);
    const same = waiting.find((turn) => metadataKey(turn.request) === metadata);
    // A service that does not repeat the metadata answers in order.
    return same ?? (this.#hasTurnDetection && 'metadata' in response ? undefined : waiting[0]);
  }

  /** Finds the turn of an event that belongs to a response in progress. */
  findCurrent(event: JsonObject): Turn | undefined {
    const id = asText(event['response_id']);
    if (id !== undefined) return this.#active.find((turn) => turn.id === id);
    const turns = this.#active.filter((turn) => turn.event['stream_id'] === event['stream_id']);
    return turns.findLast((turn) => turn.id !== undefined) ?? (this.#hasTurnDetection ? undefined : turns[0]);
  }

  /** Finds the turn that an error ends. With turn detection, most errors end none. */
  findByError(event: JsonObject, error: JsonObject): Turn | undefined {
    const cause = asText(error['event_id']);
    if (cause !== undefined) return this.#active.find((turn) => turn.event['event_id'] === cause);
    if (!this.#hasTurnDetection) return this.findCurrent(event);
    return concernsResponse(error) ? this.#active.find(({ id }) => id === undefined) : undefined;
  }
}

/** Returns the empty string for a response without an id, which is the one in progress. */
function readId(response: JsonObject): string {
  return asText(response['id']) ?? '';
}

/** True unless the error names a parameter of another event. */
function concernsResponse(error: JsonObject): boolean {
  const param = asText(error['param']);
  return param === undefined || param.startsWith('response');
}

/** Returns the same text for equal metadata. */
function metadataKey({ metadata }: JsonObject): string {
  const entries = Object.entries(asObject(metadata) ?? {});
  return JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
