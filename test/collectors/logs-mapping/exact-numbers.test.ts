import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clean, withExactNumbers } from '../../../src/collectors/logs/document/clean.ts';
import { parseExactly } from '../../../src/collectors/logs/decode/json.ts';
import { plainSource } from '../../../src/collectors/logs/decode/record-source.ts';
import { readRecords } from '../../../src/collectors/logs/decode/read-records.ts';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { canonical, parseWithTexts } from './support/json-texts.ts';

const DIGITS = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
/** Different integers, some of which are the same double. */
const CLOSE = fc.integer({ min: 0, max: 300 }).map((more) => String(638481757794854611n + BigInt(more)));
const NUMBER = fc.oneof(
  { weight: 4, arbitrary: CLOSE },
  DIGITS,
  fc.constantFrom('9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993'),
  fc.constantFrom('1e18', '1E+30', '6.38481757794854611e17', '1e400', '-1e999', '638481757794854611.0', '0.1', '-0'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
const NAME = fc.constantFrom('a', 'b', 'c', '1', '0', '', '__proto__', 'records', '"q"', 'back\\slash', 'camelCase');
const TEXT = fc.oneof(
  fc.string({ unit: 'binary' }),
  CLOSE,
  fc.constantFrom('\\', '"', '\\"', '{"a":', ',638481757794854611,'),
);
const SPACE = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t ');

/** JSON texts with white space, repeated names, names that are numbers, and numbers beyond 2^53. */
const { object, list, value } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    NUMBER,
    TEXT.map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    tie('object'),
    tie('list'),
  ),
  object: fc
    .array(fc.tuple(NAME, SPACE, tie('value'), SPACE))
    .map(
      (all) =>
        `{${all.map(([name, before, text, after]) => `${before}${JSON.stringify(name)}${after}:${before}${text}${after}`).join(',')}}`,
    ),
  list: fc
    .array(fc.tuple(SPACE, tie('value')))
    .map((all) => `[${all.map(([before, text]) => before + text).join(',')}]`),
}));

/** Parses every record the slow way, which gives the expected numbers. */
function parseSlowly(record: string): string {
  return canonical(
    clean(
      parseExactly(record),
      'kept',
      plainSource(() => record),
    ) ?? null,
  );
}

function parseFast(body: string): string[] {
  return readRecords(body).map((one) => {
    if (one.record === undefined) return `not an object: ${one.body}`;
    const kept = withExactNumbers(one.record, one.source, (value, source) => clean(value, 'kept', source));
    return canonical(kept ?? null);
  });
}

it('numbers are the same as if every record were parsed exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(object, value)), SPACE, fc.boolean(), (records, space, envelope) => {
      const expected = records.map((text) => (text.startsWith('{') ? parseSlowly(text) : `not an object: ${text}`));
      const texts = records.map((text) => space + text + space).join(',');
      const body = envelope ? `{"a":${'9007199254740993'},"records":${space}[${texts}]${space},"b":[1]}` : `[${texts}]`;
      expect(parseFast(body)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('the text of a record is exactly its own part of the body', () => {
  fc.assert(
    fc.property(fc.array(object), SPACE, (records, space) => {
      const body = `${space}[${records.map((text) => space + text + space).join(',')}]${space}`;
      expect(readRecords(body).map((one) => one.record && one.source.text)).toEqual(records);
    }),
  );
});

it('an object that is the whole body is read the same, whatever it holds', () => {
  fc.assert(
    fc.property(object, SPACE, (record, space) => {
      fc.pre(!Object.hasOwn(JSON.parse(record), 'records'));
      expect(parseFast(space + record + space)).toEqual([parseSlowly(record)]);
    }),
  );
});

it('a document has every number beyond 2^53 as its record has it, in properties as an object and as a string', () => {
  fc.assert(
    fc.property(list, (numbers) => {
      const expected = canonical(
        clean(
          parseWithTexts(parseSlowly(numbers)),
          'snake',
          plainSource(() => ''),
        ) ?? null,
      );
      for (const properties of [`{"x":${numbers}}`, JSON.stringify(`{"x":${numbers}}`)]) {
        const document = diagnosticRecordToDocument(`{"category":"Trace","properties":${properties}}`);
        const fields: any = parseWithTexts(JSON.stringify(document?.fields));
        expect(canonical(fields.azure.open_ai.properties?.x ?? null)).toBe(expected);
      }
    }),
  );
});
