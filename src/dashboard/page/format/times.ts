const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time zone of the browser. */
export const BROWSER_ZONE: string = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Makes a format once: making it takes longer than using it. */
function formatFor(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format)
    formats.set(key, (format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone, hourCycle: 'h23' })));
  return format;
}

/** Formats a time of day: 14:30. @param time milliseconds since 1970 */
export function formatClock(time: number, timeZone: string, { seconds = false }: { seconds?: boolean } = {}): string {
  const options = { hour: '2-digit', minute: '2-digit' } as const;
  return formatFor(timeZone, seconds ? { ...options, second: '2-digit' } : options).format(time);
}

/** Formats a day: Fri 27 Nov. @param time milliseconds since 1970 */
export function formatDay(time: number, timeZone: string): string {
  return formatFor(timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(time).replace(',', '');
}

/** Formats a date and a time: Fri 27 Nov 14:30. @param time milliseconds since 1970 */
export function formatDateTime(
  time: number,
  timeZone: string,
  { seconds = false }: { seconds?: boolean } = {},
): string {
  return `${formatDay(time, timeZone)} ${formatClock(time, timeZone, { seconds })}`;
}

/** Formats a time in full, with milliseconds: 2026-11-27 14:30:01.250 UTC+01:00. @param time milliseconds since 1970 */
export function formatExactTime(time: number, timeZone: string): string {
  const text = new Date(time + offsetAt(time, timeZone)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)} ${formatOffset(time, timeZone)}`;
}

/** Formats the start of a bucket in a table. */
export function formatBucket(time: number, step: number, timeZone: string): string {
  if (step >= DAY) return formatDay(time, timeZone);
  return formatDateTime(time, timeZone, { seconds: step < MINUTE });
}

/** Formats a tick of a time axis: the day at midnight, else the time of day. */
export function formatTick(time: number, timeZone: string, step: number): string {
  const clock = formatClock(time, timeZone, { seconds: step < MINUTE });
  if (!/^00:00(:00)?$/.test(clock)) return clock;
  return formatFor(timeZone, { day: 'numeric', month: 'short' }).format(time);
}

/** Returns the offset of a time zone from UTC at a time, in milliseconds. */
export function offsetAt(time: number, timeZone: string): number {
  const parts = formatFor(timeZone, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (name: string): number => Number(parts.find(({ type }) => type === name)?.value ?? 0);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(time / 1000) * 1000;
}

/** Formats the offset of a time zone: UTC+01:00. */
export function formatOffset(time: number, timeZone: string): string {
  const minutes = Math.round(offsetAt(time, timeZone) / MINUTE);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** Formats a time as an `<input type="datetime-local">` wants it. */
export function formatInput(time: number, timeZone: string): string {
  return new Date(time + offsetAt(time, timeZone)).toISOString().slice(0, 16);
}

/** Reads the value of an `<input type="datetime-local">` as a time of a zone. @returns undefined if it is no time */
export function parseInput(text: string, timeZone: string): number | undefined {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return undefined;
  // The offset at the result decides; where clocks change, the second try finds it.
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

/** Names a length of time: "hour", "30 minutes". @param step milliseconds */
export function nameStep(step: number): string {
  const [unit, name] =
    step % DAY === 0
      ? [DAY, 'day']
      : step % HOUR === 0
        ? [HOUR, 'hour']
        : step % MINUTE === 0
          ? [MINUTE, 'minute']
          : [1000, 'second'];
  const count = step / unit;
  return count === 1 ? name : `${count} ${name}s`;
}

/** Groups the buckets of a chart by hour, if they are shorter and cover at least half a day. */
export function groupByHour(
  times: readonly number[],
  step: number,
  timeZone: string,
): { step: number; times: number[]; sum: (values: readonly number[]) => number[] } {
  const isShort = step < HOUR && HOUR % step === 0 && times.length * step >= DAY / 2;
  const length = isShort ? HOUR : step;
  const offset = times.length > 0 ? offsetAt(times.at(-1)!, timeZone) : 0;
  const starts = times.map((time) => Math.floor((time + offset) / length) * length - offset);
  const grouped = isShort ? [...new Set(starts)] : [...times];
  const places = isShort ? starts.map((start) => grouped.indexOf(start)) : times.map((_, index) => index);
  return {
    step: length,
    times: grouped,
    sum: (values) => {
      const sums = grouped.map(() => 0);
      for (const [index, place] of places.entries()) sums[place]! += values[index] ?? 0;
      return sums;
    },
  };
}
