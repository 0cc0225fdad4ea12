import { attribute, type Query } from './query.ts';

/** The metrics whose count is the number of calls. The second and third exist with the newest conventions alone. */
export const CALLS: string =
  'name in ("gen_ai.client.operation.duration", "gen_ai.client.inference.duration", "gen_ai.client.embeddings.duration")';

/** Queries of the metrics, which count every call, whatever the sampler leaves out. */
export const METRIC_QUERIES: readonly Query[] = [
  {
    id: 'cost',
    title: 'Cost',
    description:
      'USD at list price, of all calls. unpriced_calls have no price, or only for a part: their known part is in the sum. Without any known cost, usd is empty.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where name in ("azure.openai.client.cost", "azure.openai.client.unpriced") or ${CALLS}
| summarize
    calls = sumif(valueCount, ${CALLS}),
    costs = countif(name == "azure.openai.client.cost"),
    cost_sum = sumif(valueSum, name == "azure.openai.client.cost"),
    unpriced_calls = sumif(valueSum, name == "azure.openai.client.unpriced")
    by group = ${by}
| project group, calls, usd = iff(costs > 0, cost_sum, real(null)), unpriced_calls
| order by usd desc, group asc`,
  },
  {
    id: 'cost-over-time',
    title: 'Cost over time',
    description: 'USD at list price, of all calls.',
    chart: 'timechart',
    width: 50,
    kql: (by, grain) => `customMetrics
| where name == "azure.openai.client.cost"
| summarize usd = sum(valueSum) by bin(timestamp, ${grain}), group = ${by}
| order by timestamp asc, group asc`,
  },
  {
    id: 'unpriced',
    title: 'Calls without a price',
    description: 'Calls whose cost is not known as a whole, with the reason.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where name == "azure.openai.client.unpriced"
| summarize calls = sum(valueSum)
    by group = ${by}, reason = ${attribute('azure.openai.cost.absent_reason')}
| order by calls desc, group asc, reason asc`,
  },
  {
    id: 'tokens',
    title: 'Tokens',
    description: 'Tokens of all calls. cached_input is part of input, and reasoning part of output.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| extend token = case(
    name == "gen_ai.client.token.usage", ${attribute('gen_ai.token.type')},
    name == "azure.openai.client.token.parts", ${attribute('azure.openai.token.part')},
    name in ("gen_ai.client.inference.usage.input_tokens", "gen_ai.client.embeddings.operation.input_tokens"), "input",
    name == "gen_ai.client.inference.usage.output_tokens", "output",
    name == "gen_ai.client.inference.usage.cache_read.input_tokens", "cache_read",
    name == "gen_ai.client.inference.usage.reasoning.output_tokens", "reasoning",
    "")
| where token in ("input", "output", "cache_read", "reasoning")
| summarize
    input = sumif(valueSum, token == "input"),
    cached_input = sumif(valueSum, token == "cache_read"),
    output = sumif(valueSum, token == "output"),
    reasoning = sumif(valueSum, token == "reasoning")
    by group = ${by}
| order by input desc, group asc`,
  },
  {
    id: 'calls-over-time',
    title: 'Calls over time',
    description: 'All calls, failed ones included.',
    chart: 'timechart',
    width: 50,
    kql: (by, grain) => `customMetrics
| where ${CALLS}
| summarize calls = sum(valueCount) by bin(timestamp, ${grain}), group = ${by}
| order by timestamp asc, group asc`,
  },
  {
    id: 'errors',
    title: 'Failed calls',
    description: 'All calls, and those that failed.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where ${CALLS}
| extend error = ${attribute('error.type')}
| summarize
    calls = sum(valueCount),
    failed = sumif(valueCount, isnotempty(error))
    by group = ${by}
| project group, calls, failed, share = todouble(failed) / calls
| order by failed desc, group asc`,
  },
  {
    id: 'error-classes',
    title: 'Classes of errors',
    description: 'Failed calls by the class of their error.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where ${CALLS}
| extend error = ${attribute('error.type')}
| where isnotempty(error)
| summarize failed = sum(valueCount) by group = ${by}, error
| order by failed desc, group asc, error asc`,
  },
  {
    id: 'throttling',
    title: 'Throttling',
    description: 'Attempts that were answered with 429, and attempts that the client repeated for any reason.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where name in ("azure.openai.client.throttled", "azure.openai.client.retries")
| summarize
    throttled = sumif(valueSum, name == "azure.openai.client.throttled"),
    retries = sumif(valueSum, name == "azure.openai.client.retries")
    by group = ${by}
| order by throttled desc, group asc`,
  },
  {
    id: 'rate-limits',
    title: 'Rate limits',
    description: 'Requests and tokens that Azure last reported as left, at their lowest, by deployment.',
    chart: 'table',
    width: 50,
    kql: () => `customMetrics
| where name startswith "azure.openai.rate_limit."
| extend quota = substring(name, strlen("azure.openai.rate_limit."))
| summarize
    lowest_requests = min(iff(quota == "remaining.requests", valueSum, real(null))),
    limit_requests = max(iff(quota == "limit.requests", valueSum, real(null))),
    lowest_tokens = min(iff(quota == "remaining.tokens", valueSum, real(null))),
    limit_tokens = max(iff(quota == "limit.tokens", valueSum, real(null)))
    by deployment = ${attribute('azure.openai.deployment')}, host = ${attribute('server.address')}
| order by lowest_tokens asc, deployment asc`,
  },
  {
    id: 'content-filter',
    title: 'Content filter',
    description: 'What the content filter found, and how much of it was filtered.',
    chart: 'table',
    width: 50,
    kql: (by) => `customMetrics
| where name == "azure.openai.client.content_filter"
| summarize
    found = sum(valueSum),
    filtered = sumif(valueSum, ${attribute('azure.openai.content_filter.filtered')} == "true")
    by group = ${by},
    source = ${attribute('azure.openai.content_filter.source')},
    category = ${attribute('azure.openai.content_filter.category')},
    severity = ${attribute('azure.openai.content_filter.severity')}
| order by found desc, group asc, category asc`,
  },
];
