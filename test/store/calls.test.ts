import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCalls } from '../../src/store/queries/calls.ts';
import type { CallsQuery } from '../../src/store/queries/find-calls.ts';
import { readOverview } from '../../src/store/queries/overview.ts';
import { call, NOW, stored } from './telemetry.ts';

const CONTENT = [
  call({ response: JSON.stringify({ choices: [{ message: { content: 'Der Grüße-Text ist schön' } }] }), cost: 0.3 }),
  call(
    { 'app.tenant': 'contoso', 'http.route': '/a b', tags: ['first', 'second', 'third'], cost: 0.1 },
    { start: NOW - 1000 },
  ),
  call({ 'app.tenant': 'contoso retail', cost: 0.2 }, { start: NOW - 26 * 3_600_000 }),
];

test.each<[what: string, query: Partial<CallsQuery>, found: number[]]>([
  ['words of the response', { text: 'schön' }, [0]],
  ['words without accents', { text: 'schon text' }, [0]],
  ['the beginning of a word', { text: 'grü*' }, [0]],
  ['a phrase', { text: '"ist schön"' }, [0]],
  ['a word that is nowhere', { text: 'nowhere' }, []],
  ['an attribute with exactly this value', { attributes: ['app.tenant=contoso'] }, [1]],
  ['an attribute whose value has blanks', { attributes: ['http.route=/a b'] }, [1]],
  ['an attribute of the resource', { attributes: ['service.name=app'] }, [1, 0, 2]],
  ['a value in the middle of a list', { attributes: ['tags=second'] }, [1]],
  ['an attribute, and words', { text: 'contoso', attributes: ['app.tenant=contoso retail'] }, [2]],
  ['characters that are operators of a search', { text: 'NEAR( OR "' }, []],
])('calls are found by %s', (_, query, found) => {
  const { calls } = readCalls(stored({ spans: CONTENT }), { from: 0, to: NOW, ...query });
  expect(calls.map(({ traceId }) => CONTENT.findIndex((span) => span.traceId === traceId))).toEqual(found);
});

test.each<
  [sort: NonNullable<CallsQuery['sort']>, order: NonNullable<CallsQuery['order']>, text: string, expected: number[]]
>([
  ['time', 'desc', '', [1, 0, 2]],
  ['time', 'asc', '', [2, 0, 1]],
  ['cost', 'desc', '', [0, 2, 1]],
  ['cost', 'asc', 'contoso', [1, 2]],
  ['duration', 'desc', 'contoso', [1, 2]],
  ['tokens', 'asc', 'chat', [1, 0, 2]],
])('calls are sorted by %s %s, in a search for "%s" too', (sort, order, text, expected) => {
  const { calls } = readCalls(stored({ spans: CONTENT }), { from: 0, to: NOW, sort, order, text });
  expect(calls.map(({ traceId }) => CONTENT.findIndex((span) => span.traceId === traceId))).toEqual(expected);
});

test('a list of calls has pages, each call once', () => {
  const spans = Array.from({ length: 25 }, (_, index) => call({}, { start: NOW - 1000 - index }));
  const db = stored({ spans });
  const pages = [0, 10, 20].map((offset) => readCalls(db, { from: 0, to: NOW, offset, limit: 10 }));
  expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
  expect(pages.flatMap(({ calls }) => calls.map(({ traceId }) => traceId))).toEqual(
    spans.map(({ traceId }) => traceId),
  );
});

test('pages of any list and of any search have each call once, in the same order', () => {
  const anyCall = fc.record({
    cost: fc.constantFrom(null, 0, 0.5),
    at: fc.nat(3),
    duration: fc.nat(2),
    tokens: fc.nat(2),
  });
  const anyQuery = fc.record({
    sort: fc.constantFrom('time', 'cost', 'duration', 'tokens'),
    order: fc.constantFrom('asc', 'desc'),
    limit: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyCall, { maxLength: 20 }),
      fc.array(anyQuery, { minLength: 1, maxLength: 5 }),
      (rows, queries) => {
        const spans = rows.map(({ cost, at, duration, tokens }) =>
          call({ cost, 'gen_ai.usage.input_tokens': tokens }, { start: NOW - 1 - at * 20 * 3_600_000, duration }),
        );
        const db = stored({ spans });
        for (const { limit, ...query } of queries) {
          const [all, searched] = ['', 'chat'].map((text) => {
            const pages = Array.from({ length: spans.length + 1 }, (_, page) =>
              readCalls(db, { from: 0, to: NOW, ...query, text, offset: page * limit, limit }),
            );
            return pages.flatMap(({ calls }) => calls.map(({ spanId }) => spanId));
          });
          expect(searched).toEqual(all);
          expect(new Set(all)).toEqual(new Set(spans.map(({ spanId }) => spanId)));
          expect(all).toHaveLength(spans.length);
        }
        db.close();
      },
    ),
    { numRuns: 50 },
  );
});

test('a call is unpriced in a list exactly if sums count it so', () => {
  const usage = { 'gen_ai.usage.input_tokens': 3 };
  const spans = [
    call(usage),
    call({ ...usage, cost: 0.1 }),
    call({ 'azure.openai.cost.absent_reason': 'no_usage' }),
    call({ ...usage, 'azure.openai.cost.absent_reason': 'not_finished' }),
    call(),
  ];
  const db = stored({ spans });
  const { calls } = readCalls(db, { from: 0, to: NOW });
  const unpriced = calls.filter((one) => one.unpriced).map(({ traceId }) => traceId);
  expect(unpriced.toSorted()).toEqual([spans[0]!.traceId, spans[2]!.traceId].toSorted());
  expect(readOverview(db, { from: 0, to: NOW }).totals.unpriced).toBe(2);
});
