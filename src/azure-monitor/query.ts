/** A query of Application Insights in KQL, over the tables of the resource: `customMetrics` and `dependencies`. */
export interface Query {
  /** Name of its file, without `.kql`. */
  readonly id: string;
  readonly title: string;
  /** The meaning of its columns. */
  readonly description: string;
  readonly chart: 'table' | 'timechart';
  /** Percentage of the workbook's width. */
  readonly width: 50 | 100;
  /**
   * @param by the expression to group by
   * @param grain the length of a time slice
   */
  readonly kql: (by: string, grain: string) => string;
}

/** Something that queries can group by. */
export interface Dimension {
  readonly label: string;
  /** In KQL. */
  readonly expression: string;
}

/** Length of a time slice in the query files; the workbook adapts it to its time range. */
export const GRAIN = '1h';

/** Returns the expression of an attribute, which is empty if the attribute is absent. */
export function attribute(name: string): string {
  return `tostring(customDimensions["${name}"])`;
}

/**
 * Returns what metrics and calls can be grouped by, the deployment first.
 *
 * @param tenantAttribute the attribute that names a customer; metrics have it if `baggageKeys` does
 */
export function dimensions(tenantAttribute: string): readonly Dimension[] {
  return [
    { label: 'Deployment', expression: attribute('azure.openai.deployment') },
    { label: 'Model', expression: attribute('gen_ai.response.model') },
    { label: 'Tenant', expression: attribute(tenantAttribute) },
    { label: 'Service', expression: 'cloud_RoleName' },
    { label: 'Operation', expression: attribute('gen_ai.operation.name') },
  ];
}
