/** What Azure Monitor makes of the values of one minute, in its own names. */
export type Aggregation = 'Average' | 'Count' | 'Maximum' | 'Minimum' | 'Total';

/** Metrics that are asked for together, and whose values share documents. */
export interface MetricGroup {
  /** Part of the ids of documents and of the keys of cursors: it never changes. */
  readonly name: string;
  /** At most 20: the limit of one request. */
  readonly metrics: readonly Metric[];
  /** Every metric of the group has them. */
  readonly dimensions: readonly string[];
}

/** One metric as Azure defines it. */
export interface Metric {
  readonly name: string;
  /** What `primaryAggregationType` of the metric's definition says. */
  readonly aggregation: Aggregation;
  readonly unit: 'Count' | 'MilliSeconds' | 'Percent';
}

/** An account of Azure AI services, as Azure Resource Manager describes it. */
export interface Account {
  /** As Azure writes it: `/subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…`. */
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
  /** Name, as the metric group writes it, to value. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly points: readonly MetricPoint[];
}

/** The value of one minute. Minutes without a value have no point. */
export interface MetricPoint {
  /** Start of the minute, in milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  /** Of a late value: what Azure Monitor has now, of which `value` was not handed out yet. */
  readonly total?: number;
}

/** What was read for one metric group of one account: the record that {@link metricsMapper} takes. */
export interface MetricsRecord {
  readonly account: Omit<Account, 'kind'>;
  /** Name of the metric group. */
  readonly group: string;
  /** `Microsoft.CognitiveServices/accounts` */
  readonly namespace: string;
  /** ISO 8601 duration of a point: `PT1M`. */
  readonly timegrain: string;
  /** How often is asked, in milliseconds. */
  readonly period: number;
  /** How long the request took that brought the values, in nanoseconds. */
  readonly duration?: number;
  readonly series: readonly MetricSeries[];
  /**
   * Present where the values came after their minute had been handed out: they are what its document lacks, a total as
   * the difference to what was handed out. The end of the window in which they were found, in milliseconds since 1970.
   */
  readonly late?: number;
}
