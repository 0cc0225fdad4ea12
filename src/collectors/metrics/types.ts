/** How Azure Monitor aggregates the values of one minute, with its own names. */
export type Aggregation = 'Average' | 'Count' | 'Maximum' | 'Minimum' | 'Total';

/** Metrics that are read together, and whose values share documents. */
export interface MetricGroup {
  /** Part of the ids of documents and of the keys of cursors, so it must not change. */
  readonly name: string;
  /** At most 20, the limit of one request. */
  readonly metrics: readonly Metric[];
  /** Dimensions that every metric of the group has. */
  readonly dimensions: readonly string[];
}

/** A metric as Azure defines it. */
export interface Metric {
  readonly name: string;
  /** The `primaryAggregationType` of the metric's definition. */
  readonly aggregation: Aggregation;
  readonly unit: 'Count' | 'MilliSeconds' | 'Percent';
}

/** An account of Azure AI services, as Azure Resource Manager describes it. */
export interface Account {
  /** In Azure's own case: `/subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…`. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  /** The name of its region in lower case without spaces, such as `eastus2`. */
  readonly location: string;
  /** `OpenAI`, `AIServices`, … */
  readonly kind: string;
}

/** Values of one metric with one set of dimension values. */
export interface MetricSeries {
  readonly metric: string;
  readonly aggregation: Aggregation;
  /** Name, as in the metric group, → value. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly points: readonly MetricPoint[];
}

/** The value of one minute. A minute without a value has no point. */
export interface MetricPoint {
  /** Start of the minute, in milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  /** Present in a late value: the complete value in Azure Monitor. `value` is its new part. */
  readonly total?: number;
}

/** The values of one metric group of one account: the record that {@link metricsMapper} takes. */
export interface MetricsRecord {
  readonly account: Omit<Account, 'kind'>;
  /** Name of the metric group. */
  readonly group: string;
  /** `Microsoft.CognitiveServices/accounts` */
  readonly namespace: string;
  /** ISO 8601 duration of a point: `PT1M`. */
  readonly timegrain: string;
  /** The interval of the collection, in milliseconds. */
  readonly period: number;
  /** Duration of the requests for the values, in nanoseconds. */
  readonly duration?: number;
  readonly series: readonly MetricSeries[];
  /**
   * Present if the values came after their minute was handed out. They are the values that its document lacks, a total
   * as the difference. The end of the window in which they were found, in milliseconds since 1970.
   */
  readonly late?: number;
}
