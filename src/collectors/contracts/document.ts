/** What JSON can say. Integers beyond 2^53 are kept exact as {@link RawJson}. */
export type JsonValue = string | number | boolean | null | RawJson | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [name: string]: JsonValue | undefined;
}

/**
 * A JSON text that `JSON.stringify` writes as it is, made by `JSON.rawJSON`: how an 18-digit number of .NET ticks
 * passes through JavaScript unharmed.
 *
 * @see https://tc39.es/proposal-json-parse-with-source/
 */
export interface RawJson {
  readonly rawJSON: string;
}

/** Reports whether a value was made by `JSON.rawJSON`. */
export function isRawJson(value: unknown): value is RawJson {
  return (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value);
}

/** Reports whether a value is a JSON object: no array, no {@link RawJson}, not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJson(value);
}

/** The data stream that a document belongs to: `{type}-{dataset}-{namespace}`, in Elastic's naming. */
export interface DataStream {
  readonly type: 'logs' | 'metrics';
  /** Such as `azure_openai.logs`. */
  readonly dataset: string;
  /** The user's own, such as `default`. */
  readonly namespace: string;
}

/** What a mapper makes of a record, and what a sink stores. */
export interface Document {
  /**
   * The same record always has the same id, at most 512 bytes long: a sink that creates by id stores a replayed
   * record once.
   */
  readonly id: string;
  readonly dataStream: DataStream;
  /** The document itself, in Elastic's fields, with its `@timestamp`. */
  readonly fields: JsonObject & { readonly '@timestamp': string };
}

/** What could not be stored, with all that is needed to look into it and to send it again. */
export interface DeadLetter {
  /** Why, in a sentence. */
  readonly reason: string;
  /** Where it came from: hub, partition, offset, sequence number, …; or the data stream and id that refused it. */
  readonly origin: JsonObject;
  /** What was received, as text; bytes that are no UTF-8 are base64, with `origin.encoding: "base64"`. */
  readonly body: string;
}
