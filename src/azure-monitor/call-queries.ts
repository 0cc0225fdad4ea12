import { OTHER_OPERATIONS } from '../instrumentation/semconv/operations.ts';
import { attribute, type Query } from './query.ts';

/** The spans of calls, without HTTP requests and other operations of the GenAI conventions. */
export const IS_CALL: string = `where isnotempty(customDimensions["gen_ai.operation.name"])
| where ${attribute('gen_ai.operation.name')} !in (${OTHER_OPERATIONS.map((name) => `"${name}"`).join(', ')})`;

/** Calls that the content filter refused or cut off. */
export const IS_FILTERED: string = `${attribute('azure.openai.error.code')} == "content_filter" or ${attribute('gen_ai.response.finish_reasons')} has "content_filter"`;

/** Queries of the spans of calls, which any attribute can be asked of. A sampler leaves calls out. */
export const CALL_QUERIES: readonly Query[] = [
  {
    id: 'latency',
    title: 'Latency',
    description: 'Milliseconds until a call has ended. Each stored call counts as often as it was sampled for.',
    chart: 'table',
    width: 50,
    kql: (by) => `dependencies
| ${IS_CALL}
| summarize
    calls = sum(itemCount),
    p50_ms = percentilew(duration, itemCount, 50),
    p95_ms = percentilew(duration, itemCount, 95),
    p99_ms = percentilew(duration, itemCount, 99)
    by group = ${by}
| order by p95_ms desc, group asc`,
  },
  {
    id: 'first-chunk',
    title: 'Time to the first chunk',
    description:
      'Milliseconds until the first chunk of a stream. Each stored call counts as often as it was sampled for.',
    chart: 'table',
    width: 50,
    kql: (by) => `dependencies
| ${IS_CALL}
| extend first_chunk_ms = todouble(customDimensions["gen_ai.response.time_to_first_chunk"]) * 1000
| where isnotnull(first_chunk_ms)
| summarize
    streams = sum(itemCount),
    p50_ms = percentilew(first_chunk_ms, itemCount, 50),
    p95_ms = percentilew(first_chunk_ms, itemCount, 95)
    by group = ${by}
| order by p95_ms desc, group asc`,
  },
  {
    id: 'cost-of-calls',
    title: 'Cost of the stored calls',
    description:
      'USD at list price, from the calls instead of the metrics: any attribute can be asked for. Each stored call counts as often as it was sampled for, so that the sum is an estimate with a sampler.',
    chart: 'table',
    width: 50,
    kql: (by) => `dependencies
| ${IS_CALL}
| extend nano_usd = tolong(customDimensions["azure.openai.cost.nano_usd"])
| summarize
    calls = sum(itemCount),
    priced_calls = sumif(itemCount, isnotnull(nano_usd)),
    nano_usd_sum = sum(nano_usd * itemCount)
    by group = ${by}
| project group, calls, usd = iff(priced_calls > 0, nano_usd_sum / 1e9, real(null)), without_cost = calls - priced_calls
| order by usd desc, group asc`,
  },
  {
    id: 'expensive-calls',
    title: 'The most expensive stored calls',
    description: 'operation_Id is the trace of a call.',
    chart: 'table',
    width: 100,
    kql: (by) => `dependencies
| ${IS_CALL}
| extend usd = tolong(customDimensions["azure.openai.cost.nano_usd"]) / 1e9
| where isnotnull(usd)
| top 50 by usd desc
| project timestamp, group = ${by}, name, usd,
    input_tokens = tolong(customDimensions["gen_ai.usage.input_tokens"]),
    output_tokens = tolong(customDimensions["gen_ai.usage.output_tokens"]),
    duration_ms = duration,
    request_id = ${attribute('azure.service.request.id')},
    operation_Id`,
  },
  {
    id: 'failed-calls',
    title: 'The last failed calls that are stored',
    description: 'operation_Id is the trace of a call.',
    chart: 'table',
    width: 100,
    kql: (by) => `dependencies
| ${IS_CALL}
| where tobool(success) == false
| top 50 by timestamp desc
| project timestamp, group = ${by}, name,
    status = toint(customDimensions["azure.openai.error.status_code"]),
    code = ${attribute('azure.openai.error.code')},
    filtered = ${IS_FILTERED},
    duration_ms = duration,
    request_id = ${attribute('azure.service.request.id')},
    operation_Id`,
  },
];
