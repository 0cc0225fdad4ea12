import { isObject, objectOf, objectsOf, stringOf } from '../json.ts';
import type { AttributeValue, Attributes, Scope } from './telemetry.ts';

/**
 * Readers of fields that are the same in OTLP/JSON and in decoded protobuf, but for their types: 64-bit integers are
 * texts or bigints, ids hexadecimal digits or bytes. A field that is missing or wrong gets OTLP's default.
 */

/** Deeper values are refused, so that reading them cannot overflow the stack. Protobuf has the same limit. */
const MAX_DEPTH = 100;

/** Reads attributes, or any list of key-value pairs. */
export function readAttributes(keyValues: unknown, depth = 0): Attributes {
  return Object.fromEntries(
    objectsOf(keyValues).map(({ key, value }) => [stringOf(key) ?? '', readValue(value, depth)]),
  );
}

/**
 * Reads an `AnyValue`. An integer that a number cannot hold becomes its digits, bytes become base64.
 *
 * @throws RangeError for a value that is nested too deep
 */
export function readValue(value: unknown, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) throw new RangeError(`a value is nested more than ${MAX_DEPTH} deep`);
  if (!isObject(value)) return null;
  const { case: kind, value: content } = oneOf(value);
  switch (kind) {
    case 'stringValue':
      return stringOf(content) ?? null;
    case 'boolValue':
      return content === true;
    case 'intValue':
      return readInteger(content);
    case 'doubleValue':
      return Number(content);
    case 'arrayValue':
      return objectsOf(objectOf(content)['values']).map((item) => readValue(item, depth + 1));
    case 'kvlistValue':
      return { ...readAttributes(objectOf(content)['values'], depth + 1) };
    case 'bytesValue':
      return content instanceof Uint8Array ? Buffer.from(content).toString('base64') : (stringOf(content) ?? null);
    default:
      return null;
  }
}

/** Reads a `oneof`: decoded protobuf has it as `{ value: { case, value } }`, JSON as one member of its name. */
function oneOf(message: Record<string, unknown>): { case?: unknown; value?: unknown } {
  if (isObject(message['value'])) return message['value'];
  const [member] = Object.entries(message);
  return member ? { case: member[0], value: member[1] } : {};
}

/** Reads a 64-bit integer. */
function readInteger(value: unknown): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(String(value)) ? number : String(value);
}

/** Reads a count or a number of a data point; undefined if there is none. */
export function readNumber(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

/** Reads a time, in nanoseconds since 1970; 0 if there is none. */
export function readTime(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  // 64 bits are text in JSON; some senders write a number.
  return /^\d{1,20}$/.test(String(value)) ? BigInt(String(value)) : 0n;
}

/** Reads the id of a trace or a span, as hexadecimal digits; empty if there is none. */
export function readId(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (stringOf(value)?.toLowerCase() ?? '');
}

/** Reads the instrumentation scope of telemetry. */
export function readScope(scope: unknown): Scope {
  const { name, version } = objectOf(scope);
  return { name: stringOf(name) ?? '', version: stringOf(version) ?? '' };
}

/** Reads the attributes of the resource that sent telemetry. */
export function readResource(resource: unknown): Attributes {
  return readAttributes(objectOf(resource)['attributes']);
}
