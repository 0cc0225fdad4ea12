import { isInt64, type JsonObject, type JsonValue, isJsonObject, isRawJson } from '../../contracts/document.ts';

/**
 * A value in OTLP's JSON encoding, where 64-bit integers are texts.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

/** An attribute, or a member of a map. */
export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/**
 * Converts a JSON value. A whole number that fits is a 64-bit integer, so that no digit is lost; a number that neither a
 * 64-bit integer nor a double can hold is a text.
 *
 * @returns undefined for null
 */
export function toAnyValue(value: JsonValue): AnyValue | undefined {
  if (value === null) return undefined;
  // Protobuf has no lone surrogates.
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (isRawJson(value)) return toNumber(value.rawJSON);
  if (!Array.isArray(value)) return { kvlistValue: { values: toKeyValues(value as JsonObject) } };
  return { arrayValue: { values: value.map((item) => toAnyValue(item)).filter((item) => item !== undefined) } };
}

/** Converts the members of an object, in their order, without those that are absent or null. */
export function toKeyValues(object: JsonObject): KeyValue[] {
  return Object.entries(object).flatMap(([key, member]) => {
    const value = member === undefined ? undefined : toAnyValue(member);
    return value === undefined ? [] : [{ key: key.toWellFormed(), value }];
  });
}

const INTEGER = /^-?\d+$/;

function toNumber(text: string): AnyValue {
  if (isInt64(text)) return { intValue: text };
  const number = Number(text);
  return INTEGER.test(text) || !Number.isFinite(number) ? { stringValue: text } : { doubleValue: number };
}

/** Returns a member that is an object; an empty object if there is none. */
export function readObject(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

/** Returns a member that is a text. */
export function readText(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns a member that is a whole number, or the text of one. */
export function readInteger(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

const FRACTION = /\.(\d{1,9})\d*(?=Z|[+-]\d\d:?\d\d$|$)/;

/**
 * Converts an ISO 8601 date to nanoseconds since 1970, with all digits of its fraction.
 *
 * @returns undefined if it is no date, or one before 1970
 */
export function parseUnixNanos(date: string): bigint | undefined {
  const milliseconds = Date.parse(date.replace(FRACTION, ''));
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  const fraction = (FRACTION.exec(date)?.[1] ?? '').padEnd(9, '0');
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction);
}

/** Converts an ISO 8601 duration of days or less, such as `PT1M`, to nanoseconds; any other text is 0. */
export function parseDurationNanos(duration = ''): bigint {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return BigInt(total) * 1_000_000_000n;
}
