import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Budget,
  type BudgetPeriod,
  Budgets,
  withAttributes,
} from '../../../src/instrumentation/attribution/index.ts';
import { NOON, endedCall, startSdk, watchBudget } from './sdk.ts';

const { reports } = startSdk();

beforeEach(() => void reports.splice(0));

describe('the sum of a budget', () => {
  test('the call that takes the sum above a budget exceeds it, not the one that just reaches it', () => {
    const { budget, crossings, spend } = watchBudget({ usd: 0.3 });
    spend(0.1);
    spend();
    spend(0.2);
    expect(crossings).toEqual([]);
    spend(1e-12);
    expect(crossings).toEqual([
      {
        budget,
        windowStart: '2026-02-03T12:00:00.000Z',
        windowEnd: '2026-02-03T13:00:00.000Z',
        value: undefined,
        spentUsd: 0.300000000001,
        calls: 4,
      },
    ]);
    expect(crossings[0]!.budget).toBe(budget);
  });

  test('a budget is exceeded at most once in each window', () => {
    const { clock, crossings, spend } = watchBudget({ usd: 1 });
    for (let calls = 0; calls < 10; calls += 1) spend(0.9);
    clock.now += 3_599_999;
    spend(5);
    expect(crossings).toHaveLength(1);
    clock.now += 1;
    spend(0.9);
    expect(crossings).toHaveLength(1);
    spend(0.2);
    expect(crossings.map(({ windowStart, calls }) => [windowStart, calls])).toEqual([
      ['2026-02-03T12:00:00.000Z', 2],
      ['2026-02-03T13:00:00.000Z', 2],
    ]);
  });

  test.each<[BudgetPeriod, string, string, string]>([
    ['minute', '2026-02-03T12:34:56.789Z', '2026-02-03T12:34:00.000Z', '2026-02-03T12:35:00.000Z'],
    ['hour', '2026-02-03T23:59:59.999Z', '2026-02-03T23:00:00.000Z', '2026-02-04T00:00:00.000Z'],
    ['day', '2026-02-03T12:34:56.789Z', '2026-02-03T00:00:00.000Z', '2026-02-04T00:00:00.000Z'],
    ['month', '2028-02-29T12:34:56.789Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['month', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ])('a budget has windows of the UTC clock: the %s around %s', (per, now, windowStart, windowEnd) => {
    const { clock, crossings, spend } = watchBudget({ usd: 1, per });
    clock.now = Date.parse(now);
    spend(2);
    expect(crossings).toMatchObject([{ windowStart, windowEnd }]);
  });

  test('a budget sums each value of its attribute or baggage entry, and all other calls together', () => {
    const { crossings, spend } = watchBudget({ usd: 1, by: 'app.tenant' });
    const acme = propagation.createBaggage({ 'app.tenant': { value: 'acme' } });
    for (let calls = 0; calls < 2; calls += 1) {
      withAttributes({ 'app.tenant': 'umbrella' }, () => spend(0.4));
      context.with(propagation.setBaggage(context.active(), acme), () => spend(0.6));
      spend(0.7);
    }
    expect(crossings.map(({ value, spentUsd }) => [value, spentUsd])).toEqual([
      ['acme', 1.2],
      [undefined, 1.4],
    ]);
  });

  test('a budget keeps 10,000 values in a window and sums the rest; the next window starts empty', () => {
    const { clock, crossings, spend } = watchBudget({ usd: 1, by: 'tenant' });
    const of = (tenant: string, usd: number): void => withAttributes({ tenant }, () => spend(usd));
    for (let nth = 0; nth < 10_000; nth += 1) of(`tenant-${nth}`, 0.1);
    spend(0.3);
    of('late', 0.6);
    of('later', 0.9);
    of('tenant-0', 1);
    expect(crossings.map(({ value, spentUsd }) => [value, spentUsd])).toEqual([
      ['_OTHER', 1.5],
      ['tenant-0', 1.1],
    ]);
    clock.now += 3_600_000;
    of('late', 2);
    expect(crossings.at(-1)).toMatchObject({ value: 'late', spentUsd: 2 });
  });

  test('a budget does not keep a value of more than 256 characters', () => {
    const { crossings, spend } = watchBudget({ usd: 1, by: 'tenant' });
    for (const tenant of ['x'.repeat(257), 'y'.repeat(257)]) withAttributes({ tenant }, () => spend(0.6));
    expect(crossings).toMatchObject([{ value: '_OTHER', spentUsd: 1.2 }]);
  });

  test('two budgets with the same calls have sums of their own', () => {
    const reported: string[] = [];
    const minutely: Budget = { per: 'minute', usd: 3, onExceeded: () => void reported.push('minute') };
    const hourly: Budget = { per: 'hour', usd: 5, onExceeded: () => void reported.push('hour') };
    const clock = { now: NOON };
    const budgets = new Budgets({ logger: undefined, counter: undefined }, () => clock.now);
    for (let minute = 0; minute < 3; minute += 1) {
      budgets.onCallEnd([minutely, hourly], endedCall({ costUsd: 2 }));
      clock.now += 60_000;
    }
    expect(reported).toEqual(['hour']);
  });

  test('a budget keeps its sum when the configuration around it changes', () => {
    const { budget, budgets, crossings, spend } = watchBudget({ usd: 1 });
    spend(0.6);
    const added: Budget = { per: 'day', usd: 9 };
    budgets.onCallEnd([added, budget], endedCall({ costUsd: 0.6 }));
    expect(crossings).toMatchObject([{ spentUsd: 1.2, calls: 2 }]);
  });

  test('a budget is exact when many calls end at the same time', async () => {
    const { crossings, spend } = watchBudget({ usd: 100, by: 'tenant' });
    const call = async (nth: number): Promise<void> =>
      withAttributes({ tenant: nth % 4 }, async () => {
        await sleep(Math.random() * 20);
        spend(3);
      });
    await Promise.all(Array.from({ length: 200 }, (_, nth) => call(nth)));
    expect(crossings.map(({ value, spentUsd, calls }) => [value, spentUsd, calls]).toSorted()).toEqual(
      [0, 1, 2, 3].map((tenant) => [tenant, 102, 34]),
    );
  });
});

test('each window and value is reported once, at the exact sum that first exceeds the budget', () => {
  const spending = fc.record({
    // Forward by up to two minutes, and back by less than a window, as a clock is set.
    step: fc.integer({ min: -40_000, max: 120_000 }),
    tenant: fc.constantFrom('acme', 'umbrella', undefined),
    pico: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(fc.array(spending, { maxLength: 100 }), fc.integer({ min: 1, max: 2e12 }), (spendings, limit) => {
      const { clock, crossings, spend } = watchBudget({ per: 'minute', by: 'tenant', usd: limit / 1e12 });
      const sums = new Map<string, bigint>();
      const expected: [string, number][] = [];
      let latest = 0;
      for (const { step, tenant, pico } of spendings) {
        clock.now += step;
        latest = Math.max(latest, Math.floor(clock.now / 60_000));
        const key = `${new Date(latest * 60_000).toISOString()} ${tenant}`;
        const before = sums.get(key) ?? 0n;
        sums.set(key, before + pico);
        if (before <= limit && before + pico > limit) expected.push([key, Number(`${before + pico}e-12`)]);
        // Not further back than a window before the one that counts, or the clock is believed.
        clock.now = Math.max(clock.now, (latest - 1) * 60_000 + 40_000);
        withAttributes({ tenant }, () => spend(Number(`${pico}e-12`)));
      }
      const reported = crossings.map((crossing) => [`${crossing.windowStart} ${crossing.value}`, crossing.spentUsd]);
      expect(reported).toEqual(expected);
      expect(new Set(reported.map(([key]) => key)).size).toBe(reported.length);
    }),
    { numRuns: 500 },
  );
});

test('a clock that is corrected to an earlier time does not stop the budget', () => {
  const { clock, crossings, spend } = watchBudget({ usd: 1 });
  clock.now = NOON + 1e12;
  spend(0.5);
  clock.now = NOON;
  spend(2);
  expect(crossings).toMatchObject([{ windowStart: '2026-02-03T12:00:00.000Z', spentUsd: 2, calls: 1 }]);
});
