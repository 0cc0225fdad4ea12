import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { mapBody, recordText, storedFields } from './support/hub-events.ts';

const TEXT = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constant('a "quoted" {x}, [y]'),
);
const PROPERTIES = fc.oneof(
  TEXT,
  fc.dictionary(TEXT, TEXT, { maxKeys: 3 }),
  fc.record({ messages: fc.array(fc.record({ role: TEXT, content: TEXT }), { maxLength: 3 }), n: fc.integer() }),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify({ value })),
);
const RECORDS = fc.array(PROPERTIES, { minLength: 2, maxLength: 5 }).map((all) =>
  all.map((properties, index) =>
    JSON.stringify({
      time: '2026-05-24T12:23:02.4350000Z',
      resourceId: '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/A',
      category: 'Audit',
      correlationId: `record-${index}`,
      properties,
    }),
  ),
);
const FORM = fc.constantFrom(
  { open: '{"records":[', comma: ',', close: ']}' },
  { open: '{ "version": "1.0", "records" : [\n', comma: ',\n', close: '\n], "count": 2 }\n' },
  { open: '[', comma: ' , ', close: ']' },
  { open: '', comma: '\n', close: '\n' },
);

/** A change of the bytes at an offset. */
interface Damage {
  readonly removed: number;
  readonly inserted: Uint8Array;
}

const REPLACED = fc.oneof(
  fc.record({
    removed: fc.constant(1),
    inserted: fc.constantFrom(Uint8Array.of(0xff), Uint8Array.of(0), Uint8Array.of(0xc3)),
  }),
  fc.record({ removed: fc.nat(6), inserted: fc.uint8Array({ maxLength: 6 }) }),
  fc.record({
    removed: fc.nat(1),
    inserted: fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', "'", '\n', '').map((sign) => Buffer.from(sign)),
  }),
) satisfies fc.Arbitrary<Damage>;

function isRecord(bytes: Uint8Array): boolean {
  try {
    return isUtf8(bytes) && typeof JSON.parse(Buffer.from(bytes).toString()) === 'object';
  } catch {
    return false;
  }
}

function correlationIds(documents: ReturnType<typeof mapBody>['documents']): string[] {
  return documents.map((document) => storedFields(document).azure.open_ai.correlation_id);
}

/** Returns the bytes of a dead letter. */
function readBytes({ body, origin }: ReturnType<typeof mapBody>['deadLetters'][number]): Buffer {
  return Buffer.from(body, origin['encoding'] === 'base64' ? 'base64' : 'utf8');
}

/** Returns each byte as one character, without the white space and comma that may separate records. */
function withoutSpace(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/[ \t\r\n\0]/g, '').replace(/,$/, '');
}

it('white space that is none of JSON is damage, and is kept', () => {
  const cut = `${recordText({ correlationId: 'cut' }).slice(0, -1)}\u000b`;
  const { documents, deadLetters } = mapBody(Buffer.from(`${recordText({ correlationId: 'whole' })}\n${cut}\n`));
  expect(correlationIds(documents)).toEqual(['whole']);
  expect(deadLetters.map(({ body }) => body)).toEqual([cut]);
});

it('damage within one record loses only that record, and is kept byte by byte', () => {
  fc.assert(
    fc.property(RECORDS, FORM, REPLACED, fc.nat(), fc.nat(), (records, form, { removed, inserted }, which, where) => {
      const damagedIndex = which % records.length;
      const record = Buffer.from(records[damagedIndex]!);
      // Not before the first byte: the record would stay whole and be kept.
      const at = 1 + (where % (record.length - 1));
      const damaged = Buffer.concat([record.subarray(0, at), inserted, record.subarray(at + removed)]);
      fc.pre(!isRecord(damaged) && !damaged.includes(record) && !isRecord(damaged.subarray(0, -1)));
      const body = Buffer.concat([
        Buffer.from(form.open),
        ...records.flatMap((text, index) => [
          ...(index > 0 ? [Buffer.from(form.comma)] : []),
          index === damagedIndex ? damaged : Buffer.from(text),
        ]),
        Buffer.from(form.close),
      ]);
      const none = { sanitizeNewlines: false, sanitizeSinglequotes: false };
      const { documents, deadLetters } = mapBody(body, none);
      const others = records.map((_, index) => `record-${index}`).filter((_, index) => index !== damagedIndex);
      expect(correlationIds(documents)).toEqual(others);
      const kept = withoutSpace(Buffer.concat(deadLetters.map(readBytes)));
      // A string without an end may reach the end of the body.
      expect([damaged, Buffer.concat([damaged, Buffer.from(form.close)])].map(withoutSpace)).toContain(kept);
    }),
    { numRuns: 1000 },
  );
});

it('an event truncated anywhere keeps the records before, and the rest as a dead letter', () => {
  fc.assert(
    fc.property(RECORDS, FORM, fc.nat(), (records, form, where) => {
      const whole = Buffer.from(form.open + records.join(form.comma) + form.close);
      const ends = records.map((_, index) =>
        Buffer.byteLength(form.open + records.slice(0, index + 1).join(form.comma)),
      );
      const length = ends[0]! + (where % (whole.length - ends[0]!));
      const before = ends.filter((end) => end <= length).length;
      const { documents, deadLetters } = mapBody(whole.subarray(0, length));
      expect(correlationIds(documents)).toEqual(records.slice(0, before).map((_, index) => `record-${index}`));
      if (before === records.length) return;
      const rest = whole.subarray(ends[before - 1]! + form.comma.length, length);
      expect(withoutSpace(Buffer.concat(deadLetters.map(readBytes)))).toBe(withoutSpace(rest));
    }),
    { numRuns: 1000 },
  );
});

