import { beforeAll, expect, test } from 'vitest';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import { SPAN_ATTRIBUTES } from '../../../src/instrumentation/semconv/attribute-definitions.ts';
import { calculateCost } from '../../../src/pricing/index.ts';
import type { ReceivedSpan } from '../../../src/receiver/telemetry.ts';
import { type BillLine, reconcile } from '../../../src/bill/reconcile.ts';
import { sumByCurrency, sumByMeter } from '../../../src/bill/sum-lines.ts';
import { decimalText } from '../../../src/pricing/decimal.ts';
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
  const openAi = documents.map(({ fields }) => (fields['azure'] as { open_ai?: Record<string, unknown> }).open_ai);
  const recorded = new Set(openAi.map((fields) => fields?.['correlation_id']));
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

test('the bill has what is traced, and what no span has, by its names', { timeout: 120_000 }, async () => {
  await using store = await openStore();
  const sink = localSink({ path: store.path });
  await store.write({ spans });
  await sink.write(documents);
  await sink.close();
  const { usage, charges } = await store.query('bill', { from: Date.UTC(2026, 10), to: Date.UTC(2026, 11) });
  const today = '2026-11-25';
  expect(
    charges
      .map(({ day }) => day)
      .toSorted()
      .at(-1),
  ).toBe('2026-11-23');
  const lines = reconcile({ usage, charges }, { today });
  const usd = (amount: bigint | null): number => Number(decimalText(amount ?? 0n));
  const [total] = sumByCurrency(lines);
  const costs = spans.filter(isCall).map(({ attributes }) => Number(attributes['cost'] ?? 0));
  expect(usd(total!.traced)).toBeCloseTo(
    costs.reduce((sum, cost) => sum + cost, 0),
    9,
  );
  const final = sumByMeter(lines.filter(({ day }) => day <= '2026-11-21'));
  const lineOf = (meter: string): BillLine => final.find((line) => line.meter === meter)!;
  const differencesOf = (meter: string): Record<string, number> =>
    Object.fromEntries(lineOf(meter).differences.map(({ name, amount }) => [name, usd(amount)]));
  // Its calls are all traced, and at list price.
  expect(lineOf('o4-mini 0416 Outp glbl Tokens').differences).toEqual([]);
  const { traced, counted, billed, meter } = lineOf('gpt 4o 1120 Outp glbl Tokens');
  expect(counted).toBe(billed);
  expect(differencesOf(meter)).toEqual({ not_instrumented: expect.closeTo(usd(billed! - traced!), 9) });
  const mini = lineOf('gpt 4.1 mini Inp glbl Tokens');
  expect(differencesOf(mini.meter)['discount_or_commitment']).toBeCloseTo(-0.15 * usd(mini.counted), 9);
  expect(differencesOf('gpt next Outp glbl 1M Tokens')).toEqual({ unpriced: expect.any(Number) });
  expect(differencesOf('Provisioned Managed Global Unit')).toEqual({ provisioned: 4 * 24 * 15 });
});
