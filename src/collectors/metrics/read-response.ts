import type { MetricQuery } from './supported-metrics.ts';
import type { Aggregation, Metric, MetricPoint, MetricSeries } from './types.ts';

/** A metric as both Azure clients hand it out; they differ in what they make of names. */
export interface ResponseMetric {
  /** Ends in the metric's name, where `name` may be the one for display. */
  readonly id?: string;
  readonly name?: Name;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly timeseries?: readonly {
    readonly metadatavalues?: readonly { readonly name?: Name; readonly value?: string }[];
    readonly data?: readonly ResponsePoint[];
  }[];
}

type Name = string | { readonly value?: string };

interface ResponsePoint {
  readonly timeStamp: Date;
  readonly average?: number;
  readonly count?: number;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly total?: number;
}

const VALUE_OF: Readonly<Record<Aggregation, (point: ResponsePoint) => number | null | undefined>> = {
  Average: ({ average }) => average,
  Count: ({ count }) => count,
  Maximum: ({ maximum }) => maximum,
  Minimum: ({ minimum }) => minimum,
  Total: ({ total }) => total,
};

/**
 * The values of one account's response. A minute without a value is left out; zero is a value. Azure writes names of
 * dimensions in lower case: they get the query's spelling back.
 */
export function readSeries(metrics: readonly ResponseMetric[], query: MetricQuery): MetricSeries[] {
  const dimensionNames = new Map(query.dimensions.map((name) => [name.toLowerCase(), name]));
  return metrics.flatMap((response) => {
    const metric = metricOf(response, query);
    if (!metric) return [];
    return (response.timeseries ?? []).flatMap(({ metadatavalues = [], data = [] }): MetricSeries[] => {
      const points = data.flatMap((point) => readPoint(point, metric.aggregation));
      if (points.length === 0) return [];
      const dimensions: Record<string, string> = {};
      for (const { name, value } of metadatavalues) {
        const key = text(name);
        if (value !== undefined) dimensions[dimensionNames.get(key.toLowerCase()) ?? key] = value;
      }
      return [{ metric: metric.name, aggregation: metric.aggregation, dimensions, points }];
    });
  });
}

/** @returns the metrics that Azure could not read, although the request as a whole succeeded */
export function failedMetrics(metrics: readonly ResponseMetric[]): readonly ResponseMetric[] {
  return metrics.filter(({ errorCode }) => errorCode !== undefined && errorCode !== null && errorCode !== 'Success');
}

/** The most time series that one metric came with: what the parameter `top` limits. */
export function mostSeries(metrics: readonly ResponseMetric[]): number {
  return Math.max(0, ...metrics.map(({ timeseries }) => timeseries?.length ?? 0));
}

function metricOf({ id = '', name }: ResponseMetric, { metrics }: MetricQuery): Metric | undefined {
  const names = [id.slice(id.lastIndexOf('/') + 1), text(name)].map((one) => one.toLowerCase());
  return metrics.find((metric) => names.includes(metric.name.toLowerCase()));
}

function readPoint(point: ResponsePoint, aggregation: Aggregation): MetricPoint[] {
  const value = VALUE_OF[aggregation](point);
  const time = point.timeStamp.getTime();
  return typeof value === 'number' && Number.isFinite(value) && Number.isFinite(time) ? [{ time, value }] : [];
}

function text(name: Name | undefined): string {
  return (typeof name === 'string' ? name : name?.value) ?? '';
}
