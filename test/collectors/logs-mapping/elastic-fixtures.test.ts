import { describe, expect, it } from 'vitest';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import { FIXTURES, expectedDocuments, fixtureRecords } from './support/elastic-fixtures.ts';
import { mapBody } from './support/hub-events.ts';
import { canonical, parseWithTexts } from './support/json-texts.ts';

const OPTIONS = { tags: [], preserveOriginalEvent: true };

/** Returns a document as it would be stored, without the field that an agent adds. */
function stored(document: Document | undefined): string {
  const { data_stream: _, ...fields } = parseWithTexts(JSON.stringify(document?.fields)) as Record<string, unknown>;
  return canonical(fields);
}

describe.each(FIXTURES)('%s', (name) => {
  const records = fixtureRecords(name);
  const expected = expectedDocuments(name).map((document) => canonical(document));

  it('each record becomes the document that Elastic expects, digit for digit', () => {
    const made = records.map((record) => stored(diagnosticRecordToDocument(record, OPTIONS)));
    expect(made.slice(0, expected.length)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it.each([
    ['an object of records', `{"records":[${records.join(',')}]}`],
    ['a list', `[${records.join(', ')}]`],
    ['lines', records.join('\n')],
  ])('the records become the same documents if the body is %s', (_form, body) => {
    const { documents, deadLetters } = mapBody(body, OPTIONS);
    expect(documents.slice(0, expected.length).map((document) => stored(document))).toEqual(expected);
    expect(documents).toHaveLength(records.length);
    expect(deadLetters).toEqual([]);
  });
});

it('ticks take precedence over a negative durationMs', () => {
  const [, positive, negative] = fixtureRecords('test-open-ai-request-response');
  expect(negative).toContain('"durationMs":-1021');
  const expected = JSON.parse(stored(diagnosticRecordToDocument(positive as string, { tags: [] })));
  const document = JSON.parse(stored(diagnosticRecordToDocument(negative as string, { tags: [] })));
  expect(document.event).toEqual({ duration: 1_021_000_000 });
  Object.assign(expected.azure.open_ai.properties, { model_deployment_name: 'dall-e-3', model_name: 'dall-e-3' });
  expect(document).toEqual(expected);
});

it('the ticks keep their 18 digits, from an object and from a string', () => {
  const { documents } = mapBody(fixtureRecords('test-open-ai-request-response').join('\n'));
  const texts = documents.map((document) => JSON.stringify(document.fields));
  expect(texts[0]).toContain('"request_time":638481757794854611,');
  expect(texts[0]).toContain('"response_time":638481757795877942,');
  expect(texts[1]).toContain('"request_time":638515262815394150,');
});
