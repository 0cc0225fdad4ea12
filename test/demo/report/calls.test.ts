import { expect, test } from 'vitest';
import { callsOf } from '../../../src/demo/calls.ts';
import { callsTable } from '../../../src/demo/report/calls-table.ts';
import { answered, chat, plain, span } from './support.ts';

test('each call has a line with tokens, cost, times and result', () => {
  const retried = chat('busy', { from: 20, to: 1260, ...answered('gpt-4o-mini-2024-07-18', 1342, 41, 0.00002625) });
  const spans = [
    span('GET /', { kind: 'server' }),
    span('POST', { parent: retried, from: 400, 'http.response.status_code': 200 }),
    span('POST', { parent: retried, from: 25, 'http.response.status_code': 429 }),
    chat('none', { from: 30, to: 38, 'error.type': 'NotFoundError', 'azure.openai.error.code': 'DeploymentNotFound' }),
    retried,
    chat('open', { from: 10, to: 572, 'gen_ai.response.time_to_first_chunk': 0.2234, ...answered('gpt-oss', 12, 35) }),
    chat('left', {
      from: 40,
      to: 70,
      'azure.openai.outcome': 'cancelled',
      'gen_ai.response.finish_reasons': ['error'],
    }),
  ];
  expect(callsTable(callsOf(spans), plain)).toEqual([
    'deployment  model                     in cached out       cost    ms first  result',
    'open        gpt-oss                   12      0  35   unpriced   562   223  stop',
    'busy        gpt-4o-mini-2024-07-18 1,342      0  41 $0.0000263 1,240     –  stop, after 429',
    'none        –                          –      –   –          –     8     –  DeploymentNotFound',
    'left        –                          –      –   –          –    30     –  cancelled',
  ]);
});

test('the widest line fits into 100 columns', () => {
  const facts = { to: 99_999, 'gen_ai.response.time_to_first_chunk': 99.9, 'error.type': 'AVeryLongNameOfAnError' };
  const widest = chat('a-very-long-deployment', {
    ...answered('a-model-with-a-very-long-name', 99_999, 99_999, 99),
    ...facts,
  });
  const lines = callsTable(callsOf([widest]), plain);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines[1]).toMatch(/^a-very-long… {2}a-model-with-a-very-lo… .*AVeryLong.*…$/);
});
