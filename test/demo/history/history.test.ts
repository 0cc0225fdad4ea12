import { beforeAll, expect, test } from 'vitest';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import { SPAN_ATTRIBUTES } from '../../../src/instrumentation/semconv/attribute-definitions.ts';
import { calculateCost } from '../../../src/pricing/index.ts';
import type { ReceivedSpan } from '../../../src/receiver/telemetry.ts';
import { localSink } from '../../../src/collectors/sinks/index.ts';
import { ExchangeMaker } from '../../../src/demo/history/exchange.ts';
import { storeHistory } from '../../../src/demo/history/history.ts';
import { makeHour } from '../../../src/demo/history/requests.ts';
import { openStore } from '../../../src/store/store.ts';

/** A Wednesday. */
const END = Date.UTC(2026, 10, 25, 16, 30);
const OPTIONS = { seed: 'test', end: END };
const RANGE = { from: END - 7 * 86_400_000, to: END + 1 };

const spans: ReceivedSpan[] = [];
const documents: Document[] = [];

const isCall = ({ scope, kind }: ReceivedSpan): boolean => scope.name.includes('azure-openai') && kind === 'client';

beforeAll(async () => {
  const store = {
    write: async (batch: { spans?: readonly ReceivedSpan[] }) => void spans.push(...(batch.spans ?? [])),
  };
  const sink = {
    write: async (written: readonly Document[]) => {
      documents.push(...written);
      return written.map(() => ({ status: 'accepted' as const }));
    },
  };
  await storeHistory(OPTIONS, { store, sink }, new AbortController().signal);
});

test('the same seed and end make the same history', () => {
  const hour = Math.floor(END / 3_600_000) - 3;
  const [one, again] = [1, 2].map(() => makeHour(hour, new ExchangeMaker(OPTIONS.seed), OPTIONS));
  expect(one).toEqual(again);
  expect(one!.spans.length).toBeGreaterThan(50);
  const other = { ...OPTIONS, seed: 'other' };
  expect(makeHour(hour, new ExchangeMaker(other.seed), other)).not.toEqual(one);
});

test('the history is a week long, and has nothing after its end', () => {
  const starts = spans.map(({ startTime }) => Number(startTime / 1_000_000n));
  expect(Math.min(...starts)).toBeLessThan(END - 6.9 * 86_400_000);
  expect(Math.max(...spans.map(({ endTime }) => Number(endTime / 1_000_000n)))).toBeLessThanOrEqual(END);
});

test('spans have only attributes that the instrumentation has, and baggage', () => {
  const known = new Set(Object.values(SPAN_ATTRIBUTES).flatMap((group) => group.map(({ name }) => name)));
  const names = new Set(spans.filter(isCall).flatMap(({ attributes }) => Object.keys(attributes)));
  const unknown = [...names].filter(
    (name) => !known.has(name) && !/^app\.|^azure\.openai\.content_filter\.(prompt|completion)\./.test(name),
  );
  expect(unknown).toEqual([]);
});

test('the cost of a call is the one of the pricing', () => {
  const priced = spans.filter((span) => isCall(span) && span.attributes['cost'] !== undefined);
  expect(priced.length).toBeGreaterThan(2000);
  for (const { attributes } of priced.filter(({ attributes }) => attributes['response'] !== undefined)) {
    const { usage, model } = JSON.parse(String(attributes['response']));
    expect(attributes['cost']).toBe(
      calculateCost(usage, model, { region: String(attributes['azure.openai.region']) }).total,
    );
  }
});

test('each call has a record of the platform with its request id', () => {
  const openAi = documents.map(({ fields }) => (fields['azure'] as { open_ai: Record<string, unknown> }).open_ai);
  const recorded = new Set(openAi.map((fields) => fields['correlation_id']));
  const calls = spans.filter(isCall).map(({ attributes }) => attributes['azure.service.request.id']);
  expect(calls.filter((id) => !recorded.has(id))).toEqual([]);
  expect(new Set(calls).size).toBe(calls.length);
});

test('no panel of the dashboard is empty, and its sums are those of the spans', { timeout: 120_000 }, async () => {
  await using store = await openStore();
  const sink = localSink({ path: store.path });
  await store.write({ spans });
  expect(await sink.write(documents)).toEqual(documents.map(() => ({ status: 'accepted' })));
  await sink.close();
  const overview = await store.query('overview', RANGE);
  const calls = spans.filter(isCall);
  const sum = (name: string): number =>
    calls.reduce((total, { attributes }) => total + Number(attributes[name] ?? 0), 0);
  expect(overview.totals).toMatchObject({
    calls: calls.length,
    input: sum('gen_ai.usage.input_tokens'),
    output: sum('gen_ai.usage.output_tokens'),
    cached: sum('gen_ai.usage.cache_read.input_tokens'),
    retries: sum('azure.openai.retry.count'),
  });
  expect(overview.totals.cost).toBeCloseTo(sum('cost'), 9);
  for (const name of ['unpriced', 'failed', 'throttled', 'filtered', 'spilled', 'reasoning'] as const) {
    expect(overview.totals[name], name).toBeGreaterThan(0);
  }
  for (const groups of Object.values(overview.groups)) expect(groups.length).toBeGreaterThan(3);
  for (const failure of ['throttled', 'filtered', 'serverError']) {
    expect(Math.max(...overview.failures[failure]!), failure).toBeGreaterThan(0);
  }
  const platform = await store.query('platform', RANGE);
  expect(platform.untraced).toBeGreaterThan(100);
  expect(platform.byCaller.find(({ traced }) => traced < 0.05)?.name).toBe('51.12.98.***');
  expect(platform.byCaller.filter(({ traced }) => traced < 0.98)).toHaveLength(1);
  expect(platform.spillover).toMatchObject([{ from: 'gpt-4o-ptu', to: 'gpt-4o' }]);
  expect(platform.utilization).toMatchObject([{ name: 'gpt-4o-ptu' }]);
  const limits = await store.query('limits', RANGE);
  expect(limits.verdicts.filter(({ filtered }) => filtered).length).toBeGreaterThan(2);
  expect(limits.deployments.some(({ retryDelay }) => retryDelay > 0)).toBe(true);
});
