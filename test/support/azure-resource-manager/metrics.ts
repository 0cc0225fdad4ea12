import { METRIC_NAMESPACE } from '../../../src/collectors/metrics/metric-groups.ts';
import { displayName } from './definitions.ts';
import type { MetricDefinition } from './definitions.ts';
import { seriesOf } from './series.ts';
import type { Series } from './series.ts';
import { accountId, errorReply } from './types.ts';
import type { Reply, StandInAccount } from './types.ts';

const MINUTE = 60_000;

/** A request for metrics, by either API. */
export interface MetricsQuestion {
  readonly names: readonly string[];
  readonly dimensions: readonly string[];
  readonly aggregations: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

/** The metrics of the server. */
export interface MetricsData {
  readonly definitions: ReadonlyMap<string, MetricDefinition>;
  /** The time between a minute and its value, in milliseconds. */
  readonly delay: (account: StandInAccount, metric: string, time: number) => number;
  /** Replaces the values that a minute has. */
  readonly values?: ((account: StandInAccount, metric: string, time: number) => number | undefined) | undefined;
  readonly now: () => number;
  /** Whether the minute at which the time span ends is answered too. */
  readonly includesEnd?: boolean | undefined;
}

/** @returns the request, or Azure's answer to one that it refuses */
export function readQuestion(query: URLSearchParams, data: MetricsData): MetricsQuestion | Reply {
  const get = (name: string): string => query.get(name) ?? query.get(`$${name}`) ?? '';
  const [start = '', end = ''] = get('timespan') ? get('timespan').split('/') : [get('starttime'), get('endtime')];
  const question = {
    names: get('metricnames').split(',').filter(Boolean),
    dimensions: [...get('filter').matchAll(/(\w+) eq '\*'/g)].map(([, dimension = '']) => dimension),
    aggregations: get('aggregation').toLowerCase().split(','),
    from: Date.parse(start),
    to: Date.parse(end) + (data.includesEnd ? 1 : 0),
    top: Number(get('top') || 10),
  };
  const bad = (message: string): Reply => errorReply(400, 'BadRequest', message);
  if (get('metricnamespace') !== METRIC_NAMESPACE) return bad('metricnamespace is missing or wrong');
  if (get('interval') !== 'PT1M') return bad('interval is not supported');
  if (!(question.from < question.to)) return bad('the time span is not valid');
  if (question.from < data.now() - 93 * 86_400_000) return bad('the time span is longer ago than 93 days');
  if (question.names.length > 20) return bad('at most 20 metrics');
  if (get('top') && !get('filter')) return bad('top needs a filter');
  return refused(question, data) ?? question;
}

function refused({ names, dimensions }: MetricsQuestion, { definitions }: MetricsData): Reply | undefined {
  for (const name of names) {
    const definition = definitions.get(name);
    if (!definition) {
      const provider = 'Microsoft.CognitiveServices, resource Type: accounts';
      const valid = [...definitions.keys()].join();
      const message = `Failed to find metric configuration for provider: ${provider}, metric: ${name}, Valid metrics: ${valid}`;
      return errorReply(400, 'BadRequest', message);
    }
    const missing = dimensions.filter((dimension) => !definition.dimensions.includes(dimension));
    if (missing.length === 0) continue;
    const combination = missing.join().toLowerCase();
    const message =
      `Metric: ${name} does not support requested dimension combination: ${combination}, ` +
      `supported ones are: ${definition.dimensions.join()}, TraceId: {0f22f07a5c6ea4396d27f0874f314d8b}`;
    return errorReply(400, 'BadRequest', message);
  }
  return undefined;
}

/** Returns the metrics of one account, as both APIs have them. */
export function metricsBody(account: StandInAccount, question: MetricsQuestion, data: MetricsData): object[] {
  return question.names.map((name) => {
    const definition = data.definitions.get(name)!;
    const split = splitBy(question.dimensions, valuesOf(account, definition, data));
    return {
      id: `${accountId(account)}/providers/Microsoft.Insights/metrics/${name}`,
      type: 'Microsoft.Insights/metrics',
      name: { value: name, localizedValue: displayName(name) },
      unit: definition.unit,
      errorCode: 'Success',
      timeseries: split.slice(0, question.dimensions.length > 0 ? question.top : 1).map(({ dimensions, parts }) => ({
        metadatavalues: dimensions.map(([key, value]) => ({
          // As Azure writes them.
          name: { value: key.toLowerCase(), localizedValue: key.toLowerCase() },
          value,
        })),
        data: minutesOf(question).map((time) =>
          pointBody(time, question.aggregations, account, definition, parts, data),
        ),
      })),
    };
  });
}

/** Returns the sum that the documents of a metric must have. */
export function totalOf(account: StandInAccount, name: string, from: number, to: number, data: MetricsData): number {
  const definition = data.definitions.get(name)!;
  const series = valuesOf(account, definition, data);
  let total = 0;
  for (let time = from; time < to; time += MINUTE) for (const one of series) total += one.value(time) ?? 0;
  return total;
}

function valuesOf(account: StandInAccount, definition: MetricDefinition, { values }: MetricsData): Series[] {
  const series = seriesOf(account, definition);
  if (!values) return series;
  return series.slice(0, 1).map((one) => ({ ...one, value: (time) => values(account, definition.name, time) }));
}

interface Split {
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly parts: Series[];
}

function splitBy(names: readonly string[], series: readonly Series[]): Split[] {
  const splits = new Map<string, Split>();
  for (const one of series) {
    const dimensions = names.map((name) => [name, one.dimensions[name] ?? ''] as const);
    const key = JSON.stringify(dimensions);
    const split = splits.get(key) ?? { dimensions, parts: [] };
    split.parts.push(one);
    splits.set(key, split);
  }
  return [...splits.values()];
}

function minutesOf({ from, to }: MetricsQuestion): number[] {
  const first = Math.ceil(from / MINUTE) * MINUTE;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / MINUTE)) }, (_, index) => first + index * MINUTE);
}

function pointBody(
  time: number,
  aggregations: readonly string[],
  account: StandInAccount,
  { name }: MetricDefinition,
  parts: readonly Series[],
  { now, delay }: MetricsData,
): object {
  const isThere = now() >= time + MINUTE + delay(account, name, time);
  const values = isThere ? parts.map((one) => one.value(time)).filter((value) => value !== undefined) : [];
  const timeStamp = new Date(time).toISOString();
  if (values.length === 0) return { timeStamp };
  const total = values.reduce((sum, value) => sum + value, 0);
  const all: Record<string, number> = {
    total,
    average: total / values.length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    count: values.length,
  };
  return { timeStamp, ...Object.fromEntries(aggregations.map((aggregation) => [aggregation, all[aggregation]])) };
}
