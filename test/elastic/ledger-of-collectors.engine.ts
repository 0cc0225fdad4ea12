import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/collectors/contracts/document.ts';
import { logsMapper } from '../../src/collectors/logs/logs-mapper.ts';
import { metricsToDocuments } from '../../src/collectors/metrics/documents.ts';
import { METRIC_NAMESPACE } from '../../src/collectors/metrics/metric-groups.ts';
import type { MetricSeries } from '../../src/collectors/metrics/types.ts';
import { withRetry } from '../../src/collectors/pipeline/with-retry.ts';
import { elasticsearchSink } from '../../src/collectors/sinks/elasticsearch/sink.ts';
import { hubEvent } from '../collectors/logs-mapping/support/hub-events.ts';
import { openSearchEngine } from '../support/search-engine.ts';

const engine = openSearchEngine();
const START = Date.UTC(2026, 10, 24, 9);

/** A call as API Management logs it. */
interface Logged {
  readonly deployment: string;
  readonly status: number;
  readonly input: number;
  readonly output: number;
  readonly milliseconds: number;
  readonly temperature: number;
  readonly filtered: boolean;
}

const LOGGED: readonly Logged[] = Array.from({ length: 200 }, (_, index) => ({
  deployment: ['chat', 'small', 'ptu'][index % 3]!,
  status: index % 17 === 0 ? 429 : 200,
  input: 1 + ((index * 37) % 900),
  output: 1 + ((index * 13) % 300),
  milliseconds: 100 + ((index * 71) % 9000),
  temperature: [1, 0.7, 0][index % 3]!,
  filtered: index % 11 === 0,
}));

/** Minutes of metrics: for each deployment, requests, tokens, and averages that begin with a whole number. */
const MINUTES = Array.from({ length: 90 }, (_, minute) => ({
  minute,
  requests: minute % 7,
  tokens: (minute * 1013) % 5000,
  latency: minute % 4 === 0 ? 400 : 321.75,
  utilization: minute % 3 === 0 ? 100 : 12.5,
}));

describe.skipIf(engine === undefined)('what the collectors store', () => {
  const sink = withRetry(elasticsearchSink({ node: engine?.node ?? 'http://localhost' }));

  beforeAll(async () => {
    await engine!.putResources();
    await store([...logs(), ...metrics()]);
    // Azure and the collectors deliver again what may not have arrived.
    await store([...logs().slice(0, 50), ...metrics().slice(0, 50)]);
  });
  afterAll(async () => {
    await sink.close?.();
    await engine!.ask('DELETE', `/_data_stream/*-${engine!.namespace}`);
  });

  async function store(documents: Document[]): Promise<void> {
    const outcomes = await sink.write(documents);
    expect(outcomes.filter(({ status }) => status !== 'accepted')).toEqual([]);
    await engine!.ask('POST', `/*-${engine!.namespace}/_refresh`);
  }

  const search = async (stream: string, by: string, aggs: object, query: object = { match_all: {} }): Promise<any> => {
    const body = { size: 0, query, aggs: { groups: { terms: { field: by, size: 100 }, aggs } } };
    const { aggregations } = await engine!.ask('POST', `/${stream}-${engine!.namespace}/_search`, body);
    return Object.fromEntries(
      aggregations.groups.buckets.map(({ key, key_as_string: text = key, doc_count: count, ...sums }: any) => [
        text,
        { count, ...Object.fromEntries(Object.entries<any>(sums).map(([name, { value }]) => [name, value])) },
      ]),
    );
  };

  it('tokens, durations and sampling of the logged calls by deployment are the ledger', async () => {
    const body = 'azure.open_ai.properties.backend_response_body.usage';
    const found = await search('logs-azure_openai.logs', 'azure.open_ai.properties.backend_response_body.model', {
      input: { sum: { field: `${body}.input_tokens` } },
      output: { sum: { field: `${body}.output_tokens` } },
      total: { sum: { field: `${body}.total_tokens` } },
      duration: { sum: { field: 'event.duration' } },
      temperature: { sum: { field: 'azure.open_ai.properties.backend_request_body.temperature' } },
    });
    const expected = sumBy(LOGGED, ({ deployment, input, output, milliseconds, temperature }) => [
      deployment,
      { count: 1, input, output, total: input + output, duration: milliseconds * 1e6, temperature },
    ]);
    expect(round(found)).toEqual(round(expected));
  });

  it('statuses and outcomes of the logged calls are the ledger', async () => {
    const found = await search('logs-azure_openai.logs', 'http.response.status_code', {});
    expect(found).toEqual(sumBy(LOGGED, ({ status }) => [String(status), { count: 1 }]));
    const outcomes = await search('logs-azure_openai.logs', 'event.outcome', {});
    expect(outcomes).toEqual(sumBy(LOGGED, ({ status }) => [status < 400 ? 'success' : 'failure', { count: 1 }]));
  });

  it('filtered completions by category are the ledger', async () => {
    const categories = 'azure.open_ai.properties.backend_response_body.content_filtered_categories';
    const found = await search('logs-azure_openai.logs', `${categories}.category_name`, {});
    expect(found).toEqual({ violence: { count: LOGGED.filter(({ filtered }) => filtered).length } });
    const filtered = 'azure.open_ai.properties.backend_response_body.choices.content_filter_results.violence.filtered';
    const verdicts = await search('logs-azure_openai.logs', filtered, {});
    expect(verdicts).toEqual(sumBy(LOGGED, (call) => [String(call.filtered), { count: 1 }]));
  });

  it('totals and averages of metrics by deployment are the ledger', async () => {
    const sum = (field: string): object => ({ sum: { field: `azure.open_ai.${field}` } });
    const found = await search('metrics-azure.open_ai', 'azure.dimensions.model_deployment_name', {
      requests: sum('requests.total'),
      tokens: sum('token_transaction.total'),
      latency: sum('time_to_response.avg'),
      utilization: sum('provisioned_managed_utilization_v2.avg'),
      unknown: sum('future_metric.avg'),
    });
    const expected = sumBy(MINUTES, ({ requests, tokens, latency, utilization }) => [
      'chat',
      { count: 1, requests, tokens, latency, utilization, unknown: latency },
    ]);
    expect(found).toEqual(expected);
  });
});

