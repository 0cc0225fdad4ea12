import { type Dimension, DIMENSIONS } from '../../../store/queries/filters.ts';

/** Time ranges that end now, in milliseconds. */
export const RANGES = {
  '15m': 900_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const;

/** The name of a time range that ends now. */
export type RangeName = keyof typeof RANGES;

/** Parameters by which calls are filtered, in every view. */
export const FILTERS: readonly FilterName[] = [...DIMENSIONS, 'result'];

/** The name of a filter. */
export type FilterName = Dimension | 'result';

/** Parameters that every view has. */
const SHARED: readonly string[] = ['range', 'from', 'to', 'tz', ...FILTERS];

/** A time range: one that ends now, or one that stays. Times are in milliseconds since 1970. */
export type TimeRange = { readonly name: RangeName } | { readonly from: number; readonly to: number };

/** Reads the time range of a URL. @returns the last 24 hours if the URL has none, or a wrong one */
export function readRange(search: URLSearchParams): TimeRange {
  const [from, to] = [readTime(search.get('from')), readTime(search.get('to'))];
  if (from !== undefined && to !== undefined && from < to) return { from, to };
  const name = search.get('range') ?? '';
  return { name: Object.hasOwn(RANGES, name) ? (name as RangeName) : '24h' };
}

function readTime(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Returns the start and the end of a time range, in milliseconds since 1970. */
export function resolveRange(range: TimeRange, now: number): { from: number; to: number } {
  return 'name' in range ? { from: now - RANGES[range.name], to: now } : range;
}

/** Reads the time zone of a URL. @returns `otherwise` if the URL has none, or one that is not known */
export function readTimeZone(search: URLSearchParams, otherwise: string): string {
  const timeZone = search.get('tz');
  if (timeZone === null) return otherwise;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return otherwise;
  }
}

/** Returns the parameters that every view has, and others by name, in the order of the URL. */
export function pickShared(search: URLSearchParams, ...others: readonly string[]): URLSearchParams {
  return new URLSearchParams([...search].filter(([name]) => SHARED.includes(name) || others.includes(name)));
}

/** Values of parameters to set; undefined and an empty list remove a parameter. */
export type Changes = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Sets parameters. A list sets a parameter once for each value. */
export function withChanges(search: URLSearchParams, changes: Changes): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    changed.delete(name);
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) changed.append(name, String(one));
  }
  return changed;
}

/** Makes a link to a view, which keeps the time range, the time zone and the filters. */
export function makeHref(path: string, search: URLSearchParams, changes: Changes = {}): string {
  return joinHref(path, withChanges(pickShared(search), changes));
}

/** Joins a path and its parameters. */
export function joinHref(path: string, search: URLSearchParams): string {
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Returns the parameters as the API wants them: with the start and the end of a range that ends now. */
export function apiSearch(search: URLSearchParams, now: number, timeZone: string): URLSearchParams {
  const { from, to } = resolveRange(readRange(search), now);
  return withChanges(search, { range: undefined, from, to, tz: readTimeZone(search, timeZone) });
}

/** Reports whether a URL filters calls. */
export function hasFilters(search: URLSearchParams): boolean {
  return FILTERS.some((name) => search.has(name));
}

/** Changes that remove all filters, as for a link that has filters of its own. */
export const NO_FILTERS: Changes = Object.fromEntries(FILTERS.map((name) => [name, undefined]));
