import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage, MalformedProtobufError, type Message } from '../../src/otlp/protobuf.ts';
import { exportTraceServiceRequest } from '../../src/demo/otlp/trace-messages.ts';

const message: Message = {
  1: { name: 'number', type: 'int64' },
  2: { name: 'texts', type: 'string', repeated: true },
  3: { name: 'inner', type: () => message },
  4: { name: 'bytes', type: 'base64' },
};

test('a message is decoded field by field, and unknown fields are skipped', () => {
  const bytes = Buffer.from(
    [
      '08 9601', // 1: 150
      '12 02 6869 12 00', // 2: "hi", 2: ""
      '7a 01 ff 7d 01020304 79 0102030405060708 78 05', // 15, with each wire type
      '1a 0b 08 ffffffffffffffffff01', // 3: {1: -1}
      '22 02 00ff', // 4
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  );
  expect(decodeMessage(bytes, message)).toEqual({
    number: '150',
    texts: ['hi', ''],
    inner: { number: '-1' },
    bytes: 'AP8=',
  });
});

test('a field that is encoded as another type is refused', () => {
  expect(() => decodeMessage(Uint8Array.of(0x10, 0x01), message)).toThrow(MalformedProtobufError);
});

test('any bytes either decode or are refused as malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        expect(decodeMessage(bytes, exportTraceServiceRequest)).toBeTypeOf('object');
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedProtobufError);
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});
