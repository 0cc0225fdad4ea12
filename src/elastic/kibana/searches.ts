import { IS_FILTERED, LOGS } from './fields.ts';
import { allOf } from './filter.ts';
import type { Search } from './panel.ts';
import type { TraceFields } from './trace-fields.ts';

/** Searches in the logs that the collectors store. */
export const LOG_SEARCHES: readonly Search[] = [
  {
    id: 'logs',
    title: 'Logs',
    description: 'The logs that Azure OpenAI and API Management wrote',
    view: 'logs',
    filter: { field: 'data_stream.dataset', is: 'azure_openai.logs' },
    columns: [LOGS.category, LOGS.operation, LOGS.status, LOGS.duration, LOGS.deployment, LOGS.resource],
    sort: '@timestamp',
  },
  {
    id: 'filtered',
    title: 'Filtered requests',
    description: 'Requests whose prompt or completion was filtered',
    view: 'logs',
    filter: IS_FILTERED,
    columns: [
      `${LOGS.request}.messages.content`,
      `${LOGS.request}.model`,
      `${LOGS.response}.error.code`,
      `${LOGS.response}.error.innererror.code`,
      `${LOGS.response}.error.message`,
      `${LOGS.response}.error.param`,
      `${LOGS.response}.error.status`,
    ],
    sort: '@timestamp',
  },
];

/** Searches in the spans of applications. */
export function traceSearches(fields: TraceFields): readonly Search[] {
  const { suffix, titleSuffix, view, isCall, isPriced, hasFailed, runtime } = fields;
  const columns = [fields.service, fields.deployment, fields.model, runtime.latency, fields.traceId];
  return [
    {
      id: `expensive-calls${suffix}`,
      title: `Most expensive calls${titleSuffix}`,
      description: 'Calls with a known cost, the most expensive first',
      view,
      filter: allOf(isCall, isPriced)!,
      columns: [runtime.cost, runtime.inputTokens, runtime.outputTokens, ...columns],
      sort: runtime.cost,
    },
    {
      id: `failed-calls${suffix}`,
      title: `Failed calls${titleSuffix}`,
      description: 'Calls that ended with an error, the latest first',
      view,
      filter: allOf(isCall, hasFailed)!,
      columns: [fields.errorType, ...columns],
      sort: '@timestamp',
    },
  ];
}
