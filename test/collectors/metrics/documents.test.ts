import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../../src/collectors/metrics/metric-groups.ts';
import { metricsMapper, metricsToDocuments } from '../../../src/collectors/metrics/documents.ts';
import type { Aggregation, MetricSeries, MetricsRecord } from '../../../src/collectors/metrics/types.ts';
import type { JsonObject } from '../../../src/collectors/contracts/document.ts';

const TIME = Date.parse('2024-04-24T05:01:00Z');

describe('documents of the integration', () => {
  it('a document of tokens equals that of Elastic', () => {
    const [expected] = (fixture('test-openai-request.json-expected.json') as { expected: JsonObject[] }).expected;
    const dimensions = {
      ApiName: 'OpenAI',
      ModelDeploymentName: 'turbo-35',
      FeatureName: 'gpt-35-turbo',
      UsageChannel: 'Cloud',
      Region: 'japaneast',
      ModelVersion: '0613',
    };
    const [document, ...more] = metricsToDocuments({
      account: {
        id: '/subscriptions/12cabcb4-86e8-404f-a3d2-1dc9982f45ca/resourceGroups/obs-openai-service-rs-1/providers/Microsoft.CognitiveServices/accounts/obs-openai-test-02',
        name: 'obs-openai-test-02',
        resourceGroup: 'obs-openai-service-rs-1',
        subscriptionId: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
        location: 'japaneast',
      },
      group: 'tokens',
      namespace: METRIC_NAMESPACE,
      timegrain: 'PT1M',
      period: 300_000,
      duration: 11_316_799_713,
      series: [
        series('ProcessedPromptTokens', dimensions, 29),
        series('GeneratedTokens', dimensions, 46),
        series('TokenTransaction', dimensions, 75),
      ],
    });

    expect(more).toEqual([]);
    expect(document?.fields).toEqual(withoutAgent(expected!));
    expect(document?.dataStream).toEqual({ type: 'metrics', dataset: 'azure.open_ai', namespace: 'default' });
  });

  it('a document of requests equals that of Elastic', () => {
    const dimensions = {
      ApiName: 'Azure OpenAI API version 2024-04-01-preview',
      OperationName: 'ChatCompletions_Create',
      Region: 'East US',
      StreamType: 'Streaming',
      ModelDeploymentName: 'gpt-chat-pilot',
      ModelName: 'gpt-35-turbo',
      ModelVersion: '0301',
      StatusCode: '200',
    };
    const [document] = metricsToDocuments({
      account: {
        id: '/subscriptions/12cabcb4-86e8-404f-a3d2-1dc9982f45ca/resourceGroups/obs-openai-service-rs/providers/Microsoft.CognitiveServices/accounts/obs-openai-test-01',
        name: 'obs-openai-test-01',
        resourceGroup: 'obs-openai-service-rs',
        subscriptionId: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
        location: 'eastus',
      },
      group: 'requests',
      namespace: METRIC_NAMESPACE,
      timegrain: 'PT1M',
      period: 300_000,
      duration: 2_216_811_793,
      series: [series('AzureOpenAIRequests', dimensions, 1, Date.parse('2024-04-11T01:46:00Z'))],
    });

    expect(document?.fields).toEqual(withoutAgent(fixture('sample_event.json') as JsonObject));
  });
});

