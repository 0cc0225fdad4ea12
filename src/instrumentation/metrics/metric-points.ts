import { type Attributes, type Counter, type Gauge, type Histogram, type Meter, ValueType } from '@opentelemetry/api';
import type { MetricDefinition } from '../semconv/metric-definitions.ts';

/** Maximum time that values are held back without a collection, in milliseconds. */
const MAX_HOLD_TIME = 10_000;

/** The number of series to keep. The SDK itself keeps 2,000 for each metric by default. */
const MAX_SERIES = 2000;

/** A metric with one set of attributes. */
interface Point {
  readonly metric: MetricDefinition;
  readonly attributes: Attributes;
  /** The value that is held back; undefined if there is none. */
  value: number | undefined;
  /** True if the SDK has received a value since the last collection. */
  started: boolean;
}

/** The attributes that the points of similar calls share, and these points by metric and additional attributes. */
export interface Series {
  readonly attributes: Attributes;
  readonly points: Map<MetricDefinition, Map<string | undefined, Point>>;
}

/**
 * The instruments of a meter. The SDK spends most of its time for a value on hashing the attributes. So a counter or gauge
 * passes on the first value after a collection, and holds the next ones back until the next collection starts. A histogram
 * needs each value.
 */
export class MetricPoints {
  readonly #meter: Meter;
  readonly #instruments = new Map<MetricDefinition, Histogram | Counter | Gauge>();
  readonly #series = new Map<string, Series>();
  #started: Point[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(meter: Meter) {
    this.#meter = meter;
    // It observes no value and is never exported. Its callback runs when a collection starts.
    const collection = meter.createObservableGauge('azure.openai.client.collection');
    collection.addCallback(() => this.#flush());
  }

  /**
   * Returns the series of a call.
   *
   * @param key the joined values of the attributes
   * @param attributes creates the attributes of a new series
   */
  series(key: string, attributes: () => Attributes): Series {
    const known = this.#series.get(key);
    if (known) return known;
    const series: Series = { attributes: attributes(), points: new Map() };
    if (this.#series.size < MAX_SERIES) this.#series.set(key, series);
    return series;
  }

  /**
   * Records a value of a histogram, adds it to a counter, or sets a gauge. Ignores an undefined value.
   *
   * @param key the joined values of the point's additional attributes. @default it has none
   * @param more creates the additional attributes of a new point
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
    // The SDK uses the time of the first value as the start of the point.
    point.started = true;
    this.#pass(point, value);
    this.#started.push(point);
    this.#timer ??= setTimeout(() => this.#flush(), MAX_HOLD_TIME).unref();
  }

  /** Passes on all values that are held back. */
  #flush(): void {
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
