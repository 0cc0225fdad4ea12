import { BROWSER_ZONE } from '../format/times.ts';
import { navigate, useLocation } from './location.ts';
import {
  type Changes,
  joinHref,
  makeHref,
  pickShared,
  readRange,
  readTimeZone,
  type TimeRange,
  withChanges,
} from './url-state.ts';

/** The state of the page, all of which is in its URL. */
export interface Page {
  readonly path: string;
  readonly search: URLSearchParams;
  readonly range: TimeRange;
  readonly timeZone: string;
  /** Parameters for `useApi`: time range, time zone, filters, and others by name. */
  readonly pick: (...others: readonly string[]) => URLSearchParams;
  /** Makes a link to a view that keeps the time range, the time zone and the filters. */
  readonly linkTo: (path: string, changes?: Changes) => string;
  /** Makes a link to the present view with some parameters changed. */
  readonly linkWith: (changes: Changes) => string;
  /** Changes parameters. `replace`: "back" skips the present ones. */
  readonly change: (changes: Changes, options?: { replace?: boolean }) => void;
}

/** Returns the state of the page, and renders again when it changes. */
export function usePage(): Page {
  const { pathname, searchParams: search } = useLocation();
  const linkWith = (changes: Changes): string => joinHref(pathname, withChanges(search, changes));
  return {
    path: pathname,
    search,
    range: readRange(search),
    timeZone: readTimeZone(search, BROWSER_ZONE),
    pick: (...others) => pickShared(search, ...others),
    linkTo: (path, changes) => makeHref(path, search, changes),
    linkWith,
    change: (changes, options) => navigate(linkWith(changes), options),
  };
}
