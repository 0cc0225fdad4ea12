import { expect, test } from 'vitest';
import { callsOf } from '../../../src/demo/calls.ts';
import { totalsOf, totalsTable } from '../../../src/demo/report/totals.ts';
import { answered, chat, plain } from './support.ts';

test('totals are sorted by cost, and a missing price or count is marked, never 0', () => {
  const spans = [
    chat('a', answered('cheap', 10, 1, 0.0000001)),
    chat('a', answered('cheap', 20, 2, 0.0000002)),
    chat('b', answered('dear', 1000, 100, 0.5)),
    chat('b', { 'gen_ai.response.model': 'dear' }),
    chat('b', answered('dear', 1, 1)),
    chat('c', answered('free?', 5, 5)),
    chat('d', { 'error.type': 'NotFoundError' }),
  ];
  expect(totalsTable(callsOf(spans), plain)).toEqual([
    'model             calls    in cached out reasoning       cost  of which',
    'dear                  3 1,001      0 101         0 $0.5000000  1 unpriced, 1 no usage',
    'cheap                 2    30      0   3         0 $0.0000003',
    'free?                 1     5      0   5         0   unpriced',
    'no model answered     1     –      –   –         –          –',
    'all                   7 1,036      0 109         0 $0.5000003  2 unpriced, 2 no usage',
  ]);
});

test('the sum of costs has no rounding noise', () => {
  const spans = [0.1, 0.2].map((cost) => chat('a', answered('model', 1, 1, cost)));
  expect(totalsOf(callsOf(spans))[0]!.cost).toBe(0.3);
});
