import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { QueryResult } from '../../../store/queries/index.ts';
import { RESULT_NAMES } from '../../../store/results.ts';
import { BROWSER_ZONE, formatDateTime, formatOffset } from '../format/times.ts';
import { nameResult, nameValue } from '../format/names.ts';
import { Popover } from './popover.tsx';
import { FILTERS, type FilterName, resolveRange } from './url-state.ts';
import { useApi } from './use-api.ts';
import { usePage } from './use-page.ts';

/** Milliseconds between two fetches of the values to choose from. */
const VALUES_EVERY = 15_000;

/** Filters, the time range in full, and the time zone. @param names the filters that apply to the view */
export function FilterBar({ hasRange, names }: { hasRange: boolean; names: readonly FilterName[] }): VNode {
  const { search, change } = usePage();
  const ignored = FILTERS.filter((name) => search.has(name) && !names.includes(name));
  return (
    <section class="filters" aria-label="Filters">
      {names.length > 0 && <FilterChips names={names} />}
      {names.some((name) => search.has(name)) && (
        <button
          class="link"
          onClick={() => change(Object.fromEntries([...FILTERS, 'offset'].map((name) => [name, undefined])))}
        >
          Clear filters
        </button>
      )}
      {hasRange && ignored.length > 0 && (
        <span class="sub">Azure does not report {ignored.join(', ')}: not filtered by it.</span>
      )}
      <TimeNote hasRange={hasRange} />
    </section>
  );
}

function FilterChips({ names }: { names: readonly FilterName[] }): VNode {
  const { search } = usePage();
  const { data } = useApi<QueryResult<'values'>>('/api/values', undefined, VALUES_EVERY);
  return (
    <div class="chips">
      {names.map((name) => {
        const values = name === 'result' ? RESULT_NAMES : (data?.[name] ?? []);
        const isUseless = name !== 'result' && values.length < 2 && !search.has(name);
        return !isUseless && <FilterChip key={name} name={name} values={values} />;
      })}
    </div>
  );
}

/** Longer lists are searched. */
const LONGEST_LIST = 100;

function FilterChip({ name, values }: { name: FilterName; values: readonly string[] }): VNode {
  const { search, change } = usePage();
  const [text, setText] = useState('');
  const chosen = search.getAll(name);
  const label = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const nameOf = (value: string): string => (name === 'result' ? nameResult(value) : nameValue(name, value));
  const shown =
    chosen.length === 0 ? 'all' : chosen.length === 1 ? nameOf(chosen[0]!) : `${chosen.length} of ${values.length}`;
  const found = [...new Set([...chosen, ...values])].filter((value) =>
    nameOf(value).toLowerCase().includes(text.toLowerCase()),
  );
  const toggle = (value: string): void => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    change({ [name]: next, offset: undefined }, { replace: true });
  };
  return (
    <Popover
      name={`${label} ${shown}`}
      isOn={chosen.length > 0}
      label={
        <>
          {label} <b>{shown}</b>
        </>
      }
    >
      {() => (
        <>
          {values.length > 8 && (
            <input
              type="search"
              placeholder={`Find a ${name}`}
              aria-label={`Find a ${name}`}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
          <ul class="choices">
            {found.slice(0, LONGEST_LIST).map((value) => (
              <li key={value}>
                <label>
                  <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
                  {nameOf(value)}
                </label>
              </li>
            ))}
          </ul>
          {found.length > LONGEST_LIST && <p class="dim">{found.length - LONGEST_LIST} more: type to find one.</p>}
          {chosen.length > 0 && (
            <button class="link" onClick={() => change({ [name]: undefined, offset: undefined })}>
              Show all
            </button>
          )}
        </>
      )}
    </Popover>
  );
}

const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone');

function TimeNote({ hasRange }: { hasRange: boolean }): VNode {
  const { range, timeZone, change } = usePage();
  const { from, to } = resolveRange(range, Date.now());
  const zones = [...new Set([BROWSER_ZONE, 'UTC', timeZone, ...ZONES])];
  return (
    <span class="note">
      {hasRange && `${formatDateTime(from, timeZone)} – ${formatDateTime(to, timeZone)}, `}
      <select
        aria-label="Time zone"
        value={timeZone}
        onChange={({ currentTarget: { value } }) => change({ tz: value === BROWSER_ZONE ? undefined : value })}
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone === timeZone ? `${zone} (${formatOffset(to, zone)})` : zone}
          </option>
        ))}
      </select>
    </span>
  );
}
