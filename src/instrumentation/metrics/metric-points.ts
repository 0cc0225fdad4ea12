import { type Attributes, type Counter, type Gauge, type Histogram, type Meter, ValueType } from '@opentelemetry/api';
import type { MetricDefinition } from '../semconv/metric-definitions.ts';

/** Longest time that what was counted waits if nobody collects, in milliseconds. */
const LONGEST_WAIT = 10_000;

/** More combinations of dimensions are not remembered; the SDK itself keeps 2,000 of each metric by default. */
const MAX_SERIES = 2000;

/** A metric with one set of attributes. */
interface Point {
  readonly metric: MetricDefinition;
  readonly attributes: Attributes;
  /** What has not been passed on to the SDK; undefined if there is nothing. */
  value: number | undefined;
  /** True if the SDK has a value of it since the last collection. */
  started: boolean;
}

/** The attributes that the points of similar calls share, and these points by metric and further attributes. */
export interface Series {
  readonly attributes: Attributes;
  readonly points: Map<MetricDefinition, Map<string | undefined, Point>>;
}

/**
 * The instruments of a meter. Nearly all that the SDK takes for a value is the hash of its attributes. So counters and
 * gauges pass on the first value after a collection, and keep the others until the next one starts. Histograms need each
 * value.
 */
export class MetricPoints {
  readonly #meter: Meter;
  readonly #instruments = new Map<MetricDefinition, Histogram | Counter | Gauge>();
  readonly #series = new Map<string, Series>();
  #started: Point[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(meter: Meter) {
    this.#meter = meter;
    // It observes nothing, and so is never exported: it is there to be asked when a collection starts.
    const collection = meter.createObservableGauge('azure.openai.client.collection');
    collection.addCallback(() => this.#callOriginal());
  }

  /**
   * The series of a call.
   *
   * @param key the values of the attributes, put together
   * @param attributes made if the series is new
   */
  series(key: string, attributes: () => Attributes): Series {
    const known = this.#series.get(key);
    if (known) return known;
    const series: Series = { attributes: attributes(), points: new Map() };
    if (this.#series.size < MAX_SERIES) this.#series.set(key, series);
    return series;
  }

  /**
   * Records a value of a histogram, adds to a counter, or sets a gauge; nothing if the value is undefined.
   *
   * @param key of the attributes that the point has besides those of its series. @default it has none
   * @param more these attributes, made if the point is new
   */
  add(
    metric: MetricDefinition,
    value: number | undefined,
    series: Series,
    key?: string,
    more?: () => Attributes,
  ): void {
    if (value === undefined) return;
    const point = findPoint(metric, series, key, more);
    if (metric.kind === 'histogram') {
      (this.#instrument(metric) as Histogram).record(value, point.attributes);
      return;
    }
    if (point.started) {
      point.value = metric.kind === 'gauge' ? value : (point.value ?? 0) + value;
      return;
    }
    // The SDK takes the time of the first value for the start of the point.
    point.started = true;
    this.#pass(point, value);
    this.#started.push(point);
    this.#timer ??= setTimeout(() => this.#callOriginal(), LONGEST_WAIT).unref();
  }

  #callOriginal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const points = this.#started;
    this.#started = [];
    for (const point of points) {
      if (point.value !== undefined) this.#pass(point, point.value);
      point.value = undefined;
      point.started = false;
    }
  }

  #pass({ metric, attributes }: Point, value: number): void {
    const instrument = this.#instrument(metric);
    if ('add' in instrument) instrument.add(value, attributes);
    else instrument.record(value, attributes);
  }

  #instrument(metric: MetricDefinition): Histogram | Counter | Gauge {
    const known = this.#instruments.get(metric);
    if (known) return known;
    const options = {
      description: metric.description,
      unit: metric.unit,
      valueType: metric.integer ? ValueType.INT : ValueType.DOUBLE,
      ...(metric.buckets && { advice: { explicitBucketBoundaries: [...metric.buckets] } }),
    };
    const made =
      metric.kind === 'histogram'
        ? this.#meter.createHistogram(metric.name, options)
        : metric.kind === 'counter'
          ? this.#meter.createCounter(metric.name, options)
          : this.#meter.createGauge(metric.name, options);
    this.#instruments.set(metric, made);
    return made;
  }
}

function findPoint(
  metric: MetricDefinition,
  { attributes, points }: Series,
  key: string | undefined,
  more: (() => Attributes) | undefined,
): Point {
  let byKey = points.get(metric);
  if (!byKey) points.set(metric, (byKey = new Map()));
  let point = byKey.get(key);
  if (!point) {
    point = { metric, attributes: more ? { ...attributes, ...more() } : attributes, value: undefined, started: false };
    byKey.set(key, point);
  }
  return point;
}
