import { readFileSync } from 'node:fs';
import { parseWithTexts } from './json-texts.ts';

const FOLDER = new URL('../../../fixtures/elastic/logs/', import.meta.url);

export const FIXTURES = [
  'test-open-ai-audit',
  'test-open-ai-request-response',
  'test-open-ai-gateway',
  'test-open-ai-gateway.ip89',
] as const;

export type Fixture = (typeof FIXTURES)[number];

/** Returns the records of a fixture, which has one in each line. */
export function fixtureRecords(name: Fixture): string[] {
  return readFileSync(new URL(`${name}.log`, FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Returns Elastic's documents without `source.geo` and `source.as`, which an ingest pipeline looks up. */
export function expectedDocuments(name: Fixture): unknown[] {
  const text = readFileSync(new URL(`${name}.log-expected.json`, FOLDER), 'utf8');
  const { expected } = parseWithTexts(text) as { expected: { source?: { ip: unknown } }[] };
  return expected.map((document) =>
    document.source === undefined ? document : { ...document, source: { ip: document.source.ip } },
  );
}
