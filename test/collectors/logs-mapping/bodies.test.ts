import { expect, it } from 'vitest';
import { ENQUEUED, mapBody, recordText, storedFields } from './support/hub-events.ts';

const A = recordText({ correlationId: 'a' });
const B = recordText({ correlationId: 'b' });

function correlationIds(body: string | Uint8Array, options = {}): unknown[] {
  const { documents, deadLetters } = mapBody(body, options);
  expect(deadLetters).toEqual([]);
  return documents.map((document) => storedFields(document).azure.open_ai.correlation_id);
}

it.each([
  ['{"records": […]}', `{"records":[${A},${B}]}`],
  ['{"records": […]} with other members', `{"version":"1.0","records":[${A},${B}],"count":2}`],
  ['a list', `[${A},${B}]`],
  ['lines of objects', `${A}\n${B}\n`],
  ['lines that end as on Windows, some of them empty', `\r\n${A}\r\n\r\n${B}\r\n`],
  ['lines of envelopes and lists', `{"records":[${A}]}\n[${B}]`],
  ['indented JSON', JSON.stringify({ records: [JSON.parse(A), JSON.parse(B)] }, null, 2)],
  ['a text with a byte order mark', `\uFEFF{"records":[${A},${B}]}`],
  ['lines with byte order marks', `\uFEFF${A}\n\uFEFF${B}`],
])('the records of %s are read', (_form, body) => {
  expect(correlationIds(body)).toEqual(['a', 'b']);
});

it('one object is one record', () => {
  expect(correlationIds(A)).toEqual(['a']);
  expect(correlationIds(` \n${A}\n `)).toEqual(['a']);
});

it.each([
  ['no bytes', ''],
  ['white space', ' \r\n\t'],
  ['a byte order mark alone', '\uFEFF'],
  ['an empty list named records', '{"records":[]}'],
  ['an empty list', '[]'],
])('a body with %s has no records', (_form, body) => {
  expect(mapBody(body)).toEqual({ documents: [], deadLetters: [] });
});

it('the last member named records counts, however it is escaped, as for JSON.parse', () => {
  const b = recordText({ correlationId: 'b', n: 'n' }).replace('"n":"n"', '"n":9007199254740995');
  const body = `{"records":[${A}, {"category":"Audit","n":9007199254740993}],"\\u0072ecords":[${b}]}`;
  const { documents } = mapBody(body, { preserveOriginalEvent: true });
  expect(documents).toHaveLength(1);
  expect(JSON.stringify(documents[0]?.fields['azure'])).toContain('9007199254740995');
  expect(storedFields(documents[0]).event.original).toBe(b);
});

const ORIGIN = {
  namespace: 'contoso.servicebus.windows.net',
  eventhub: 'openai-logs',
  consumer_group: '$Default',
  partition_id: '3',
  offset: '8589934592',
  sequence_number: 41,
  enqueued_time: new Date(ENQUEUED).toISOString(),
};

it.each([
  ['text', 'Azure says hello', 'the body is not JSON'],
  ['invalid JSON', '{"records":[1 2]}', 'the body is not JSON: invalid at position 14'],
  ['JSON that ends too early', '{"records":[{"category":', 'the body is not JSON: it ends too early'],
  ['a number', '42', 'the body is a number, not a JSON object or list'],
  ['null', 'null', 'the body is null, not a JSON object or list'],
  ['records that are an object', '{"records":{"category":"Audit"}}', 'records is an object, not a list'],
  ['records that are null', '{"records":null}', 'records is null, not a list'],
])('a body of %s is one dead letter', (_what, body, reason) => {
  expect(mapBody(body)).toEqual({ documents: [], deadLetters: [{ reason, origin: ORIGIN, body }] });
});

it('an element that is not an object is a dead letter, and the others are kept', () => {
  const { documents, deadLetters } = mapBody(`{"records":[${A}, 17 ,${B}, [${A}], null, "x"]}`);
  expect(documents).toHaveLength(2);
  expect(deadLetters.map(({ body }) => body)).toEqual(['17', `[${A}]`, 'null', '"x"']);
  expect(deadLetters[0]).toEqual({
    reason: 'the record is a number, not a JSON object',
    origin: { ...ORIGIN, index: 1 },
    body: '17',
  });
});

it('an invalid line is a dead letter, and the others are kept', () => {
  const { documents, deadLetters } = mapBody(`${A}\n{"category":"Audit",\n${B}\n7\nnonsense`);
  expect(documents.map(({ id }) => id.split('/')[4])).toEqual(['0', '2']);
  expect(deadLetters.map(({ body, origin }) => [body, origin['index']])).toEqual([
    ['{"category":"Audit",', 1],
    ['7', 3],
    ['nonsense', 4],
  ]);
});

it('an invalid first line is a dead letter, and the others are kept', () => {
  const { documents, deadLetters } = mapBody(`nonsense\n${A}\n${B}`);
  expect(documents).toHaveLength(2);
  expect(deadLetters).toEqual([
    { reason: 'the line is not a JSON object or list', origin: { ...ORIGIN, index: 0 }, body: 'nonsense' },
  ]);
});

it('a body that is not UTF-8 is a dead letter in base64', () => {
  const bytes = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]);
  expect(mapBody(bytes).deadLetters).toEqual([
    { reason: 'the body is not UTF-8', origin: { ...ORIGIN, encoding: 'base64' }, body: 'e//+fQ==' },
  ]);
});

it('a line that is not UTF-8 is a dead letter, and the others are kept', () => {
  const body = Buffer.concat([Buffer.from(`${A}\n`), Buffer.from([0xc3, 0x28]), Buffer.from(`\n${B}`)]);
  const { documents, deadLetters } = mapBody(body);
  expect(documents).toHaveLength(2);
  expect(deadLetters).toEqual([
    { reason: 'the line is not UTF-8', origin: { ...ORIGIN, index: 1, encoding: 'base64' }, body: 'wyg=' },
  ]);
});

it('the reason of a dead letter never quotes the body', () => {
  const { deadLetters } = mapBody('{"category":"Audit","prompt": secret words}');
  expect(deadLetters[0]?.reason).not.toContain('secret');
});

it('a record nested too deep is a dead letter, at any depth', () => {
  for (const depth of [600, 200_000]) {
    const deep = `{"category":"Audit","properties":{"x":${'['.repeat(depth)}1${']'.repeat(depth)}}}`;
    const { documents, deadLetters } = mapBody(`{"records":[${deep},${A}]}`);
    expect(documents).toHaveLength(1);
    expect(deadLetters).toEqual([
      { reason: 'the record is nested deeper than 500 levels', origin: { ...ORIGIN, index: 0 }, body: deep },
    ]);
  }
});

it('a record nested too deep is a dead letter even if its numbers must be parsed exactly', () => {
  const deep = `{"category":"Audit","a":9007199254740993,"b":9007199254740992,"c":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const { deadLetters } = mapBody(deep);
  expect(deadLetters.map(({ body }) => body)).toEqual([deep]);
});