describe('documents', () => {
  it('a document has each metric under its primary aggregation', () => {
    const [document] = metricsToDocuments(
      record([
        series('AzureOpenAIRequests', { StatusCode: '200' }, 3),
        { ...series('AzureOpenAITimeToResponse', { StatusCode: '200' }, 41.5), aggregation: 'Average' },
      ]),
    );
    expect(values(document)).toEqual({ requests: { total: 3 }, time_to_response: { avg: 41.5 } });
  });

  it.each<[Aggregation, string]>([
    ['Average', 'avg'],
    ['Count', 'count'],
    ['Maximum', 'max'],
    ['Minimum', 'min'],
    ['Total', 'total'],
  ])('a document has the aggregation %s in the field %s', (aggregation, field) => {
    const [document] = metricsToDocuments(record([{ ...series('InputTokens', {}, 5), aggregation }]));
    expect(values(document)).toEqual({ input_tokens: { [field]: 5 } });
  });

  it.each<[Aggregation, string, number, string]>([
    ['Average', 'AzureOpenAITimeToResponse', 400, '{"time_to_response":{"avg":400.0}}'],
    ['Average', 'AzureOpenAITimeToResponse', 321.75, '{"time_to_response":{"avg":321.75}}'],
    ['Minimum', 'AzureOpenAITimeToResponse', 0, '{"time_to_response":{"min":0.0}}'],
    ['Total', 'FineTunedTrainingHours', 2, '{"fine_tuned_training_hours":{"total":2.0}}'],
    ['Total', 'GeneratedTokens', 400, '{"generated_tokens":{"total":400}}'],
    ['Count', 'AzureOpenAITimeToResponse', 4, '{"time_to_response":{"count":4}}'],
  ])('the %s of %s is written as a decimal if it may have decimals: %d', (aggregation, metric, value, json) => {
    const [document] = metricsToDocuments(record([{ ...series(metric, {}, value), aggregation }]));
    expect(JSON.stringify((document!.fields['azure'] as JsonObject)['open_ai'])).toBe(json);
  });

  it('a document keeps a value of zero', () => {
    const [document] = metricsToDocuments(record([series('GeneratedTokens', {}, 0)]));
    expect(values(document)).toEqual({ generated_tokens: { total: 0 } });
  });

  it('a document of values without dimensions has no dimensions', () => {
    const [document] = metricsToDocuments(record([series('GeneratedTokens', {}, 1)]));
    expect(document?.fields['azure']).not.toHaveProperty('dimensions');
  });

  it('the mapper of a pipeline sets the data stream of the namespace', () => {
    const [mapped] = metricsMapper({ namespace: 'production' })(record([series('GeneratedTokens', {}, 1)]));
    expect(mapped).toMatchObject({
      document: {
        dataStream: { type: 'metrics', dataset: 'azure.open_ai', namespace: 'production' },
        fields: { data_stream: { namespace: 'production' } },
      },
    });
  });

  it('the id of a document does not depend on the case of the resource id or the order of dimensions', () => {
    const one = record([series('GeneratedTokens', { Region: 'eastus', ApiName: 'chat' }, 1)]);
    const same = record([series('GeneratedTokens', { ApiName: 'chat', Region: 'eastus' }, 2)]);
    const shouted = { ...same, account: { ...same.account, id: same.account.id.toUpperCase() } };
    expect(metricsToDocuments(shouted)[0]?.id).toBe(metricsToDocuments(one)[0]?.id);
    expect(Buffer.byteLength(metricsToDocuments(one)[0]!.id)).toBeLessThanOrEqual(512);
  });

  it.each<[string, (record: MetricsRecord) => MetricsRecord]>([
    ['account', (one) => ({ ...one, account: { ...one.account, id: `${one.account.id}2` } })],
    ['group', (one) => ({ ...one, group: 'other' })],
    ['minute', (one) => ({ ...one, series: [series('GeneratedTokens', { Region: 'eastus' }, 1, TIME + 60_000)] })],
    ['dimension value', (one) => ({ ...one, series: [series('GeneratedTokens', { Region: 'westus' }, 1)] })],
    ['late reading', (one) => ({ ...one, late: TIME })],
  ])('the id of a document depends on its %s', (_, change) => {
    const one = record([series('GeneratedTokens', { Region: 'eastus' }, 1)]);
    expect(metricsToDocuments(change(one))[0]?.id).not.toBe(metricsToDocuments(one)[0]?.id);
  });
});

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/elastic/metrics/${name}`, import.meta.url), 'utf8'));
}

/** Removes the fields that the agent and Elasticsearch add. */
function withoutAgent(document: JsonObject): JsonObject {
  const { agent: _, elastic_agent: __, ecs: ___, event, ...fields } = document;
  const { agent_id_status: ____, ingested: _____, ...ours } = event as JsonObject;
  return { ...fields, event: ours };
}

function record(series: MetricSeries[]): MetricsRecord {
  return {
    account: { id: '/subscriptions/S/a', name: 'a', resourceGroup: 'g', subscriptionId: 'S', location: 'eastus' },
    group: 'a group',
    namespace: METRIC_NAMESPACE,
    timegrain: 'PT1M',
    period: 300_000,
    series,
  };
}

function series(metric: string, dimensions: Record<string, string>, value: number, time = TIME): MetricSeries {
  return { metric, aggregation: 'Total', dimensions, points: [{ time, value }] };
}

function values(document: { fields: JsonObject } | undefined): unknown {
  const { azure } = JSON.parse(JSON.stringify(document?.fields ?? {})) as { azure?: JsonObject };
  return azure?.['open_ai'];
}
