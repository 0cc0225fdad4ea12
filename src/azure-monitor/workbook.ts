import { CALL_QUERIES } from './call-queries.ts';
import { METRIC_QUERIES } from './metric-queries.ts';
import { type Dimension, dimensions, type Query } from './query.ts';
import type { AzureMonitorSettings } from './settings.ts';

/** Replaced by the id of the resource when the workbook is deployed. */
export const RESOURCE_ID = '{applicationInsightsId}';

const RESOURCE_TYPE = 'microsoft.insights/components';

/** Numbers of the workbooks' format. */
const ITEM = { text: 1, query: 3, parameters: 9 } as const;
const PARAMETER = { dropDown: 2, timeRange: 4 } as const;
const SIZE_MEDIUM = 0;
const LOGS_OF_RESOURCE = 0;

/** Returns the workbook as it is stored: the property `serializedData` of `Microsoft.Insights/workbooks`, parsed. */
export function workbook({ tenantAttribute }: AzureMonitorSettings): object {
  return {
    version: 'Notebook/1.0',
    items: [
      parameters(dimensions(tenantAttribute)),
      text(
        'metrics',
        '## All calls\nFrom the metrics, which count every call. Cost is at list price, and without calls whose price is not known.',
      ),
      ...METRIC_QUERIES.map(queryItem),
      text(
        'calls',
        '## Stored calls\nFrom the spans. A sampler leaves calls out; a stored one counts as often as it was sampled for.',
      ),
      ...CALL_QUERIES.map(queryItem),
    ],
    fallbackResourceIds: [RESOURCE_ID],
    $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
  };
}

function text(name: string, json: string): object {
  return { type: ITEM.text, content: { json }, name };
}

function parameters(choices: readonly Dimension[]): object {
  const [first] = choices;
  return {
    type: ITEM.parameters,
    content: {
      version: 'KqlParameterItem/1.0',
      style: 'pills',
      queryType: LOGS_OF_RESOURCE,
      resourceType: RESOURCE_TYPE,
      parameters: [
        {
          id: '6f2f4a5e-3a0e-4c59-9d0b-0d7f6c1e8a01',
          version: 'KqlParameterItem/1.0',
          name: 'TimeRange',
          label: 'Time range',
          type: PARAMETER.timeRange,
          isRequired: true,
          value: { durationMs: 86_400_000 },
          typeSettings: {
            selectableValues: [1, 4, 24, 72, 168, 720].map((hours) => ({ durationMs: hours * 3_600_000 })),
            allowCustom: true,
          },
        },
        {
          id: '6f2f4a5e-3a0e-4c59-9d0b-0d7f6c1e8a02',
          version: 'KqlParameterItem/1.0',
          name: 'By',
          label: 'By',
          type: PARAMETER.dropDown,
          isRequired: true,
          jsonData: JSON.stringify(choices.map(({ label, expression }) => ({ value: expression, label }))),
          value: first!.expression,
        },
      ],
    },
    name: 'parameters',
  };
}

function queryItem({ id, title, description, chart, width, kql }: Query): object {
  return {
    type: ITEM.query,
    content: {
      version: 'KqlItem/1.0',
      query: `// ${description}\n${kql('{By}', '{TimeRange:grain}')}`,
      size: SIZE_MEDIUM,
      title,
      noDataMessage: 'Nothing in this time range.',
      timeContextFromParameter: 'TimeRange',
      queryType: LOGS_OF_RESOURCE,
      resourceType: RESOURCE_TYPE,
      visualization: chart,
    },
    ...(width < 100 && { customWidth: String(width) }),
    name: id,
  };
}
