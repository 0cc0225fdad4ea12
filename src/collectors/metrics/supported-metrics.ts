import type { MetricDefinition } from '@azure/arm-monitor';
import type { Aggregation, Metric, MetricGroup } from './types.ts';

/** One request's worth of a metric group: metrics that all have all of its dimensions. */
export interface MetricQuery {
  readonly metrics: readonly Metric[];
  readonly dimensions: readonly string[];
}

const AGGREGATIONS: readonly string[] = ['Average', 'Count', 'Maximum', 'Minimum', 'Total'] satisfies Aggregation[];

/**
 * What Azure has of the metrics: what their definitions say, and what it refused since. Accounts of one kind in one
 * region have the same. Names are compared without regard to case, as Azure does.
 */
export class MetricSupport {
  #definitions: ReadonlyMap<string, MetricDefinition> | undefined;
  readonly #withoutMetrics = new Set<string>();
  readonly #withoutDimensions = new Set<string>();

  #changes = 0;

  /** Grows with each refusal: a request that was sent before is another one now. */
  get changes(): number {
    return this.#changes;
  }

  /** Where the definitions are not known, everything counts as there until Azure refuses it. */
  setDefinitions(definitions: readonly MetricDefinition[]): void {
    if (definitions.length === 0) return;
    this.#withoutMetrics.clear();
    this.#withoutDimensions.clear();
    this.#definitions = new Map(definitions.map((one) => [lower(one.name?.value), one]));
  }

  dropMetric(metric: string): void {
    this.#changes += 1;
    this.#withoutMetrics.add(lower(metric));
  }

  dropDimension(metric: string, dimension: string): void {
    this.#changes += 1;
    this.#withoutDimensions.add(`${lower(metric)} ${lower(dimension)}`);
  }

  hasMetric(metric: string): boolean {
    return !this.#withoutMetrics.has(lower(metric)) && (this.#definitions?.has(lower(metric)) ?? true);
  }

  hasDimension(metric: string, dimension: string): boolean {
    if (this.#withoutDimensions.has(`${lower(metric)} ${lower(dimension)}`)) return false;
    const dimensions = this.#definitions?.get(lower(metric))?.dimensions;
    return !dimensions || dimensions.some(({ value }) => lower(value) === lower(dimension));
  }

  /** The requests that read a group: one, unless its metrics differ in what dimensions Azure has of them. */
  queries({ metrics, dimensions }: MetricGroup): MetricQuery[] {
    const queries = new Map<string, { metrics: Metric[]; dimensions: string[] }>();
    for (const metric of metrics.filter(({ name }) => this.hasMetric(name))) {
      const supported = dimensions.filter((dimension) => this.hasDimension(metric.name, dimension));
      const key = supported.join();
      const query = queries.get(key) ?? { metrics: [], dimensions: supported };
      query.metrics.push({ ...metric, aggregation: this.#aggregation(metric) });
      queries.set(key, query);
    }
    return [...queries.values()];
  }

  #aggregation({ name, aggregation }: Metric): Aggregation {
    const primary = this.#definitions?.get(lower(name))?.primaryAggregationType ?? '';
    return AGGREGATIONS.includes(primary) ? (primary as Aggregation) : aggregation;
  }
}

/** The filter that splits a metric by each of its dimensions. */
export function splitFilter(dimensions: readonly string[]): string {
  return dimensions.map((dimension) => `${dimension} eq '*'`).join(' and ');
}

function lower(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}
