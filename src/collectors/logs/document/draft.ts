import type { JsonObject, JsonValue } from '../../contracts/document.ts';

/** The parts of a document while its record is walked through. */
export interface Draft {
  readonly category: string;
  /** `azure.open_ai` but for its properties. */
  readonly openAi: JsonObject;
  /** `azure.open_ai.properties`. */
  properties: JsonObject | undefined;
  /** `azure.resource`. */
  resource: JsonObject | undefined;
  subscriptionId: string | undefined;
  durationMs: JsonValue | undefined;
  /** `log.level`. */
  level: string | undefined;
  /** `resultType`, of which `event.outcome` is made. */
  resultType: JsonValue | undefined;
  /** ECS `source`. */
  source: JsonObject | undefined;
  /** ECS `http.request` and `http.response`. */
  httpRequest: JsonObject | undefined;
  httpResponse: JsonObject | undefined;
  /** The bodies as text, for where `properties` has none as an object. */
  requestText: string | undefined;
  responseText: string | undefined;
  /** ECS `url`. */
  url: JsonObject | undefined;
  /** `error.message`: what of the record can't be read. */
  problem: string | undefined;
}

/** All fields at once, so that every draft has the same shape. */
export function emptyDraft(category: string): Draft {
  return {
    category,
    openAi: {},
    properties: undefined,
    resource: undefined,
    subscriptionId: undefined,
    durationMs: undefined,
    level: undefined,
    resultType: undefined,
    source: undefined,
    httpRequest: undefined,
    httpResponse: undefined,
    requestText: undefined,
    responseText: undefined,
    url: undefined,
    problem: undefined,
  };
}

/** What a field of the record becomes where it does not simply stay. @returns whether it is taken out */
export type FieldRule = (draft: Draft, value: JsonValue) => boolean;
