import type { Decimal } from '../pricing/decimal.ts';
import type { MeterKind } from './meters.ts';
import type { Difference, DifferenceName, Sums } from './reconcile.ts';

/**
 * Names each part of what is billed for a meter on a day beyond what is traced. The parts add up exactly.
 *
 * The difference has two steps: from what is traced to the list price of what is billed, which is usage, and from there to
 * the amount of the bill, which is price.
 *
 * @param isFinal whether all usage of the day should be on the bill
 */
export function explainDifference(sums: Sums, kind: MeterKind, isFinal: boolean): Difference[] {
  const { currency, list } = sums;
  if (currency !== 'USD') return [{ name: 'another_currency', amount: null }];
  const [traced, billed] = [sums.traced ?? 0n, sums.billed ?? 0n];
  if (kind === 'provisioned' || kind === 'fine_tune_hosting') return nonZero([[kind, billed - traced]]);
  if (sums.billed !== null && list === null) return nonZero([['unpriced', billed - traced]]);
  return nonZero([...explainUsage(sums, isFinal), ['discount_or_commitment', billed - sums.unlisted - (list ?? 0n)]]);
}

function explainUsage(
  { traced, unpriced, counted, list, unlisted }: Sums,
  isFinal: boolean,
): [DifferenceName, Decimal][] {
  const gap = (list ?? 0n) - (traced ?? 0n);
  const ofUnpriced = clamp(unpriced, gap);
  // The platform has counted calls that no span is of.
  const ofUntraced = clamp(counted === null ? 0n : counted - (traced ?? 0n) - unpriced, gap - ofUnpriced);
  const rest = gap - ofUnpriced - ofUntraced;
  const name = !isFinal ? 'not_yet_final' : rest > 0n ? 'not_instrumented' : 'not_billed';
  const parts: [DifferenceName, Decimal][] = [
    ['unpriced', ofUnpriced + unlisted],
    ['not_instrumented', ofUntraced],
  ];
  const same = parts.find(([one]) => one === name);
  if (same) same[1] += rest;
  else parts.push([name, rest]);
  return parts;
}

/** Returns an amount within 0 and `most`. */
function clamp(amount: Decimal, most: Decimal): Decimal {
  if (amount <= 0n || most <= 0n) return 0n;
  return amount < most ? amount : most;
}

function nonZero(parts: readonly [DifferenceName, Decimal][]): Difference[] {
  return parts.flatMap(([name, amount]) => (amount === 0n ? [] : [{ name, amount }]));
}
