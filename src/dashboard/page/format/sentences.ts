import { type Cost, formatCount, formatPercent, formatUsd, noteUnpriced } from './numbers.ts';

/** Says what a month costs at the pace of a time range, and how many calls that leaves out. @param month USD */
export function describeProjection(cost: Cost, month: number | null): string {
  if (cost.cost === 0) return cost.unpriced > 0 ? 'no call has a price' : 'no cost';
  const missing = noteUnpriced(cost);
  if (month === null) return missing || 'too short for a month';
  return `${formatUsd(month >= 100 ? Math.round(month) : month).replace(/\.00$/, '')} a month at this pace${missing && `; ${missing}`}`;
}

/** Compares a number with the one of the time range before. */
export function describeChange(present: number, previous: number): string {
  if (previous === 0) return present === 0 ? 'none before' : 'none in the range before';
  if (present >= 3 * previous) return `${formatCount(present / previous)} times the range before`;
  const change = present / previous - 1;
  if (Math.abs(change) < 0.005) return 'as in the range before';
  return `${formatPercent(Math.abs(change), 0)} ${change > 0 ? 'up' : 'down'} on the range before`;
}
