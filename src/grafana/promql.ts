import type { MetricDefinition } from '../instrumentation/semconv/metric-definitions.ts';

/** The suffixes that Prometheus makes of units. One in braces is a note, which adds none. */
const UNIT_SUFFIXES: Readonly<Record<string, string>> = { s: '_seconds' };

/**
 * Returns the name that Prometheus's OTLP receiver gives to a metric with the translation strategy
 * `UnderscoreEscapingWithSuffixes`, its default. A histogram has `_bucket`, `_count` and `_sum` after it.
 */
export function prometheusName({ name, unit, kind }: MetricDefinition): string {
  return `${labelName(name)}${UNIT_SUFFIXES[unit] ?? ''}${kind === 'counter' ? '_total' : ''}`;
}

/** Returns the label that Prometheus makes of an attribute. */
export function labelName(attribute: string): string {
  return attribute.replaceAll(/\W/g, '_');
}

/** Metrics that mean the same: one of the conventions 1.41.1, and those of the newest. No process records both. */
export type Names = readonly MetricDefinition[];

/** A PromQL selector of all these metrics. */
function select(names: Names, suffix: string, matchers: string): string {
  const all = names.map((name) => `${prometheusName(name)}${suffix}`);
  if (all.length === 1) return `${all[0]}{${matchers}}`;
  return `{${[`__name__=~"${all.join('|')}"`, matchers].filter(Boolean).join(',')}}`;
}

/**
 * Returns by how much counters grew in a range: exactly the last value minus the value before the range, which is 0 for a
 * series that began in it. `increase()` would leave out the first value of a series and extrapolate the others; it is used
 * only where a counter was reset, whose lost part nobody knows.
 *
 * @param floor `>= 0` for numbers; native histograms cannot be compared
 */
function growth(series: string, range: string, floor: ' >= 0' | ''): string {
  const last = `last_over_time(${series}[${range}])`;
  const before = `last_over_time(${series}[1h] offset ${range})`;
  const resets = `resets(${series}[${range}])`;
  return `((${last} - ${before})${floor} and ${resets} == 0) or (increase(${series}[${range}]) and ${resets} > 0) or ${last}`;
}

function sumBy(labels: readonly string[], vector: string): string {
  return labels.length === 0 ? `sum(${vector})` : `sum by (${labels.join(', ')}) (${vector})`;
}

/** Sums up what a counter counted in a range. */
export function counted(names: Names, range: string, matchers: string, by: readonly string[] = []): string {
  return sumBy(by, growth(select(names, '', matchers), range, ' >= 0'));
}

/** Sums up the number or the sum of the values of histograms in a range, whether they are classic or native. */
export function observed(
  names: Names,
  part: 'count' | 'sum',
  range: string,
  matchers: string,
  by: readonly string[] = [],
): string {
  const classic = growth(select(names, `_${part}`, matchers), range, ' >= 0');
  const native = growth(select(names, '', matchers), range, '');
  return sumBy(by, `${classic} or histogram_${part}(${native})`);
}

/** Estimates a quantile of histograms in a range, within a bucket, whether they are classic or native. */
export function quantile(q: number, names: Names, range: string, matchers: string, by: readonly string[] = []): string {
  const classic = sumBy([...by, 'le'], growth(select(names, '_bucket', matchers), range, ' >= 0'));
  const native = sumBy(by, growth(select(names, '', matchers), range, ''));
  // Without a call the result is NaN, which is no number to show.
  return `histogram_quantile(${q}, ${classic}) >= 0 or histogram_quantile(${q}, ${native}) >= 0`;
}
