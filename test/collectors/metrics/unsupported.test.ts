import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRefusal } from '../../../src/collectors/metrics/supported-metrics.ts';
import { allDefinitions } from '../../support/azure-resource-manager/definitions.ts';
import { AzureStandIn } from '../../support/azure-resource-manager/index.ts';
import { accounts } from './support/accounts.ts';
import { Collector, repeatedIds, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');
const END = Date.parse('2026-03-01T12:00:00Z');

describe.each(['auto', 'never'] as const)('with batchApi %s', (batchApi) => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: accounts(2), now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  async function collect(): Promise<Collector> {
    const collector = await Collector.run(azure, clock, { groups: ['tokens', 'requests'], batchApi }, 2);
    expect(repeatedIds(collector.documents)).toEqual([]);
    return collector;
  }
  const total = (metric: string): number => azure.total(metric, START, END + 300_000);

  it.each([
    ['according to its definitions', false],
    ['according to a refusal', true],
  ])('a metric that Azure does not have %s is skipped and reported once', async (_, listed) => {
    if (listed) azure.data.listedDefinitions = allDefinitions();
    azure.define('TokenTransaction', undefined);
    const { documents } = await collect();
    expect(sum(documents, 'generated_tokens')).toBe(total('GeneratedTokens'));
    expect(sum(documents, 'token_transaction')).toBe(0);
    expect(messages.warnings).toEqual([
      expect.stringContaining('Azure does not have these metrics for accounts of kind OpenAI in region eastus'),
    ]);
  });

  it.each([
    ['according to its definitions', false],
    ['according to a refusal', true],
  ])('a dimension that a metric does not have %s is left out and reported once', async (_, listed) => {
    if (listed) azure.data.listedDefinitions = allDefinitions();
    azure.define('AzureOpenAITimeToResponse', { dimensions: ['Region', 'ModelDeploymentName'] });
    azure.define('AzureOpenAIRequests', { dimensions: ['Region', 'ModelDeploymentName', 'StatusCode'] });
    const { documents } = await collect();
    expect(sum(documents, 'requests')).toBe(total('AzureOpenAIRequests'));
    expect(sum(documents, 'generated_tokens')).toBe(total('GeneratedTokens'));
    const dimensions = new Set(
      documents.map(({ fields }) =>
        Object.keys((fields['azure'] as { dimensions: object }).dimensions)
          .toSorted()
          .join(),
      ),
    );
    expect(dimensions).toContain('model_deployment_name,region,status_code');
    expect(dimensions).toContain('model_deployment_name,region');
    const logged = messages.warnings.join();
    for (const dimension of ['ApiName', 'OperationName', 'StreamType', 'ModelName', 'ModelVersion', 'StatusCode']) {
      expect(logged.split(dimension)).toHaveLength(dimension === 'StatusCode' ? 2 : 3);
    }
    expect(messages.warnings).toHaveLength(listed ? 2 : 1);
  });

  it('the primary aggregation of the definition is used', async () => {
    azure.define('GeneratedTokens', { aggregation: 'Maximum' });
    const { documents } = await collect();
    expect(sum(documents, 'generated_tokens', 'max')).toBe(total('GeneratedTokens'));
    expect(sum(documents, 'processed_prompt_tokens')).toBe(total('ProcessedPromptTokens'));
  });

  it('metrics are collected without definitions if they can not be read', async () => {
    azure.addFault({
      on: ({ path }) => path.endsWith('/metricDefinitions'),
      reply: { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } },
    });
    const { documents } = await collect();
    expect(sum(documents, 'generated_tokens')).toBe(total('GeneratedTokens'));
    expect(messages.warnings).toEqual([expect.stringContaining('definitions of metrics in region eastus')]);
  });

  it('a response that reaches top is reported, since Azure omits the other series without notice', async () => {
    const collector = await Collector.run(azure, clock, { groups: ['tokens'], batchApi, top: 1 });
    expect(sum(collector.documents, 'generated_tokens')).toBeLessThan(azure.total('GeneratedTokens', START, END));
    expect(messages.warnings.filter((message) => message.includes('reached top (1 time series'))).toHaveLength(2);
  });

  it('the default of top is high enough', async () => {
    await collect();
    for (const { query } of azure.metricsRequests()) expect(Number(query.get('top'))).toBeGreaterThanOrEqual(10_000);
    expect(messages.warnings).toEqual([]);
  });
});

describe('parseRefusal', () => {
  const query = {
    metrics: ['AzureOpenAIRequests', 'AzureOpenAITimeToResponse'].map((name) => ({
      name,
      aggregation: 'Total' as const,
      unit: 'Count' as const,
    })),
    dimensions: ['ApiName', 'StatusCode'],
  };

  it.each([
    [
      "Azure's sentence about a metric",
      'Failed to find metric configuration for provider: Microsoft.CognitiveServices, resource Type: accounts, metric: AzureOpenAITimeToResponse, Valid metrics: AzureOpenAIRequests,Latency',
      { metrics: ['AzureOpenAITimeToResponse'], dimensions: [] },
    ],
    [
      "Azure's sentence about a dimension",
      'Metric: AzureOpenAIRequests does not support requested dimension combination: statuscode, supported ones are: Region,ApiName, TraceId: {ab11d9c2}',
      { metrics: [], dimensions: [{ metric: 'AzureOpenAIRequests', dimension: 'StatusCode' }] },
    ],
    [
      'a sentence that names a dimension',
      "Dimension 'StatusCode' is not valid.",
      {
        metrics: [],
        dimensions: [
          { metric: 'AzureOpenAIRequests', dimension: 'StatusCode' },
          { metric: 'AzureOpenAITimeToResponse', dimension: 'StatusCode' },
        ],
      },
    ],
    [
      'a sentence that names a metric',
      'The metric azureopenaitimetoresponse is not supported.',
      { metrics: ['AzureOpenAITimeToResponse'], dimensions: [] },
    ],
    ['a sentence that names nothing', 'The time span is not valid.', undefined],
    [
      'a sentence about a metric that is not in the query',
      'metric: X, Valid metrics: AzureOpenAIRequests,AzureOpenAITimeToResponse',
      undefined,
    ],
  ])('the refusal is understood: %s', (_, message, expected) => {
    expect(parseRefusal(message, query)).toEqual(expected);
  });
});
