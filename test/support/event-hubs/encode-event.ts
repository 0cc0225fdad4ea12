import rhea from 'rhea';
import type { PartitionState, StoredEvent } from './partition-log.ts';

/** The body of an event: bytes or text become a data section, as Azure's services send it; others another AMQP body. */
export type EventBody =
  | string
  | Uint8Array
  | { readonly value: unknown }
  | { readonly sequence: readonly unknown[] }
  | { readonly data: readonly Uint8Array[] };

/** Encodes the AMQP sections of an event without its annotations. */
export function encodeSections(body: EventBody): Buffer {
  if (typeof body === 'string') return encodeData(Buffer.from(body));
  if (body instanceof Uint8Array) return encodeData(body);
  if ('value' in body) return rhea.message.encode({ body: body.value });
  if ('sequence' in body) return rhea.message.encode({ body: rhea.message.sequence_section(body.sequence) });
  return rhea.message.encode({ body: rhea.message.data_sections(body.data) });
}

/** Encodes section 0x75 with its bytes as binary32, as `rhea.message.encode` does, in a tenth of the time. */
function encodeData(bytes: Uint8Array): Buffer {
  const head = Buffer.from([0x00, 0x53, 0x75, 0xb0, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

/** Encodes an event for the wire; with `state`, adds the runtime metrics that a receiver asked for. */
export function encodeEvent(event: StoredEvent, state: PartitionState | undefined): Buffer {
  const annotations = map(0x72, [
    ['x-opt-sequence-number', long(event.sequenceNumber)],
    ['x-opt-offset', text(event.offset)],
    ['x-opt-enqueued-time', timestamp(event.enqueuedTime)],
  ]);
  return Buffer.concat(state ? [metrics(state), annotations, event.sections] : [annotations, event.sections]);
}

function metrics(state: PartitionState): Buffer {
  return map(0x71, [
    ['last_enqueued_sequence_number', long(state.lastSequenceNumber)],
    ['last_enqueued_offset', text(state.lastOffset)],
    ['last_enqueued_time_utc', timestamp(state.lastEnqueuedTime)],
    ['runtime_info_retrieval_time_utc', timestamp(Date.now())],
  ]);
}

/** Encodes a described map32 of symbols: AMQP 1.0, parts 1.6.23 and 3.2. */
function map(descriptor: number, entries: readonly (readonly [name: string, value: Buffer])[]): Buffer {
  const content = Buffer.concat(entries.flatMap(([name, value]) => [symbol(name), value]));
  const head = Buffer.from([0x00, 0x53, descriptor, 0xd1, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(content.length + 4, 4);
  head.writeUInt32BE(entries.length * 2, 8);
  return Buffer.concat([head, content]);
}

const symbols = new Map<string, Buffer>();

function symbol(name: string): Buffer {
  let encoded = symbols.get(name);
  if (!encoded) symbols.set(name, (encoded = Buffer.concat([Buffer.from([0xa3, name.length]), Buffer.from(name)])));
  return encoded;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0xa1, value.length]), Buffer.from(value)]);
}

function long(value: number): Buffer {
  return int64(0x81, value);
}

function timestamp(value: number): Buffer {
  return int64(0x83, value);
}

function int64(code: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = code;
  bytes.writeBigInt64BE(BigInt(value), 1);
  return bytes;
}
