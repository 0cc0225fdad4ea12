import { type Field, toPainless } from '../../../src/elastic/kibana/fields.ts';
import { toQuery } from '../../../src/elastic/kibana/filter.ts';
import { type Chart, type Measure, measuresOf, type Terms, termsOf } from '../../../src/elastic/kibana/panel.ts';

/** A row of a chart: its groups, the hour that it belongs to, and its numbers. */
export interface Row {
  readonly groups: readonly string[];
  /** ISO 8601; only of charts over time. */
  readonly hour?: string | undefined;
  readonly values: readonly (number | null)[];
}

/** The group of documents without the field. */
export const MISSING = '(missing)';

/**
 * Returns the search that Kibana makes for a chart, with hours in place of an automatic interval. A runtime field is a
 * script of the aggregation, since OpenSearch does not know runtime fields.
 */
export function searchBody(chart: Chart): object {
  const measures = measuresOf(chart);
  const values = Object.fromEntries(measures.map((measure, index) => [`value${index}`, measureAggregation(measure)]));
  const inner = isOverTime(chart)
    ? { time: { date_histogram: { field: '@timestamp', fixed_interval: '1h', min_doc_count: 1 }, aggs: values } }
    : values;
  const aggs = termsOf(chart).reduceRight<object>(
    // The groups are ranked by the first number of all their documents.
    (aggs, terms) => ({ group: { terms: termsAggregation(terms, measures[0]!), aggs: { ...values, ...aggs } } }),
    inner,
  );
  return { size: 0, track_total_hits: true, query: toQuery(chart.filter), aggs };
}

export function isOverTime({ kind }: Chart): boolean {
  return kind === 'bars' || kind === 'line';
}

function source(field: Field): object {
  return typeof field === 'string' ? { field } : { script: { lang: 'painless', source: toPainless(field, 'return') } };
}

function termsAggregation({ field, size, missing = false }: Terms, rank: Measure): object {
  return { ...source(field), size, order: { [rankPath(rank)]: 'desc' }, ...(missing && { missing: MISSING }) };
}

function rankPath({ operation, percentile }: Measure): string {
  if (operation === 'count') return 'value0.doc_count';
  return operation === 'percentile' ? `value0>number[${percentile}]` : 'value0>number';
}

function measureAggregation({ operation, field, filter, percentile }: Measure): object {
  const filtered = { filter: toQuery(filter) };
  if (operation === 'count') return filtered;
  const name = { average: 'avg', percentile: 'percentiles', unique_count: 'cardinality' } as Record<string, string>;
  const options = { ...source(field!), ...(percentile !== undefined && { percents: [percentile] }) };
  return { ...filtered, aggs: { number: { [name[operation] ?? operation]: options } } };
}

/** Reads the rows of a chart from the answer to its search. */
export function readRows(chart: Chart, answer: { hits: { total: { value: number } }; aggregations: object }): Row[] {
  return readLevel(chart, answer.aggregations as Aggregations, termsOf(chart).length, []);
}

interface Bucket {
  readonly key: unknown;
  readonly key_as_string?: string;
  readonly doc_count: number;
}

type Aggregations = Readonly<Record<string, any>>;

function readLevel(chart: Chart, found: Aggregations, depth: number, groups: readonly string[]): Row[] {
  if (depth > 0) {
    const buckets = found['group'].buckets as (Bucket & Aggregations)[];
    return buckets.flatMap((bucket) => readLevel(chart, bucket, depth - 1, [...groups, String(bucket.key)]));
  }
  if (!isOverTime(chart)) return [{ groups, values: readValues(chart, found) }];
  const buckets = found['time'].buckets as (Bucket & Aggregations)[];
  return buckets.map((bucket) => ({
    groups,
    hour: new Date(Number(bucket.key)).toISOString(),
    values: readValues(chart, bucket),
  }));
}

function readValues(chart: Chart, found: Aggregations): (number | null)[] {
  return measuresOf(chart).map(({ operation }, index) => {
    const value = found[`value${index}`];
    if (operation === 'count') return value.doc_count;
    if (operation === 'percentile') return Object.values(value.number.values)[0] as number;
    return value.number.value;
  });
}