const A = recordText({ correlationId: 'a' });
const B = recordText({ correlationId: 'b' });
const C = recordText({ correlationId: 'c', properties: { text: 'grün' } });

/** Encodes a record so that one byte is not UTF-8. */
function latin1(record: string): Buffer {
  return Buffer.from(record, 'latin1');
}

function read(body: string | Uint8Array): { kept: string[]; letters: [reason: string, body: string][] } {
  const { documents, deadLetters } = mapBody(body);
  return {
    kept: correlationIds(documents),
    letters: deadLetters.map((letter) => [letter.reason, readBytes(letter).toString('latin1')]),
  };
}

it('a byte that is not UTF-8 loses only its record, in each of several records', () => {
  const body = Buffer.concat([
    Buffer.from(`{"records":[${A},`),
    latin1(C),
    Buffer.from(`,${B},`),
    latin1(C),
    Buffer.from(`,${A}]}`),
  ]);
  const letter = ['the record is not UTF-8', C];
  expect(read(body)).toEqual({ kept: ['a', 'b', 'a'], letters: [letter, letter] });
  expect(mapBody(body).documents.map(({ id }) => id.split('/')[4])).toEqual(['0', '2', '4']);
});

it.each([
  ['a missing comma', `{"records":[${A}${B}]}`, []],
  ['another character instead of a comma', `{"records":[${A};${B}]}`, [';']],
  ['additional characters between records', `{"records":[${A}},"${B}]}`, ['},"']],
  ['an additional bracket before a record', `{"records":[${A},[${B}]}`, ['[']],
  ['a damaged name of the list', `{"reXords":[${A},${B}]}`, ['{"reXords":[']],
  ['damage before the list', `{"version":"1.0,"records":[${A},${B}]}`, ['{"version":"1.0,"records":[']],
  ['damage after the list', `{"records":[${A},${B}],"count":2x}`, ['],"count":2x}']],
  ['a missing end', `{"records":[${A},${B}`, []],
  ['a line without an end', `${A}${B}\n`, []],
  ['an object on their line that is not a record', `${A}{"x":1}${B}{"x":2}`, ['{"x":1}', '{"x":2}']],
  ['an element after damage that is not an object', `{"records":[${A},{"category":},17,${B}]}`, ['{"category":},17']],
])('every record is kept despite %s', (_, body, damage) => {
  const { kept, letters } = read(body);
  expect(kept).toEqual(['a', 'b']);
  expect(letters.map(([, text]) => text)).toEqual(damage);
});

it('several damaged records lose only themselves', () => {
  const [one, other] = [A.slice(0, -9), B.replace(':', '')];
  expect(read(`{"records":[${one},${A},${other},${B}]}`)).toMatchObject({
    kept: ['a', 'b'],
    letters: [
      [{}, one],
      [{}, other],
    ].map(([, text]) => [expect.any(String), text]),
  });
});

it('a record in single quotes is read between others, one of them damaged', () => {
  const quoted = "{'time':'2026-05-24T12:23:02Z','category':'Audit','correlationId':'q'}";
  const { kept, letters } = read(`{"records":[${A},${quoted},${A},${B.slice(0, -3)},${B}]}`);
  expect(kept).toEqual(['a', 'q', 'a', 'b']);
  expect(letters).toHaveLength(1);
});

it('an object within a damaged record is not a record', () => {
  const damaged =
    '{"time":"2026-05-24T12:23:02Z","category":"Audit","properties":{"list":[{"category":"hate"},{"category":"self"}]';
  expect(read(`{"records":[${A},${damaged}}`)).toEqual({ kept: ['a'], letters: [[expect.any(String), `${damaged}}`]] });
  expect(read(`{"records":[${A},${damaged}"},${B}]}`)).toEqual({
    kept: ['a', 'b'],
    letters: [[expect.any(String), `${damaged}"}`]],
  });
});

it.each(['utf16le', 'utf16le with a byte order mark', 'utf16be', 'utf16be with a byte order mark'])(
  'a body in %s is read',
  (encoding) => {
    const text = `${encoding.includes('mark') ? '\uFEFF' : ''}{"records":[${A},${C}]}`;
    const bytes = Buffer.from(text, 'utf16le');
    expect(read(encoding.startsWith('utf16be') ? bytes.swap16() : bytes)).toEqual({ kept: ['a', 'c'], letters: [] });
  },
);

it('zeros after the records are padding', () => {
  expect(read(`{"records":[${A},${B}]}\0\0\0`)).toEqual({ kept: ['a', 'b'], letters: [] });
});

it('a compressed body is a dead letter whose reason says so', () => {
  const body = gzipSync(`{"records":[${A}]}`);
  expect(read(body)).toEqual({
    kept: [],
    letters: [['the body is compressed (gzip), which is not supported', body.toString('latin1')]],
  });
});

it.each([
  ['objects without an end', '{"a":'.repeat(150_000)],
  ['lists of objects', `{"category":[${'{},'.repeat(300_000)}`],
  ['nested objects, one of them without an end', `${'{"a":'.repeat(100_000)}1${'}'.repeat(99_999)}`],
  ['brackets and quotes', '{"'.repeat(400_000)],
  ['white space', `${' '.repeat(500_000)}x${' '.repeat(500_000)}`],
])('a damaged record that holds only %s is one dead letter, and the records before it are kept', (_, damage) => {
  const { kept, letters } = read(`{"records":[${A},${damage}`);
  expect(kept).toEqual(['a']);
  expect(letters).toHaveLength(1);
});
