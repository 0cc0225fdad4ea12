import { fieldName } from './fields.ts';
import { toKql } from './filter.ts';
import {
  type Chart,
  type Format,
  type Measure,
  measuresOf,
  objectId,
  type Terms,
  termsOf,
  type View,
} from './panel.ts';

const LAYER = 'layer';
const TIME = 'time';

/** A reference from one saved object to another. */
export interface Reference {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** Returns the reference of a Lens chart to its data view. */
export function dataViewReference(view: View): Reference {
  return { type: 'index-pattern', id: objectId(view), name: `indexpattern-datasource-layer-${LAYER}` };
}

/** Writes a chart as the attributes of a Lens visualization, in the form that Kibana has had since 8.7. */
export function lensAttributes(chart: Chart): object {
  const measures = measuresOf(chart);
  const groups = termsOf(chart);
  const isOverTime = chart.kind === 'bars' || chart.kind === 'line';
  const measureIds = measures.map((_, index) => `value${index}`);
  const groupIds = groups.map((_, index) => `group${index}`);
  const ranks = chart.kind === 'bars' || chart.kind === 'line' || chart.kind === 'donut';
  const columns = {
    ...Object.fromEntries(groups.map((terms, index) => [groupIds[index]!, termsColumn(terms, ranks)])),
    ...(isOverTime && { [TIME]: timeColumn(chart.interval ?? 'auto') }),
    ...Object.fromEntries(measures.map((measure, index) => [measureIds[index]!, measureColumn(measure)])),
  };
  const { type, visualization } = toVisualization(chart, groupIds, measureIds);
  return {
    title: '',
    type: 'lens',
    visualizationType: type,
    references: [dataViewReference(chart.view)],
    state: {
      visualization,
      query: { language: 'kuery', query: toKql(chart.filter) },
      filters: [],
      datasourceStates: {
        formBased: {
          layers: { [LAYER]: { columnOrder: Object.keys(columns), columns, incompleteColumns: {}, sampling: 1 } },
        },
      },
      internalReferences: [],
      adHocDataViews: {},
    },
  };
}

function toVisualization(chart: Chart, groups: readonly string[], measures: readonly string[]) {
  const layer = { layerId: LAYER, layerType: 'data' };
  switch (chart.kind) {
    case 'metric':
      return { type: 'lnsMetric', visualization: { ...layer, metricAccessor: measures[0], showBar: false } };
    case 'table':
      return {
        type: 'lnsDatatable',
        visualization: {
          ...layer,
          columns: [...groups, ...measures].map((columnId) => ({ columnId })),
          sorting: { columnId: measures[0], direction: 'desc' },
        },
      };
    case 'donut':
      return {
        type: 'lnsPie',
        visualization: {
          shape: 'donut',
          layers: [
            {
              ...layer,
              primaryGroups: groups,
              metrics: measures,
              numberDisplay: 'percent',
              categoryDisplay: 'default',
              legendDisplay: 'default',
              nestedLegend: false,
              emptySizeRatio: 0.54,
            },
          ],
        },
      };
    case 'bars':
    case 'line':
      return { type: 'lnsXY', visualization: xyVisualization(chart.kind, groups, measures) };
  }
}

function xyVisualization(kind: 'bars' | 'line', groups: readonly string[], measures: readonly string[]): object {
  const seriesType = kind === 'bars' ? 'bar_stacked' : 'line';
  const everywhere = { x: true, yLeft: true, yRight: true };
  return {
    legend: { isVisible: true, position: 'right' },
    valueLabels: 'hide',
    fittingFunction: 'None',
    preferredSeriesType: seriesType,
    layers: [
      {
        layerId: LAYER,
        layerType: 'data',
        seriesType,
        accessors: measures,
        xAccessor: TIME,
        position: 'top',
        showGridlines: false,
        ...(groups[0] !== undefined && { splitAccessor: groups[0] }),
      },
    ],
    axisTitlesVisibilitySettings: { x: false, yLeft: false, yRight: true },
    tickLabelsVisibilitySettings: everywhere,
    gridlinesVisibilitySettings: everywhere,
    labelsOrientation: { x: 0, yLeft: 0, yRight: 0 },
  };
}

function timeColumn(interval: string): object {
  return {
    label: '@timestamp',
    dataType: 'date',
    isBucketed: true,
    operationType: 'date_histogram',
    scale: 'interval',
    sourceField: '@timestamp',
    params: { interval, includeEmptyRows: true, dropPartials: false },
  };
}

/** @param others whether the values beyond `size` are a group of their own */
function termsColumn({ label, field, size, missing = false }: Terms, others: boolean): object {
  return {
    label,
    customLabel: true,
    dataType: 'string',
    isBucketed: true,
    operationType: 'terms',
    scale: 'ordinal',
    sourceField: fieldName(field),
    params: {
      size,
      orderBy: { type: 'column', columnId: 'value0' },
      orderDirection: 'desc',
      // Kibana shows the documents without the field only beside the other values.
      otherBucket: others || missing,
      missingBucket: missing,
      parentFormat: { id: 'terms' },
      include: [],
      exclude: [],
      includeIsRegex: false,
      excludeIsRegex: false,
    },
  };
}

function measureColumn({ label, operation, field, percentile, filter, format }: Measure): object {
  const emptyAsNull = operation === 'count' || operation === 'sum' || operation === 'unique_count';
  return {
    label,
    customLabel: true,
    dataType: 'number',
    isBucketed: false,
    operationType: operation,
    scale: 'ratio',
    sourceField: field === undefined ? '___records___' : fieldName(field),
    ...(filter && { filter: { language: 'kuery', query: toKql(filter) } }),
    params: {
      ...(emptyAsNull && { emptyAsNull: true }),
      ...(percentile !== undefined && { percentile }),
      format: toLensFormat(format),
    },
  };
}

/** Pattern of amounts: most calls cost less than a cent. */
export const USD_PATTERN = '$0,0.00[0000]';

function toLensFormat(format: Format): object {
  switch (format.kind) {
    case 'usd':
      return { id: 'custom', params: { decimals: 0, pattern: USD_PATTERN } };
    case 'duration':
      return { id: 'duration', params: { fromUnit: format.from, toUnit: 'asMilliseconds', decimals: 0 } };
    case 'number': {
      const { kind: _, ...params } = format;
      return { id: 'number', params };
    }
  }
}
