import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyKey, buildTree, listVisible, type TreeNode } from '../../../src/dashboard/page/trace/tree.ts';
import type { TraceSpan } from '../../../src/store/queries/call.ts';

function span(spanId: string, parentSpanId = '', more: Partial<TraceSpan> = {}): TraceSpan {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    service: 'app',
    start: 1000,
    duration: 1,
    failed: false,
    isCall: false,
    firstChunk: null,
    cost: null,
    unpriced: false,
    partial: null,
    retries: [],
    ...more,
  };
}

/** Writes rows as `2 b` for a node `b` of the level 2. */
function outline(nodes: readonly TreeNode[]): string[] {
  return nodes.map(({ level, span }) => `${level} ${span.spanId}`);
}

test('spans are listed below their parents, in the order in which they started', () => {
  const { roots } = buildTree([span('a'), span('b', 'a'), span('c', 'b'), span('d', 'a'), span('e', 'missing')]);
  expect(outline(listVisible(roots, new Set()))).toEqual(['1 a', '2 b', '3 c', '2 d', '1 e']);
  expect(outline(listVisible(roots, new Set(['b'])))).toEqual(['1 a', '2 b', '2 d', '1 e']);
  expect(roots.map(({ position, siblings }) => [position, siblings])).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test('every span is listed exactly once, whatever its parents are', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const parents = fc.array(fc.constantFrom('', 'none', ...ids), { minLength: ids.length, maxLength: ids.length });
  fc.assert(
    fc.property(parents, (chosen) => {
      const { roots, total } = buildTree(ids.map((id, index) => span(id, chosen[index])));
      const listed = listVisible(roots, new Set()).map((node) => node.span.spanId);
      expect(listed.toSorted()).toEqual(ids);
      expect(total.spans).toBe(ids.length);
    }),
  );
});

test('a trace of 20,000 spans, each below the last one, is no problem for the stack', () => {
  const spans = Array.from({ length: 20_000 }, (_, index) => span(`${index}`, index === 0 ? '' : `${index - 1}`));
  const { roots } = buildTree(spans);
  expect(listVisible(roots, new Set()).at(-1)).toMatchObject({ level: 20_000 });
});

test('the cost of a span is the sum of the calls below it, and calls without a price are counted apart', () => {
  const { roots, total } = buildTree([
    span('root'),
    span('x', 'root', { isCall: true, cost: 0.25, retries: [0.1] }),
    span('y', 'root', { isCall: true, cost: 0.5 }),
    span('z', 'root', { isCall: true, unpriced: true }),
    span('f', 'root', { isCall: true, failed: true }),
  ]);
  const sums = { calls: 4, failed: 1, cost: 0.75, priced: 2, unpriced: 1, retries: 1 };
  expect(roots[0]!.total).toEqual({ ...sums, spans: 4 });
  expect(total).toEqual({ ...sums, spans: 5 });
});

test('a trace lasts from its first start to its last end', () => {
  const spans = [span('a', '', { start: 5000, duration: 1 }), span('b', 'a', { start: 5500, duration: 3 })];
  expect(buildTree(spans)).toMatchObject({ start: 5000, duration: 3.5 });
  expect(buildTree([])).toMatchObject({ start: 0, duration: 0 });
});

test.each<[key: string, index: number, collapsed: string[], effect: unknown]>([
  ['ArrowDown', 0, [], { focus: 1 }],
  ['ArrowUp', 0, [], { focus: 0 }],
  ['End', 0, [], { focus: 3 }],
  ['Home', 3, [], { focus: 0 }],
  ['PageDown', 0, [], { focus: 2 }],
  ['PageUp', 3, [], { focus: 1 }],
  ['ArrowRight', 1, [], { focus: 2 }],
  ['ArrowRight', 1, ['b'], { expand: expect.objectContaining({ level: 2 }) }],
  ['ArrowRight', 3, [], undefined],
  ['ArrowLeft', 1, [], { collapse: expect.objectContaining({ level: 2 }) }],
  ['ArrowLeft', 2, [], { focus: 1 }],
  ['ArrowLeft', 0, ['a'], undefined],
  ['*', 1, [], { expandAll: 'siblings' }],
  ['q', 1, [], undefined],
])('%s on row %i with %o collapsed has the effect of the treegrid pattern', (key, index, closed, effect) => {
  const { roots } = buildTree([span('a'), span('b', 'a'), span('c', 'b'), span('d', 'a')]);
  const collapsed = new Set(closed);
  expect(applyKey(key, listVisible(roots, collapsed), index, collapsed, 2)).toEqual(effect);
});
