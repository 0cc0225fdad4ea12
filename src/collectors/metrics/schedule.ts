/** A minute, in milliseconds: the grain of everything here. */
export const MINUTE = 60_000;

/** How long Azure Monitor keeps platform metrics. */
export const RETENTION: number = 93 * 24 * 60 * MINUTE;

/** Minutes from `from` to before `to`, both in milliseconds since 1970 and whole minutes. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** How the time line is cut, in milliseconds. */
export interface WindowOptions {
  readonly period: number;
  /** How old a minute is before it is read: Azure Monitor needs time to have its values. */
  readonly latency: number;
  /** No more than this is back-filled. */
  readonly maxBackfill: number;
  /** The longest window of one request. */
  readonly maxWindow: number;
}

/** Up to where minutes are old enough to be read. */
export function windowEnd(now: number, latency: number): number {
  return Math.floor((now - latency) / MINUTE) * MINUTE;
}

/**
 * The next window, which begins where the last one ended: nothing between two windows, nothing in both.
 *
 * @param position where the last window ended; undefined at the very first, which takes one period
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
