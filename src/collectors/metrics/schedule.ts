import type { Account, MetricGroup } from './types.ts';

/** A minute, in milliseconds: the grain of the metrics. */
export const MINUTE = 60_000;

/** How long Azure Monitor keeps platform metrics. */
export const RETENTION: number = 93 * 24 * 60 * MINUTE;

/** Minutes from `from` to before `to`, both in milliseconds since 1970 and whole minutes. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Lengths of windows, in milliseconds. */
export interface WindowOptions {
  readonly period: number;
  /** How old a minute is before it is read: Azure Monitor needs time to have its values. */
  readonly latency: number;
  /** The longest time that is back-filled. */
  readonly maxBackfill: number;
  /** The longest window of one request. */
  readonly maxWindow: number;
}

/** Returns the end of the minutes that are old enough to be read. */
export function windowEnd(now: number, latency: number): number {
  return Math.floor((now - latency) / MINUTE) * MINUTE;
}

/**
 * Returns the next window. It begins where the last one ended, so windows have no gap and no overlap.
 *
 * @param position the end of the last window; undefined for the first window, which has the length of a period
 * @param end see {@link windowEnd}
 * @returns undefined if there is nothing to read yet
 */
export function nextWindow(position: number | undefined, end: number, options: WindowOptions): Window | undefined {
  const wanted = position ?? end - Math.max(MINUTE, options.period);
  const earliest = end - options.maxBackfill;
  const from = Math.ceil(Math.max(wanted, earliest) / MINUTE) * MINUTE;
  if (from >= end) return undefined;
  return { from, to: Math.min(end, from + options.maxWindow) };
}

/** One group of one account, with the window to read. */
export interface Part {
  readonly account: Account;
  readonly group: MetricGroup;
  /** Minutes that were not read before. */
  readonly fresh: Window;
  /** `fresh`, and the minutes before it that are read again. */
  readonly window: Window;
}

/** Parts that one request can read. */
export interface Task extends Omit<Part, 'account'> {
  readonly accounts: readonly Account[];
}

/** The most accounts of a task: as many as the batch API takes. */
export const MAX_TASK_SIZE = 50;

/** Joins parts that one request can read: one group and window, one region, accounts of one kind, at most 50. */
export function planTasks(parts: readonly Part[]): Task[] {
  const joined = Map.groupBy(parts, ({ account, group, fresh, window }) =>
    [regionKey(account), group.name, window.from, fresh.from, fresh.to].join(),
  );
  return [...joined.values()]
    .flatMap((all) => chunk(all, MAX_TASK_SIZE))
    .map((some) => ({ ...some[0]!, accounts: some.map(({ account }) => account) }));
}

/** Splits a list into lists of at most `size` items. */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Identifies accounts of a subscription that have the same metrics at the same endpoint. */
export function regionKey({ location, kind }: Account): string {
  return `${location} ${kind}`;
}
