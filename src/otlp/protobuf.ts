type JsonObject = Record<string, unknown>;

/** How a field is decoded: as protobuf's JSON mapping has it, but bytes as `hex` (OTLP's ids) or `base64`. */
export type FieldType =
  | 'string'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'enum'
  | 'int64'
  | 'fixed64'
  | 'double'
  | (() => Message);

/** One field of a message. */
export interface Field {
  name: string;
  type: FieldType;
  /** Whether it may occur several times; then its value is an array. @default false */
  repeated?: boolean;
}

/** A message: its fields by number. Fields that are not listed are skipped. */
export type Message = Readonly<Record<number, Field>>;

/** The bytes are not such a message. */
export class MalformedProtobufError extends Error {
  override readonly name = 'MalformedProtobufError';
}

/**
 * Decodes a protobuf message into what its JSON would be.
 *
 * @throws MalformedProtobufError if the bytes end too early, or a field is not encoded as its type wants it.
 */
export function decodeMessage(bytes: Uint8Array, message: Message): JsonObject {
  const decoded: JsonObject = {};
  const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  while (cursor.at < bytes.length) {
    const key = Number(readVarint(cursor));
    const raw = readRaw(cursor, key & 7);
    const field = message[key >>> 3];
    if (field === undefined) continue;
    const value = valueOf(raw, field);
    if (field.repeated === true)
      decoded[field.name] = [...((decoded[field.name] as unknown[] | undefined) ?? []), value];
    else decoded[field.name] = value;
  }
  return decoded;
}

interface Cursor {
  bytes: Uint8Array;
  view: DataView;
  at: number;
}

/** A field's bytes by their wire type: a varint is a number already, the others are cut out. */
type Raw = bigint | Uint8Array;

function readRaw(cursor: Cursor, wireType: number): Raw {
  switch (wireType) {
    case 0:
      return readVarint(cursor);
    case 1:
      return take(cursor, 8);
    case 2:
      return take(cursor, Number(readVarint(cursor)));
    case 5:
      return take(cursor, 4);
    default:
      throw new MalformedProtobufError(`wire type ${wireType} at byte ${cursor.at}`);
  }
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) break;
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new MalformedProtobufError(`a number without an end at byte ${cursor.at}`);
}

function take(cursor: Cursor, length: number): Uint8Array {
  if (cursor.at + length > cursor.bytes.length) throw new MalformedProtobufError(`no ${length} bytes at ${cursor.at}`);
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

function valueOf(raw: Raw, { name, type }: Field): unknown {
  if (typeof raw === 'bigint') {
    if (type === 'bool') return raw !== 0n;
    if (type === 'enum') return Number(raw);
    if (type === 'int64') return String(BigInt.asIntN(64, raw));
  } else {
    const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    if (type === 'string') return buffer.toString('utf8');
    if (type === 'hex' || type === 'base64') return buffer.toString(type);
    if (typeof type === 'function') return decodeMessage(raw, type());
    if (type === 'fixed64' && raw.length === 8) return String(buffer.readBigUInt64LE());
    if (type === 'double' && raw.length === 8) return buffer.readDoubleLE();
  }
  throw new MalformedProtobufError(`field ${name} is not encoded as ${String(type)}`);
}
