import { expect, test } from 'vitest';
import { findOwnPrices } from '../../src/bill/own-prices.ts';
import type { ChargeSum } from '../../src/bill/reconcile.ts';
import { decimalText } from '../../src/pricing/decimal.ts';
import { calculateCost, validatePrices } from '../../src/pricing/index.ts';
import { charge, GPT_5 } from './ledger.ts';

function compare(charges: readonly ChargeSum[]): ReturnType<typeof findOwnPrices> {
  return findOwnPrices(charges, { effective: '2026-11-01', today: '2026-11-28' });
}

test('a price on the bill that differs by more than one per cent is found, with a row that prices calls so', () => {
  const found = compare([
    charge({ tokens: 2_000_000n, cost: '2.25' }),
    charge({ day: '2026-11-11', tokens: 1_000_000n, cost: '1.125' }),
    charge({ part: 'output', tokens: 1_000_000n, cost: '9' }),
    charge({ part: 'cachedInput', tokens: 1_000_000n, cost: '0.1251' }),
  ]);
  expect(
    found.map(({ meter, listPrice, billedPrice, per }) => [
      meter,
      decimalText(listPrice * per),
      decimalText(billedPrice * per),
    ]),
  ).toEqual([
    [GPT_5.input.meter, '1.25', '1.125'],
    [GPT_5.output.meter, '10', '9'],
  ]);
  const rows = [...new Set(found.map(({ row }) => row!))];
  expect(validatePrices(rows)).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    model: 'gpt-5',
    effective: '2026-11-01',
    checked: '2026-11-28',
    usdPerMillionTokens: { input: 1.125, cachedInput: 0.125, output: 9 },
  });
  const usage = { prompt_tokens: 1_000_000, completion_tokens: 1_000_000 };
  const at = new Date('2026-11-20T00:00:00Z');
  expect(calculateCost(usage, 'gpt-5-2025-08-07', { prices: rows, at }).total).toBe(10.125);
});

test('a price within one per cent is the list price', () => {
  expect(compare([charge({ tokens: 1_000_000n, cost: '1.2625' })])).toEqual([]);
  expect(compare([charge({ tokens: 1_000_000n, cost: '1.2375' })])).toEqual([]);
  expect(compare([charge({ tokens: 1_000_000n, cost: '1.2374' })])).toHaveLength(1);
});

test('charges that a commitment covers, refunds and unknown meters say nothing about a price', () => {
  expect(
    compare([
      charge({ tokens: 1_000_000n }),
      charge({ tokens: 1_000_000n, cost: '0', pricing_model: 'SavingsPlan' }),
      charge({ tokens: 0n, cost: '-1', charge_type: 'Refund' }),
      charge({ meter: 'A meter of tomorrow', cost: '7', quantity: '1' }),
    ]),
  ).toEqual([]);
});

test('a meter that a credit has paid as a whole has no price of 0', () => {
  expect(compare([charge({ tokens: 1_000_000n, cost: '0' })])).toEqual([]);
  expect(compare([charge({ tokens: 1_000_000n, cost: '0.0000004' })])).toEqual([]);
});

test('regions that share a row have one price: their charges divided by their tokens', () => {
  const regional = { meter: 'gpt 4.1 Inp regnl Tokens', tokens: 1_000_000n };
  const [found, ...others] = compare([
    charge({ ...regional, location: 'eastus', cost: '1' }),
    charge({ ...regional, location: 'westus', cost: '2' }),
  ]);
  expect(others).toEqual([]);
  expect(found!.row!.usdPerMillionTokens).toMatchObject({ input: 1.5 });
});

test('a bill in another currency is listed without a row', () => {
  const [found] = compare([charge({ tokens: 1_000_000n, currency: 'EUR', cost: '1.1' })]);
  expect(found).toMatchObject({ currency: 'EUR', model: 'gpt-5' });
  expect(found).not.toHaveProperty('row');
});
