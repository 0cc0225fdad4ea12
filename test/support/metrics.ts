import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

export interface Point {
  attributes: Attributes;
  /** Sum of a counter or histogram, value of a gauge. */
  value: number;
  /** The count of a histogram. */
  count?: number;
}

/** A real meter provider, whose metrics are collected when a test asks. */
export interface Metrics {
  provider: MeterProvider;
  collect(): Promise<MetricData[]>;
  /** Collects the points of each metric by its name. */
  read(): Promise<Record<string, Point[]>>;
}

export function startMetrics(temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE): Metrics {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
  const collect = async (): Promise<MetricData[]> => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  };
  return {
    provider: new MeterProvider({ readers: [reader] }),
    collect,
    read: async () =>
      Object.fromEntries((await collect()).map((metric) => [metric.descriptor.name, readPoints(metric)])),
  };
}

function readPoints({ dataPointType, dataPoints }: MetricData): Point[] {
  return dataPoints.map(({ attributes, value }) => {
    if (dataPointType !== DataPointType.HISTOGRAM) return { attributes, value: value as number };
    const { sum, count } = value as { sum: number; count: number };
    return { attributes, value: sum, count };
  });
}
