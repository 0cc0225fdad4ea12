/** A JSON value. Integers beyond 2^53 are kept exact as {@link RawJson}. */
export type JsonValue = string | number | boolean | null | RawJson | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [name: string]: JsonValue | undefined;
}

/**
 * A JSON text that `JSON.stringify` writes as it is, made by `JSON.rawJSON`. It keeps all digits of large numbers, such
 * as the 18 of .NET ticks.
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

const INTEGER = /^-?\d+$/;

/** Reports whether a text is an integer of 64 bits. */
export function isInt64(text: string): boolean {
  return INTEGER.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Creates a {@link RawJson}. */
export function toRawJson(text: string): RawJson {
  return (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON(text);
}

/**
 * Returns a number that is written with a decimal point, `400.0`. An engine without a mapping for the field would take
 * `400` for a whole number, and then silently cut all others to whole numbers.
 */
export function toDecimal(value: number | RawJson): number | RawJson {
  const text = isRawJson(value) ? value.rawJSON : String(value);
  return INTEGER.test(text) ? toRawJson(`${text}.0`) : value;
}

/** Reports whether a value is a JSON object: not an array, {@link RawJson} or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJson(value);
}

/** The data stream that a document belongs to: `{type}-{dataset}-{namespace}`, in Elastic's naming. */
export interface DataStream {
  readonly type: 'logs' | 'metrics';
  /** Such as `azure_openai.logs`. */
  readonly dataset: string;
  /** Chosen by the user, such as `default`. */
  readonly namespace: string;
}

/** Returns the name of a data stream, such as `logs-azure_openai.logs-default`. */
export function dataStreamName({ type, dataset, namespace }: DataStream): string {
  return `${type}-${dataset}-${namespace}`;
}

/** A document: the result of a mapper, and the unit that a sink stores. */
export interface Document {
  /**
   * Identifies the document, in at most 512 bytes. The same record always has the same id, so a sink that creates
   * documents by id stores a repeated record once.
   */
  readonly id: string;
  readonly dataStream: DataStream;
  /** The content in Elastic's fields, with its `@timestamp`. */
  readonly fields: JsonObject & { readonly '@timestamp': string };
}

/** A record or document that could not be stored, with everything that is needed to examine and repeat it. */
export interface DeadLetter {
  /** Why it could not be stored, in a sentence. */
  readonly reason: string;
  /** Where a record comes from (hub, partition, offset, sequence number, …), or data stream and id of a document. */
  readonly origin: JsonObject;
  /** The record as received, or the document. Bytes that are not UTF-8 are base64, with `origin.encoding: "base64"`. */
  readonly body: string;
}
