/** A median with its quartiles: what half of the measurements lie between. */
export interface Spread {
  lower: number;
  median: number;
  upper: number;
}

export function measureSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

/** Between the two neighbours where `at` falls between them. */
function quantile(sorted: readonly number[], at: number): number {
  const position = (sorted.length - 1) * at;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
