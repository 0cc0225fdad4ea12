import type { CallSummary } from '../../../store/queries/calls.ts';
import { FAILURES } from '../../../store/results.ts';
const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const small = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** The word for a cost that is not known. */
export const UNPRICED = 'unpriced';

/** Formats USD. An amount that is not 0 never becomes $0.00. */
export function formatUsd(value: number): string {
  return formatAmount(value).replace(/^−?/, '$&$$');
}

/**
 * Formats an amount of any currency, without its name. One that is not 0 never becomes 0.00.
 *
 * @param value a number, or an exact decimal as a text
 */
export function formatAmount(value: number | string): string {
  const size = Math.abs(Number(value));
  const format = size === 0 || size >= 0.1 ? cents : small;
  return format.format(value as number | Intl.StringNumericLiteral).replace('-', '−');
}

/** Returns how many decimals the values of an axis need, so that all have the same. */
function countDecimals(values: readonly number[]): number {
  return Math.max(0, ...values.map((value) => (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length));
}

/** Formats USD on an axis, with cents if one of the values has them. */
export function formatUsdTicks(values: readonly number[]): string[] {
  const decimals = countDecimals(values);
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals === 0 ? 0 : Math.max(2, decimals) });
  return values.map((value) => `$${format.format(value)}`);
}

/** The cost of some calls: the sum of those that have one, and how many have none. */
export interface Cost {
  readonly cost: number;
  readonly unpriced: number;
}

/** Formats the cost of some calls. A cost of which nothing is known is a word, never $0; a dash if no call has a cost. */
export function formatCost({ cost, unpriced }: Cost): string {
  if (cost === 0) return unpriced > 0 ? UNPRICED : '–';
  return formatUsd(cost);
}

/** Says how many calls the cost lacks; an empty text if it lacks none. */
export function noteUnpriced({ cost, unpriced }: Cost): string {
  if (unpriced === 0 || cost === 0) return '';
  return `+ ${formatCount(unpriced)} unpriced`;
}

/** Formats the cost of one call. */
export function formatCallCost({
  cost,
  partial,
  unpriced,
  estimated,
}: Pick<CallSummary, 'cost' | 'partial' | 'unpriced' | 'estimated'>): string {
  if (cost !== null) return `${estimated ? '≈ ' : ''}${formatUsd(cost)}`;
  if (partial !== null) return `≥ ${formatUsd(partial)}`;
  return unpriced ? UNPRICED : '–';
}

/** Says what the cost of one call is, or why there is none. */
export function noteCallCost({
  cost,
  partial,
  unpriced,
  estimated,
  costAbsent,
  result,
}: Pick<CallSummary, 'cost' | 'partial' | 'unpriced' | 'estimated' | 'costAbsent' | 'result'>): string {
  if (cost !== null) return estimated ? 'estimated' : 'at list price';
  if (partial !== null) return 'known in part';
  if (unpriced || costAbsent !== '') return 'the cost is not known';
  return FAILURES.includes(result) ? 'nothing to bill' : 'no usage is reported';
}

/** Formats a whole number: 12,345. */
export function formatCount(value: number): string {
  return count.format(value);
}

/** Formats a number in few characters, as the number and its unit: 235.1 and M. */
export function shorten(value: number): readonly [number: string, unit: string] {
  if (value >= 999_950_000) return [(value / 1e9).toFixed(1), 'bn'];
  if (value >= 999_950) return [(value / 1e6).toFixed(1), 'M'];
  if (value >= 10_000) return [(value / 1e3).toFixed(1), 'k'];
  return [formatCount(value), ''];
}

/** Formats a number in few characters: 235.1 M. */
export function formatShort(value: number): string {
  return shorten(value).join(' ').trim();
}

/** Formats a share. One that is neither 0 nor 1 is never shown as such. @param value from 0 to 1 */
export function formatPercent(value: number, digits = 1): string {
  const least = 10 ** -digits;
  const percent = value * 100;
  if (percent > 0 && percent < least / 2) return `< ${least.toFixed(digits)} %`;
  if (percent < 100 && percent > 100 - least / 2) return `> ${(100 - least).toFixed(digits)} %`;
  return `${percent === 0 || percent === 100 ? percent : percent.toFixed(digits)} %`;
}

/** Formats a duration, as the number and its unit. @param value seconds */
export function shortenSeconds(value: number): readonly [number: string, unit: string] {
  if (value < 0.0995) return [value === 0 ? '0' : String(Number((value * 1000).toPrecision(2))), 'ms'];
  if (value < 99.95) return [value < 9.995 ? value.toFixed(2) : value.toFixed(1), 's'];
  if (value < 5400) return [(value / 60).toFixed(1), 'min'];
  return [(value / 3600).toFixed(1), 'h'];
}

/** Formats a duration; a dash if there is none. @param value seconds */
export function formatSeconds(value: number | null): string {
  return value === null ? '–' : shortenSeconds(value).join(' ');
}

/** Formats seconds on an axis: 0.5 s, or 20 ms if all are below a second. */
export function formatSecondsTicks(values: readonly number[]): string[] {
  const isShort = Math.max(...values) < 1;
  const shown = isShort ? values.map((value) => value * 1000) : values;
  const decimals = countDecimals(shown);
  return shown.map((value) => `${value.toFixed(decimals)} ${isShort ? 'ms' : 's'}`);
}

/** Formats whole numbers on an axis, on which the numbers between them have no text. */
export function formatCountTicks(values: readonly number[]): string[] {
  return values.map((value) => (Number.isInteger(value) ? formatCount(value) : ''));
}

/** Adds values up. */
export function sumUp(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Joins a number and its noun: "1 call", "2 calls". */
export function formatCounted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Counts retries: "1 retry", "2 retries". */
export function formatRetries(count: number): string {
  return count === 1 ? '1 retry' : `${formatCount(count)} retries`;
}
