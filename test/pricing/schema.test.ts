import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { InvalidPricesError, validatePrices } from '../../src/pricing/index.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const SCHEMA = JSON.parse(readFileSync(new URL('../../prices.schema.json', import.meta.url), 'utf8')) as Schema;
const { row: ROW = {}, tokenPrices: TOKEN_PRICES = {} } = SCHEMA.$defs ?? {};

it('the published JSON schema has the fields that are checked', () => {
  expect(fieldsOf({ model: 'm', x: 1 })).toEqual(Object.keys(ROW.properties ?? {}));
  expect(fieldsOf({ model: 'm', usdPerMillionTokens: { x: 1 } })).toEqual(Object.keys(TOKEN_PRICES.properties ?? {}));
  expect(fieldsOf({ model: 'm', longContext: { x: 1, above: 1, usdPerMillionTokens: {} } })).toEqual(
    Object.keys(ROW.properties?.['longContext']?.properties ?? {}),
  );
  expect(fieldsOf({ model: 'm', images: [{ x: 1, quality: 'q', size: 's', usdPerImage: 1 }] })).toEqual(
    Object.keys(ROW.properties?.['images']?.items?.properties ?? {}),
  );
});

it('the published JSON schema has the names that are checked', () => {
  expect(namesOf({ model: 'm', scope: 'x' })).toEqual(ROW.properties?.['scope']?.enum);
  expect(namesOf({ model: 'm', tier: 'x' })).toEqual(ROW.properties?.['tier']?.enum);
  expect(namesOf({ model: 'm', zones: ['x'] })).toEqual(ROW.properties?.['zones']?.items?.enum);
  expect(namesOf({ model: 'm', unknown: ['x'] })).toEqual(ROW.properties?.['unknown']?.items?.enum);
});

function fieldsOf(row: object): string[] | undefined {
  return /is not a known field \((.+)\)/.exec(problemOf(row))?.[1]?.split(', ');
}

function namesOf(row: object): string[] | undefined {
  return /must be one of (.+), not/.exec(problemOf(row))?.[1]?.split(', ');
}

function problemOf(row: object): string {
  try {
    validatePrices([row]);
  } catch (error) {
    if (error instanceof InvalidPricesError) return error.problems.join('\n');
  }
  return '';
}
