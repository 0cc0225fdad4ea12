import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BillData, type BillLine, type DifferenceName, reconcile } from '../../src/bill/reconcile.ts';
import { sumByCurrency, sumByMeter } from '../../src/bill/sum-lines.ts';
import { decimalFromPico, decimalText, parseDecimal } from '../../src/pricing/decimal.ts';
import { charge, GPT_5, type Part, usage } from './ledger.ts';

const TODAY = '2026-11-28';

function compare(data: Partial<BillData>, today = TODAY): BillLine[] {
  return reconcile({ usage: [], charges: [], ...data }, { today });
}

function differences({ differences: all }: BillLine): Record<string, string | null> {
  return Object.fromEntries(all.map(({ name, amount }) => [name, amount === null ? null : decimalText(amount)]));
}

test('a meter that is traced and billed alike has no difference', () => {
  const [line, ...others] = compare({
    usage: [usage({ quantity: 2_000_000n })],
    charges: [charge({ tokens: 2_000_000n })],
  });
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    day: '2026-11-10',
    meter: GPT_5.input.meter,
    traced: parseDecimal('2.5'),
    billed: parseDecimal('2.5'),
    tracedQuantity: parseDecimal('2000000'),
    billedQuantity: parseDecimal('2000000'),
    counted: null,
    differences: [],
  });
});

test('calls without a span are not instrumented, as the counts of the platform confirm', () => {
  const counted = usage({ source: 'counted', scope: '', quantity: 3_000_000n });
  const [line] = compare({
    usage: [usage({ quantity: 1_000_000n }), counted],
    charges: [charge({ tokens: 3_000_000n })],
  });
  expect(line!.counted).toBe(parseDecimal('3.75'));
  expect(differences(line!)).toEqual({ not_instrumented: '2.5' });
});

test('cached tokens of the platform are counted once', () => {
  const counted = { source: 'counted', scope: '' } as const;
  const lines = compare({
    usage: [
      usage({ ...counted, quantity: 1_000_000n }),
      usage({ ...counted, part: 'cachedInput', quantity: 400_000n }),
    ],
  });
  expect(lines.map(({ meter, countedQuantity }) => [meter, decimalText(countedQuantity!)])).toEqual([
    [GPT_5.input.meter, '600000'],
    [GPT_5.cachedInput.meter, '400000'],
  ]);
});

test('tokens that the platform counts as 0 make no line', () => {
  const counted = usage({ source: 'counted', scope: '', part: 'cachedInput', quantity: 0n });
  expect(compare({ usage: [counted] })).toEqual([]);
});

test('traced calls without a price are unpriced, with the list price of their tokens', () => {
  const unpriced = usage({ reason: 'region_needed', scope: '', quantity: 1_000_000n });
  const [line] = compare({ usage: [unpriced], charges: [charge({ tokens: 1_000_000n })] });
  expect(line!.traced).toBeNull();
  expect(differences(line!)).toEqual({ unpriced: '1.25' });
});

test('a discount is apart from missing usage', () => {
  const [line] = compare({
    usage: [usage({ quantity: 1_000_000n })],
    charges: [charge({ tokens: 2_000_000n, cost: '2.25' })],
  });
  expect(differences(line!)).toEqual({ not_instrumented: '1.25', discount_or_commitment: '-0.25' });
});

test('a refund is a discount, and a purchase of throughput is provisioned', () => {
  const refund = charge({ cost: '-0.3', quantity: '0', charge_type: 'Refund' });
  const units = charge({ meter: 'Provisioned Managed Global Unit', unit: '1 Hour', cost: '240', quantity: '240' });
  const hosting = charge({ meter: 'gpt-4.1-ft hosting global Unit', unit: '1 Hour', cost: '40.8', quantity: '24' });
  const unknown = charge({ meter: 'A meter of tomorrow', cost: '7', quantity: '1' });
  const lines = compare({
    usage: [usage({ quantity: 1_000_000n })],
    charges: [charge({ tokens: 1_000_000n }), refund, units, hosting, unknown],
  });
  expect(Object.fromEntries(lines.map((line) => [line.meter, differences(line)]))).toEqual({
    [GPT_5.input.meter]: { discount_or_commitment: '-0.3' },
    'Provisioned Managed Global Unit': { provisioned: '240' },
    'gpt-4.1-ft hosting global Unit': { fine_tune_hosting: '40.8' },
    'A meter of tomorrow': { unpriced: '7' },
  });
});

