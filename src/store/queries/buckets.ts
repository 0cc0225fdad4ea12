const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of buckets that are easy to read. */
const STEPS = [
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
] as const;

/** Buckets of a chart. */
export interface Buckets {
  /** Milliseconds; a day that starts or ends summer time is an hour shorter or longer. */
  readonly step: number;
  /** Start of each bucket, in milliseconds since 1970. The first and the last one may reach beyond the range. */
  readonly times: readonly number[];
}

/**
 * Divides a range into at most `most` buckets. Longer ones start at full hours and at midnight of the time zone.
 *
 * @param timeZone an IANA name. @default 'UTC'
 */
export function makeBuckets(from: number, to: number, timeZone = 'UTC', most = 60): Buckets {
  const step = STEPS.find((length) => (to - from) / length <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  if (step >= DAY) return { step, times: listMidnights(from, to, timeZone, step) };
  const offset = offsetOf(timeZone, to);
  const first = Math.floor((from + offset) / step) * step - offset;
  const count = Math.max(1, Math.ceil((to - first) / step));
  return { step, times: Array.from({ length: count }, (_, index) => first + index * step) };
}

/**
 * Returns the index of the bucket of a time. An hour that starts before the first bucket, such as in a time zone of half
 * hours, belongs to it.
 */
export function findBucket({ times, step }: Buckets, time: number): number {
  const guess = Math.max(0, Math.floor((time - times[0]!) / step));
  // Summer time moves a midnight by an hour.
  if (guess > 0 && time < (times[guess] ?? -Infinity)) return guess - 1;
  return time >= (times[guess + 1] ?? Infinity) ? guess + 1 : guess;
}

function listMidnights(from: number, to: number, timeZone: string, step: number): number[] {
  const times: number[] = [];
  // Local time, as if it were UTC.
  let local = Math.floor((from + offsetOf(timeZone, from)) / DAY) * DAY;
  for (let time = from; ; local += step) {
    time = local - offsetOf(timeZone, local - offsetOf(timeZone, local));
    if (time >= to && times.length > 0) return times;
    times.push(time);
  }
}

/** Returns the offset of a time zone from UTC in milliseconds; 0 for a zone that is not known. */
function offsetOf(timeZone: string, at: number): number {
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes = '0'] = /GMT([+-])(\d\d):?(\d\d)?/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
  } catch {
    return 0;
  }
}
