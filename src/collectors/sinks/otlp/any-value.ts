import { type JsonObject, type JsonValue, type RawJson, isRawJson } from '../../contracts/document.ts';
import type { AnyValue, KeyValue } from './types.ts';

const INTEGER = /^-?\d+$/;

/** A JSON value as OTLP carries it: whole numbers as 64-bit integers, if they fit, so that all digits arrive. */
export function anyValue(value: JsonValue): AnyValue | undefined {
  switch (typeof value) {
    case 'string':
      return { stringValue: value.toWellFormed() };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return value === null ? undefined : composite(value);
  }
}

/** Attributes in the order of the object, without what is absent or null. */
export function keyValues(object: JsonObject): KeyValue[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const any = value === undefined ? undefined : anyValue(value);
    return any === undefined ? [] : [{ key: key.toWellFormed(), value: any }];
  });
}

function composite(value: RawJson | JsonValue[] | JsonObject): AnyValue {
  if (isRawJson(value)) return rawNumber(value.rawJSON);
  if (Array.isArray(value)) {
    return { arrayValue: { values: value.map((item) => anyValue(item)).filter((item) => item !== undefined) } };
  }
  return { kvlistValue: { values: keyValues(value as JsonObject) } };
}

/** What neither a 64-bit integer nor a double holds stays a text. */
function rawNumber(text: string): AnyValue {
  if (INTEGER.test(text))
    return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? { intValue: text } : { stringValue: text };
  const number = Number(text);
  return Number.isFinite(number) ? { doubleValue: number } : { stringValue: text };
}
