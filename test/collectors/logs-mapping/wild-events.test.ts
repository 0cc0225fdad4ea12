import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_CATEGORIES } from '../../../src/collectors/logs/record-options.ts';
import { decodeBody } from '../../../src/collectors/logs/decode/decode-body.ts';
import { logsMapper } from '../../../src/collectors/logs/logs-mapper.ts';
import { FIXTURES, fixtureRecords } from './support/elastic-fixtures.ts';
import { hubEvent } from './support/hub-events.ts';

const FIELDS = [
  'category',
  'Category',
  'time',
  'properties',
  'resourceId',
  'durationMs',
  'Level',
  'callerIpAddress',
  'resultType',
  'correlationId',
  'records',
  '__proto__',
  'rawJSON',
  'toJSON',
  'constructor',
  'requestTime',
  'responseTime',
  'method',
  'url',
  'responseCode',
  'requestSize',
  'requestBody',
  'responseBody',
  'backendRequestBody',
  'backendResponseBody',
  'backendResponseHeaders',
  'requestMessages',
  'choices',
  'message',
  'messages',
  'content',
  'usage',
  'error',
  'innererror',
  'content_filter_results',
  'apim-request-id',
  '',
] as const;

const { record } = fc.letrec<{ value: unknown; object: unknown; record: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom(
      ...DEFAULT_CATEGORIES,
      '2026-11-24T09:29:58.1234567Z',
      'Succeeded',
      '1.2.3.4',
      'https://a.example/b?c',
    ),
    fc.maxSafeInteger().map((n) => n * 1000),
    tie('object'),
    tie('object').map((value) => JSON.stringify(value)),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 6 }),
  record: fc
    .tuple(fc.constantFrom(...DEFAULT_CATEGORIES, 'Foreign'), tie('object'))
    .map(([category, rest]) => Object.assign(Object.create(null), rest, { category })),
}));

const REAL = fc.constantFrom(...FIXTURES.flatMap((name) => fixtureRecords(name)));
const RECORD = fc.oneof(
  record.map((value) => JSON.stringify(value)),
  REAL,
);
const BODY = fc.oneof(
  RECORD,
  fc.array(RECORD, { maxLength: 4 }).map((all) => `{"records":[${all.join(',')}]}`),
  fc.array(RECORD, { maxLength: 4 }).map((all) => `[${all.join(',')}]`),
  fc.array(fc.oneof(RECORD, fc.string()), { maxLength: 4 }).map((all) => all.join('\n')),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string(),
);
/** Truncated, with a character replaced, or in single quotes. */
const INVALID = fc.oneof(
  fc.tuple(BODY, fc.nat(1500)).map(([body, length]) => body.slice(0, length)),
  fc.tuple(BODY, fc.nat(300), fc.string()).map(([body, at, text]) => body.slice(0, at) + text + body.slice(at + 1)),
  BODY.map((body) => body.replaceAll('"', "'")),
);
const BYTES = fc.oneof(
  BODY.map((body) => Buffer.from(body)),
  INVALID.map((body) => Buffer.from(body)),
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(BODY, fc.nat(200), fc.uint8Array({ maxLength: 3 })).map(([body, at, bytes]) => {
    const whole = Buffer.from(body);
    return Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]);
  }),
);

it('every record becomes a document, is filtered or becomes a dead letter, and the mapper never throws', () => {
  fc.assert(
    fc.property(BYTES, fc.boolean(), (body, preserveOriginalEvent) => {
      const mapped = logsMapper({ preserveOriginalEvent })(hubEvent(body));
      const records = decodeBody(body);
      const foreign = records.filter((one) => {
        const category = one.record?.['category'] ?? one.record?.['Category'];
        return one.record !== undefined && !DEFAULT_CATEGORIES.includes(category as string);
      });
      if (records.length === 0) {
        expect(mapped).toEqual([{ filtered: true }]);
        // Only an empty body, or an empty list, has no records.
        expect(Buffer.from(body).toString()).toMatch(/^[\s\uFEFF]*$|\[\s*\]/);
        return;
      }
      expect(mapped).toHaveLength(records.length);
      expect(mapped.filter((one) => 'filtered' in one)).toHaveLength(foreign.length);
      for (const one of mapped) {
        if ('filtered' in one) continue;
        if ('deadLetter' in one) {
          expect(one.deadLetter.body).not.toBe('');
          continue;
        }
        const { fields, id } = one.document;
        expect(JSON.parse(JSON.stringify(fields))['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(512);
      }
    }),
    { numRuns: 1000 },
  );
});

it('an event is mapped the same way twice, by the same mapper and by another', () => {
  const map = logsMapper({ preserveOriginalEvent: true });
  fc.assert(
    fc.property(BYTES, (body) => {
      const first = JSON.stringify(map(hubEvent(body)));
      expect(JSON.stringify(map(hubEvent(body)))).toBe(first);
      expect(JSON.stringify(logsMapper({ preserveOriginalEvent: true })(hubEvent(body)))).toBe(first);
    }),
    { numRuns: 300 },
  );
});

it('the mapper does not change the event', () => {
  fc.assert(
    fc.property(BYTES, (body) => {
      const before = Buffer.from(body);
      logsMapper()(hubEvent(body));
      expect(before.equals(body)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
