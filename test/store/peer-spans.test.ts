import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Attributes } from '../../src/receiver/telemetry.ts';
import { readCalls } from '../../src/store/queries/calls.ts';
import { NOW, call, stored } from './telemetry.ts';

/** The spans of another instrumentation, as they arrive over OTLP. */
function arrivedSpans(peer: string) {
  const file = readFileSync(new URL(`../fixtures/peer-spans/${peer}.json`, import.meta.url), 'utf8');
  const { spans } = JSON.parse(file) as { spans: { name: string; scope: string; attributes: Attributes }[] };
  return spans.map(({ name, scope, attributes }, index) => ({
    ...call({}, { start: NOW - 60_000 + index }),
    name,
    attributes,
    scope: { name: scope, version: '1' },
  }));
}

test('calls that arrive from Python without a cost are stored with one', () => {
  const { calls } = readCalls(stored({ spans: arrivedSpans('python-traceloop') }), {
    from: 0,
    to: NOW,
    sort: 'time',
    order: 'asc',
  });
  expect(calls.map(({ cost, costAbsent }) => cost ?? costAbsent)).toEqual([
    0.0003852,
    0.000398,
    0.0006385,
    0.0003852,
    2e-8,
    'unknown_model',
    '',
  ]);
});

test('calls in the words of OpenInference are stored as calls, with their model and tokens', () => {
  const { calls } = readCalls(stored({ spans: arrivedSpans('python-openinference') }), {
    from: 0,
    to: NOW,
    sort: 'time',
    order: 'asc',
  });
  expect(calls).toHaveLength(6);
  expect(calls[0]).toMatchObject({
    operation: 'chat',
    deployment: 'chat',
    model: 'gpt-4.1-mini-2025-04-14',
    input: 3223,
    cached: 3200,
    output: 44,
    cost: 0.0003996,
  });
});

test('agents, steps and tools of the Vercel AI SDK are no calls', () => {
  const spans = arrivedSpans('ai-7');
  const { calls } = readCalls(stored({ spans }), { from: 0, to: NOW, sort: 'time', order: 'asc' });
  const operations = calls.map(({ operation }) => operation);
  expect(new Set(operations)).toEqual(new Set(['chat', 'embeddings']));
  expect(operations).toHaveLength(
    spans.filter(({ attributes }) => operations.includes(String(attributes['gen_ai.operation.name']))).length,
  );
});

test('a span that surrounds one of this package, and arrives before it, is stored without a cost', () => {
  const [outer] = arrivedSpans('python-traceloop');
  const scope = { name: 'opentelemetry-instrumentation-azure-openai', version: '1' };
  const own = { ...call(), traceId: outer!.traceId, parentSpanId: outer!.spanId, scope };
  const { calls } = readCalls(stored({ spans: [outer!, own] }), { from: 0, to: NOW, sort: 'time', order: 'asc' });
  expect(calls).toHaveLength(2);
  expect(calls.map(({ cost }) => cost).filter((cost) => typeof cost === 'number')).toEqual([]);
});