function logs(): Document[] {
  const map = logsMapper({ namespace: engine!.namespace });
  return LOGGED.flatMap((call, sequenceNumber) => {
    const body = JSON.stringify({ records: [gatewayRecord(call, sequenceNumber)] });
    return map(hubEvent(body, { sequenceNumber })).flatMap((one) => ('document' in one ? [one.document] : []));
  });
}

function gatewayRecord(call: Logged, second: number): object {
  const { deployment, status, input, output, milliseconds, temperature, filtered } = call;
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  const verdict = { violence: { filtered, severity: filtered ? 'high' : 'safe' } };
  return {
    category: 'GatewayLogs',
    time: new Date(START + second * 1000).toISOString(),
    durationMs: milliseconds,
    properties: {
      responseCode: status,
      backendRequestBody: JSON.stringify({ temperature, messages: [{ role: 'user', content: 'Hi' }] }),
      backendResponseBody: JSON.stringify({
        model: deployment,
        usage,
        choices: [{ index: 0, content_filter_results: verdict }],
      }),
    },
  };
}

function metrics(): Document[] {
  const dimensions = { ModelDeploymentName: 'chat' };
  const points = (pick: (one: (typeof MINUTES)[number]) => number): MetricSeries['points'] =>
    MINUTES.map((one) => ({ time: START + one.minute * 60_000, value: pick(one) }));
  const account = { id: '/subscriptions/s/a', name: 'a', resourceGroup: 'g', subscriptionId: 's', location: 'eastus' };
  const series: MetricSeries[] = [
    { metric: 'AzureOpenAIRequests', aggregation: 'Total', dimensions, points: points((one) => one.requests) },
    { metric: 'TokenTransaction', aggregation: 'Total', dimensions, points: points((one) => one.tokens) },
    { metric: 'AzureOpenAITimeToResponse', aggregation: 'Average', dimensions, points: points((one) => one.latency) },
    {
      metric: 'AzureOpenAIProvisionedManagedUtilizationV2',
      aggregation: 'Average',
      dimensions,
      points: points((one) => one.utilization),
    },
    { metric: 'FutureMetric', aggregation: 'Average', dimensions, points: points((one) => one.latency) },
  ];
  const record = { account, group: 'all', namespace: METRIC_NAMESPACE, timegrain: 'PT1M', period: 300_000, series };
  return metricsToDocuments(record, { namespace: engine!.namespace });
}

type Sums = Record<string, Record<string, number>>;

function sumBy<T>(items: readonly T[], read: (item: T) => [key: string, values: Record<string, number>]): Sums {
  const sums: Sums = {};
  for (const item of items) {
    const [key, values] = read(item);
    const sum = (sums[key] ??= {});
    for (const [name, value] of Object.entries(values)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sums;
}

/** Removes the rounding of sums of decimals. */
function round(sums: Sums): Sums {
  return Object.fromEntries(
    Object.entries(sums).map(([key, values]) => [
      key,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Math.round(value * 1e6) / 1e6])),
    ]),
  );
}
