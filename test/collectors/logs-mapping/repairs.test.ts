import { expect, it } from 'vitest';
import { mapBody, recordText, storedFields } from './support/hub-events.ts';

const RECORD = recordText({ correlationId: 'a', properties: { apiName: 'it\'s "quoted"' } });

function openAi(body: string, options = {}): any[] {
  const { documents, deadLetters } = mapBody(body, options);
  expect(deadLetters).toEqual([]);
  return documents.map((document) => storedFields(document).azure.open_ai);
}

it('JSON in single quotes is read', () => {
  const body = `{'category': 'Audit', 'operationName': 'ListKey', 'properties': {'objectId': 'say "it\\'s"'}}`;
  expect(openAi(body)).toEqual([
    { category: 'Audit', operation_name: 'ListKey', properties: { object_id: 'say "it\'s"' } },
  ]);
});

it('single quotes within double quotes are kept', () => {
  const body = `{'category': "Audit", 'operationName': "it's"}`;
  expect(openAi(body)[0].operation_name).toBe("it's");
});

it('each line in single quotes is read', () => {
  const line = `{'category': 'Audit', 'operationName': 'ListKey'}`;
  expect(openAi(`${line}\n${line}`)).toHaveLength(2);
  expect(openAi(`${RECORD}\n${line}\n${RECORD}`)).toHaveLength(3);
});

it('line breaks within a string are removed', () => {
  const body = '{"records":[{"category":"Audit","operationName":"List\n\r\nKey"}]}';
  expect(openAi(body)[0].operation_name).toBe('ListKey');
});

it('a record with a line break in it is read between others', () => {
  const invalid = '{"category":"Audit","operationName":"List\nKey"}';
  expect(openAi(`${RECORD}\n${invalid}\n${RECORD}`).map((one) => one.operation_name)).toEqual([
    undefined,
    'ListKey',
    undefined,
  ]);
});

it('line breaks and single quotes in one record are repaired', () => {
  expect(openAi("{'category':'Audit','operationName':'List\nKey'}")[0].operation_name).toBe('ListKey');
});

it('numbers of repaired JSON are exact', () => {
  const { documents } = mapBody("{'category':'Audit','n':638481757794854611}");
  expect(JSON.stringify(documents[0]?.fields)).toContain('"n":638481757794854611');
});

it('valid JSON is not repaired', () => {
  const text = JSON.stringify("a ' b ' c \n d");
  const { documents } = mapBody(`{\n"category":"Audit","operationName":${text}\n}`, { preserveOriginalEvent: true });
  expect(storedFields(documents[0]).azure.open_ai.operation_name).toBe("a ' b ' c \n d");
  expect(storedFields(documents[0]).event.original).toContain('\n');
});

it('each repair can be turned off', () => {
  const quotes = "{'category':'Audit'}";
  const newline = '{"category":"Audit","operationName":"List\nKey"}';
  const none = { sanitizeNewlines: false, sanitizeSinglequotes: false };
  expect(mapBody(quotes, none).deadLetters.map(({ body }) => body)).toEqual([quotes]);
  expect(mapBody(newline, none).deadLetters.map(({ body }) => body)).toEqual([newline]);
  expect(mapBody(quotes, { sanitizeNewlines: false }).documents).toHaveLength(1);
  expect(mapBody(newline, { sanitizeSinglequotes: false }).documents).toHaveLength(1);
});

it('a body that cannot be repaired is a dead letter as it was received', () => {
  const body = "{'category':'Audit',\n'operationName':'List";
  expect(mapBody(body)).toMatchObject({ documents: [], deadLetters: [{ body }] });
});
