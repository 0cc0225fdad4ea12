import { expect, test } from 'vitest';
import { callsOf } from '../../../src/demo/calls.ts';
import { mostTelling, traceTree } from '../../../src/demo/report/trace-tree.ts';
import { chat, plain, span } from './support.ts';

test('a trace is drawn as a tree, with a bar for each span', () => {
  const root = span('POST /chat', { kind: 'server', to: 1000, 'http.response.status_code': 200 });
  const handler = span('request handler', { kind: 'internal', parent: root, to: 900, 'http.route': '/chat' });
  const call = chat('busy', { parent: handler, from: 100, to: 900 });
  const first = span('POST', {
    parent: call,
    from: 100,
    to: 105,
    'http.response.status_code': 429,
    'error.type': '429',
  });
  const second = span('POST', { parent: call, from: 500, to: 900, 'http.response.status_code': 200 });
  const other = span('GET /health', { kind: 'server' });
  const lines = traceTree(root.traceId, [second, other, call, first, root, handler], plain);
  expect(lines.map((line) => line.replaceAll(/ {3,}/g, '  ').trimEnd())).toEqual([
    'POST /chat 200  1,000 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '└─ request handler /chat  900 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '  └─ chat busy  800 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '  ├─ POST  429  5 ms  ━',
    '  └─ POST  200  400 ms  ━━━━━━━━━━━━━━',
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('a span whose parent did not arrive is drawn as a root', () => {
  const absent = span('proxy');
  const call = chat('gpt-4o', { parent: absent });
  expect(traceTree(call.traceId, [call], plain)[0]).toMatch(/^chat gpt-4o/);
});

test('the example trace is of a call that was retried, else of the last one that succeeded', () => {
  const [good, bad] = [chat('good'), chat('bad', { from: 5, 'error.type': 'Error' })];
  expect(mostTelling(callsOf([good, bad]))?.deployment).toBe('good');
  const retried = chat('retried');
  const attempts = [429, 200].map((status, from) =>
    span('POST', { parent: retried, from, 'http.response.status_code': status }),
  );
  expect(mostTelling(callsOf([retried, good, ...attempts]))?.deployment).toBe('retried');
  expect(mostTelling([])).toBeUndefined();
});