test('usage of the last days is not yet final, and of earlier ones not billed', () => {
  const traced = [usage({ quantity: 1_000_000n }), usage({ day: '2026-11-26', quantity: 1_000_000n })];
  const other = charge({ meter: GPT_5.output.meter, tokens: 1_000_000n });
  const lines = compare({ usage: traced, charges: [other] }).filter(({ meter }) => meter === GPT_5.input.meter);
  expect(lines.map(differences)).toEqual([{ not_billed: '-1.25' }, { not_yet_final: '-1.25' }]);
});

test('usage of a month without any charges has no differences, as nothing is known of its bill', () => {
  expect(compare({ usage: [usage({ quantity: 1_000_000n })] }).map(differences)).toEqual([{}]);
});

test('usage of an unknown type of deployment is of the meter that is billed for its resource', () => {
  const zone = 'GPT 5 Inpt DZone 1M Tokens';
  const lines = compare({
    usage: [usage({ scope: '', quantity: 1_000_000n }), usage({ scope: '', resource: 'other', quantity: 1_000_000n })],
    charges: [charge({ meter: zone, cost: '1.375', quantity: '1' }), charge({ resource: 'other', tokens: 1_000_000n })],
  });
  expect(lines.map(({ meter, traced }) => [meter, decimalText(traced!)])).toEqual([
    [zone, '1.25'],
    [GPT_5.input.meter, '1.25'],
  ]);
});

test('tokens of a provisioned deployment are not counted at list price', () => {
  const own = { deployment: 'gpt-5-ptu' };
  expect(
    compare({
      usage: [
        usage({ ...own, reason: 'provisioned', quantity: 1_000_000n }),
        usage({ ...own, source: 'counted', scope: '', quantity: 1_000_000n }),
      ],
    }),
  ).toEqual([]);
});

test('usage whose meter is not known is shown by its model and part', () => {
  const [line] = compare({ usage: [usage({ model: 'model-of-tomorrow', reason: 'unknown_model', quantity: 5n })] });
  expect(line).toMatchObject({ meter: 'model-of-tomorrow input', traced: null, billed: null, differences: [] });
});

test('a meter that counts thousands, and one without a unit, have the same tokens as one that counts millions', () => {
  const [line] = compare({
    charges: [
      charge({ quantity: '1', cost: '1.25' }),
      charge({ unit: '1K', quantity: '1000', cost: '1.25' }),
      charge({ unit: '', quantity: '1', cost: '1.25' }),
    ],
  });
  expect(decimalText(line!.billedQuantity!)).toBe('3000000');
  expect(differences(line!)).toEqual({ not_instrumented: '3.75' });
});

test('a charge without a list price is unpriced, beside charges of the same meter that have one', () => {
  const known = charge({ meter: 'gpt 4.1 Inp regnl Tokens', tokens: 1_000_000n });
  const [line, ...others] = compare({ charges: [known, { ...known, location: 'nowhere', cost: '7' }] });
  expect(others).toEqual([]);
  expect(differences(line!)).toMatchObject({ unpriced: '7' });
  expect(line!.differences.reduce((sum, { amount }) => sum + amount!, 0n)).toBe(line!.billed);
});

test('a meter whose name is written in two ways has one sum', () => {
  const one = charge({ tokens: 1_000_000n });
  const other = { ...one, day: '2026-11-11', meter: one.meter.toLowerCase() };
  expect(sumByMeter(compare({ charges: [one, other] }))).toMatchObject([{ billed: parseDecimal('2.5') }]);
});

test.each([
  ['10K', '10000'],
  ['1 Million', '1000000'],
  ['1000s', '1000'],
  ['10,000s', '10000'],
  ['1 Hour', '1'],
])('a quantity of 1 with the unit %s is %s', (unit, count) => {
  const [line] = compare({ charges: [charge({ unit, quantity: '1' })] });
  expect(decimalText(line!.billedQuantity!)).toBe(count);
});

