import type { BudgetPeriod } from './budget.ts';

const MILLISECONDS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export const PERIODS: readonly BudgetPeriod[] = ['minute', 'hour', 'day', 'month'];

export function isPeriod(value: unknown): value is BudgetPeriod {
  return (PERIODS as readonly unknown[]).includes(value);
}

/** The period of the UTC clock that `now` is in. All are milliseconds since 1970; `end` is in the next one. */
export function periodAround(now: number, per: BudgetPeriod): { start: number; end: number } {
  if (per === 'month') {
    const date = new Date(now);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  }
  // Days of the UTC clock are all alike: leap seconds are not in it.
  const start = Math.floor(now / MILLISECONDS[per]) * MILLISECONDS[per];
  return { start, end: start + MILLISECONDS[per] };
}
