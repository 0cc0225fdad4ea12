const DAY = 86_400_000;

/** Returns the days from `from` to `to`, both included, as `YYYY-MM-DD`. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY) {
    days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}

/** Returns the first and last day of each month of consecutive days. */
export function monthsOf(days: readonly string[]): { readonly from: string; readonly to: string }[] {
  return [...Map.groupBy(days, (day) => day.slice(0, 7)).values()].map((month) => ({
    from: month[0]!,
    to: month.at(-1)!,
  }));
}

/** Returns the first and last day of each sequence of consecutive days. */
export function periodsOf(days: readonly string[]): { readonly from: string; readonly to: string }[] {
  const starts = days.filter((day, index) => index === 0 || Date.parse(day) - Date.parse(days[index - 1]!) > DAY);
  return starts.map((from, index) => {
    const next = starts[index + 1];
    return { from, to: days[(next === undefined ? days.length : days.indexOf(next)) - 1]! };
  });
}