/** A call of a ledger: how many tokens of which part, and how it is known. */
const CALL = fc.record({
  day: fc.constantFrom('2026-11-03', '2026-11-10', '2026-11-27'),
  part: fc.constantFrom<Part>('input', 'cachedInput', 'output'),
  tokens: fc.bigInt(1n, 10n ** 13n),
  kind: fc.constantFrom('traced', 'untraced', 'unpriced'),
  isBilled: fc.boolean(),
});

const LEDGER = fc.record({
  calls: fc.array(CALL, { maxLength: 40 }),
  /** Per mille of the list price. */
  discount: fc.bigInt(0n, 400n),
  isCounted: fc.boolean(),
  refunds: fc.array(fc.record({ day: fc.constantFrom('2026-11-03', '2026-11-10'), cents: fc.bigInt(1n, 10_000n) })),
  provisioned: fc.bigInt(0n, 1000n),
});

const FINAL = new Set(['2026-11-03', '2026-11-10']);

test('the three numbers and the names of the differences add up exactly to a ledger', () => {
  fc.assert(
    fc.property(LEDGER, ({ calls, discount, isCounted, refunds, provisioned }) => {
      const isCharged = ({ day, isBilled }: (typeof calls)[number]): boolean => isBilled || FINAL.has(day);
      const listPrice = ({ tokens, part }: (typeof calls)[number]): bigint => tokens * GPT_5[part].pico;
      const data: BillData = {
        usage: calls.flatMap(({ day, part, tokens, kind }) => [
          ...(kind === 'untraced'
            ? []
            : [usage({ day, part, quantity: tokens, reason: kind === 'unpriced' ? 'region_needed' : '' })]),
          // Of the platform, cached tokens are part of the input.
          ...(isCounted && part !== 'cachedInput'
            ? [usage({ day, part, source: 'counted', scope: '', quantity: tokens })]
            : []),
        ]),
        charges: [
          ...calls.filter(isCharged).map((call) => {
            const cost = decimalText(listPrice(call) * (1000n - discount), 15);
            return charge({ day: call.day, part: call.part, tokens: call.tokens, cost });
          }),
          ...refunds.map(({ day, cents }) =>
            charge({ day, cost: decimalText(-cents, 2), quantity: '0', charge_type: 'Refund' }),
          ),
          charge({ meter: 'Provisioned Throughput Units', unit: '1 Hour', cost: String(provisioned), quantity: '1' }),
        ],
      };
      const lines = compare(data);
      for (const { traced, billed, differences: parts } of [...lines, ...sumByMeter(lines), ...sumByCurrency(lines)]) {
        const sum = parts.reduce((total, { amount }) => total + amount!, 0n);
        expect(sum).toBe((billed ?? 0n) - (traced ?? 0n));
      }
      const sumOf = (name: DifferenceName, days: (day: string) => boolean): bigint =>
        lines
          .filter(({ day }) => days(day))
          .flatMap(({ differences: parts }) => parts.filter((part) => part.name === name))
          .reduce((total, { amount }) => total + amount!, 0n);
      const isFinal = (day: string): boolean => FINAL.has(day);
      const ledger = (kind: string): bigint =>
        calls
          .filter((call) => isFinal(call.day) && call.kind === kind)
          .reduce((sum, call) => sum + listPrice(call), 0n);
      expect(sumOf('not_instrumented', isFinal)).toBe(decimalFromPico(ledger('untraced')));
      expect(sumOf('unpriced', isFinal)).toBe(decimalFromPico(ledger('unpriced')));
      expect(sumOf('not_billed', isFinal)).toBe(0n);
      expect(sumOf('not_yet_final', isFinal)).toBe(0n);
      expect(sumOf('provisioned', isFinal)).toBe(parseDecimal(String(provisioned)));
      const list = calls.filter(isCharged).reduce((sum, call) => sum + listPrice(call), 0n);
      const refunded = refunds.reduce((sum, { cents }) => sum + cents, 0n);
      expect(sumOf('discount_or_commitment', () => true)).toBe(
        -(decimalFromPico(list) * discount) / 1000n - parseDecimal(decimalText(refunded, 2))!,
      );
      const traced = calls.filter(({ kind }) => kind === 'traced').reduce((sum, call) => sum + listPrice(call), 0n);
      expect(lines.reduce((sum, line) => sum + (line.traced ?? 0n), 0n)).toBe(decimalFromPico(traced));
    }),
    { numRuns: 300 },
  );
});
