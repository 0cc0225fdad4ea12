const FRACTION = /\.(\d{1,9})\d*(?=Z|[+-]\d\d:?\d\d$|$)/;

/**
 * Nanoseconds since 1970 of an ISO 8601 date, with all digits of its fraction.
 *
 * @returns undefined if it is no date, or one before 1970
 */
export function unixNanos(date: string): bigint | undefined {
  const seconds = Date.parse(date.replace(FRACTION, ''));
  if (Number.isNaN(seconds) || seconds < 0) return undefined;
  const fraction = (FRACTION.exec(date)?.[1] ?? '').padEnd(9, '0');
  return BigInt(seconds) * 1_000_000n + BigInt(fraction);
}

/** Nanoseconds of an ISO 8601 duration of days or less, such as `PT1M`; 0 for what is none. */
export function durationNanos(duration: string | undefined): bigint {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration ?? '') ?? [];
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return BigInt(total) * 1_000_000_000n;
}
