import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { formatInput, parseInput } from '../format/times.ts';
import { Popover } from './popover.tsx';
import { RANGES, type RangeName, resolveRange } from './url-state.ts';
import { usePage } from './use-page.ts';

const LABELS: Readonly<Record<RangeName, readonly [short: string, long: string]>> = {
  '15m': ['15 m', 'Last 15 minutes'],
  '1h': ['1 h', 'Last hour'],
  '24h': ['24 h', 'Last 24 hours'],
  '7d': ['7 d', 'Last 7 days'],
  '30d': ['30 d', 'Last 30 days'],
};

/** Buttons for time ranges that end now, and a form for any other. */
export function RangePicker(): VNode {
  const { range, change } = usePage();
  const present = 'name' in range ? range.name : undefined;
  return (
    <div class="ranges" role="group" aria-label="Time range">
      {(Object.keys(RANGES) as RangeName[]).map((name) => (
        <button
          key={name}
          aria-pressed={name === present}
          aria-label={LABELS[name][1]}
          onClick={() =>
            change({ range: name === '24h' ? undefined : name, from: undefined, to: undefined, offset: undefined })
          }
        >
          {LABELS[name][0]}
        </button>
      ))}
      <Popover label="…" name="Other time range" isOn={present === undefined} align="right">
        {(close) => <RangeForm close={close} />}
      </Popover>
    </div>
  );
}

function RangeForm({ close }: { close: () => void }): VNode {
  const { range, timeZone, change } = usePage();
  const id = useId();
  const [start] = useState(() => resolveRange(range, Date.now()));
  const [from, setFrom] = useState(formatInput(start.from, timeZone));
  const [to, setTo] = useState(formatInput(start.to, timeZone));
  const [first, last] = [parseInput(from, timeZone), parseInput(to, timeZone)];
  const isValid = first !== undefined && last !== undefined && first < last;
  // The policy of the page forbids forms to send anything: the values go into the URL.
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!isValid) return;
    change({ from: first, to: last, range: undefined, offset: undefined });
    close();
  };
  return (
    <form class="form" onSubmit={submit}>
      <label for={`${id}-from`}>From</label>
      <input
        id={`${id}-from`}
        type="datetime-local"
        value={from}
        onInput={(event) => setFrom(event.currentTarget.value)}
      />
      <label for={`${id}-to`}>To</label>
      <input id={`${id}-to`} type="datetime-local" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      <p class="dim" role="status">
        {isValid ? `Times are of ${timeZone}.` : '"From" must be before "To".'}
      </p>
      <button class="button" disabled={!isValid}>
        Show
      </button>
    </form>
  );
}
