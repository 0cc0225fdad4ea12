import { describe, expect, test } from 'vitest';
import { allOf, type Filter, isOneOf, toEsql, toKql, toQuery } from '../../src/elastic/kibana/filter.ts';

const CASES: readonly (readonly [Filter, string, string, object])[] = [
  [{ field: 'a.b', is: 'x "y"' }, 'a.b : "x \\"y\\""', 'a.b == "x \\"y\\""', { term: { 'a.b': 'x "y"' } }],
  [{ field: 'a', is: 429 }, 'a : 429', 'a == 429', { term: { a: 429 } }],
  [{ field: 'a', is: true }, 'a : true', 'a == true', { term: { a: true } }],
  [{ field: 'a', exists: true }, 'a : *', 'a IS NOT NULL', { exists: { field: 'a' } }],
  [{ field: 'a', startsWith: ['5'] }, 'a : 5*', '(STARTS_WITH(a, "5"))', { prefix: { a: '5' } }],
  [
    { field: 'a', startsWith: ['4', '5'] },
    'a : (4* or 5*)',
    '(STARTS_WITH(a, "4") OR STARTS_WITH(a, "5"))',
    { bool: { should: [{ prefix: { a: '4' } }, { prefix: { a: '5' } }], minimum_should_match: 1 } },
  ],
  [
    allOf({ field: 'a', exists: true }, { not: isOneOf('a', ['x', 'y']) })!,
    'a : * and not (a : "x" or a : "y")',
    '(a IS NOT NULL AND NOT ((a == "x" OR a == "y")))',
    {
      bool: {
        filter: [
          { exists: { field: 'a' } },
          {
            bool: {
              must_not: [{ bool: { should: [{ term: { a: 'x' } }, { term: { a: 'y' } }], minimum_should_match: 1 } }],
            },
          },
        ],
      },
    },
  ],
];

describe.each(CASES)('the filter %j', (filter, kql, esql, query) => {
  test('is written as KQL, as ES|QL and as a query', () => {
    expect([toKql(filter), toEsql(filter), toQuery(filter)]).toEqual([kql, esql, query]);
  });
});

test('no filter finds every document', () => {
  expect([toKql(undefined), toQuery(undefined), allOf()]).toEqual(['', { match_all: {} }, undefined]);
});

test('a filter alone is written without others', () => {
  expect(allOf(undefined, { field: 'a', is: 'x' })).toEqual({ field: 'a', is: 'x' });
});
