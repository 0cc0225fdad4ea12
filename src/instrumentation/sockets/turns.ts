import type { Call } from '../call/call.ts';
import type { JsonObject } from '../json.ts';
import { asObject, asText } from '../json.ts';

/** A response that was asked for, or that the service began by itself. */
export interface Turn {
  /** Undefined if its span is not recorded. */
  readonly call: Call | undefined;
  /** The event that asked for it; empty if none did. */
  readonly event: JsonObject;
  /** What that event asks for. */
  readonly request: JsonObject;
  /** Of the response, once it has begun. */
  id: string | undefined;
}

/** The turns of a session that are not complete, in the order in which they were asked for. */
export class Turns {
  /** How many there have been. */
  count = 0;
  readonly #open: Turn[] = [];
  readonly #serviceBegins: boolean;

  /** @param serviceBegins true if the service begins responses by itself */
  constructor(serviceBegins: boolean) {
    this.#serviceBegins = serviceBegins;
  }

  add(turn: Turn): Turn {
    this.count += 1;
    this.#open.push(turn);
    return turn;
  }

  remove(turn: Turn): void {
    const at = this.#open.indexOf(turn);
    if (at >= 0) this.#open.splice(at, 1);
  }

  removeAll(): Turn[] {
    return this.#open.splice(0);
  }

  /** The response of a turn has begun. */
  begin(turn: Turn, response: JsonObject): void {
    turn.id ??= idOf(response);
  }

  /** The turn of an event that has its response: the one that has begun with its id, or else the one that asked for it. */
  take(event: JsonObject, response: JsonObject): Turn | undefined {
    const id = idOf(response);
    const begun = this.#open.find((turn) => turn.id === id);
    if (begun) return begun;
    const asked = this.#open.filter((turn) => turn.id === undefined && turn.event['stream_id'] === event['stream_id']);
    const metadata = metadataKey(response);
    const same = asked.find((turn) => metadataKey(turn.request) === metadata);
    // A service that does not repeat the metadata answers in order.
    return same ?? (this.#serviceBegins && 'metadata' in response ? undefined : asked[0]);
  }

  /** The turn of an event in the course of a response. */
  of(event: JsonObject): Turn | undefined {
    const id = asText(event['response_id']);
    if (id !== undefined) return this.#open.find((turn) => turn.id === id);
    const ofStream = this.#open.filter((turn) => turn.event['stream_id'] === event['stream_id']);
    return ofStream.findLast((turn) => turn.id !== undefined) ?? (this.#serviceBegins ? undefined : ofStream[0]);
  }

  /** The turn that an error ends. Most errors of a session that the service begins responses in end none. */
  ofError(event: JsonObject, error: JsonObject): Turn | undefined {
    const cause = asText(error['event_id']);
    if (cause !== undefined) return this.#open.find((turn) => turn.event['event_id'] === cause);
    if (this.#serviceBegins) return isOfResponse(error) ? this.#open.find(({ id }) => id === undefined) : undefined;
    return this.of(event);
  }
}

/** Empty for a response without one, which can only be the one that is in progress. */
function idOf(response: JsonObject): string {
  return asText(response['id']) ?? '';
}

/** True unless the error names a part of another event. */
function isOfResponse(error: JsonObject): boolean {
  const param = asText(error['param']);
  return param === undefined || param.startsWith('response');
}

/** The same for equal metadata. */
function metadataKey({ metadata }: JsonObject): string {
  const entries = Object.entries(asObject(metadata) ?? {});
  return JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
