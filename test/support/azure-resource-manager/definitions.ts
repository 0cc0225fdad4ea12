import { METRIC_GROUPS, METRIC_NAMESPACE } from '../../../src/collectors/metrics/metric-groups.ts';
import type { Aggregation } from '../../../src/collectors/metrics/types.ts';

/** The definition of a metric in Azure Monitor. */
export interface MetricDefinition {
  readonly name: string;
  readonly aggregation: Aggregation;
  readonly unit: string;
  readonly dimensions: readonly string[];
}

/** All metrics, with all of their dimensions, by name. */
export function allDefinitions(): Map<string, MetricDefinition> {
  const definitions = METRIC_GROUPS.flatMap(({ metrics, dimensions }) =>
    metrics.map(({ name, aggregation, unit }) => ({ name, aggregation, unit, dimensions })),
  );
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

/** Returns a metric as `metricDefinitions` lists it. */
export function definitionBody(resourceId: string, definition: MetricDefinition): object {
  const { name, aggregation, unit, dimensions } = definition;
  return {
    id: `${resourceId}/providers/microsoft.insights/metricdefinitions/${name}`,
    resourceId,
    namespace: METRIC_NAMESPACE,
    name: { value: name, localizedValue: displayName(name) },
    isDimensionRequired: false,
    unit,
    primaryAggregationType: aggregation,
    supportedAggregationTypes: ['Total', 'Average', 'Minimum', 'Maximum', 'Count'],
    metricAvailabilities: [{ timeGrain: 'PT1M', retention: 'P93D' }],
    dimensions: dimensions.map((value) => ({ value, localizedValue: displayName(value) })),
  };
}

/** Azure has a name for display beside each name: `Azure OpenAI Requests`. */
export function displayName(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, '$1 $2');
}
