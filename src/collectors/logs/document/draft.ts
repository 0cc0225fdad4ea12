import type { JsonObject, JsonValue } from '../../contracts/document.ts';

/** The parts of a document while the fields of its record are read. A class, so that all drafts have the same shape. */
export class Draft {
  readonly category: string;
  /** `azure.open_ai` without its properties. */
  readonly openAi: JsonObject = {};
  /** `azure.open_ai.properties`. */
  properties: JsonObject | undefined;
  /** `azure.resource`. */
  resource: JsonObject | undefined;
  subscriptionId: string | undefined;
  durationMs: JsonValue | undefined;
  /** `log.level`. */
  level: string | undefined;
  /** `resultType`, for `event.outcome`. */
  resultType: JsonValue | undefined;
  /** ECS `source`. */
  source: JsonObject | undefined;
  /** ECS `http.request` and `http.response`. */
  httpRequest: JsonObject | undefined;
  httpResponse: JsonObject | undefined;
  /** The bodies as text, used if `properties` has none as an object. */
  requestText: string | undefined;
  responseText: string | undefined;
  /** ECS `url`. */
  url: JsonObject | undefined;
  /** `error.message`: the part of the record that cannot be read. */
  problem: string | undefined;

  constructor(category: string) {
    this.category = category;
  }
}

/** Converts a field of a record. @returns false if the field is also kept under its own name */
export type FieldRule = (draft: Draft, value: JsonValue) => boolean;

/** Creates a lookup of rules by the name of a field. A map, since names are untrusted input. */
export function createRules(rules: Readonly<Record<string, FieldRule>>): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(rules));
}
