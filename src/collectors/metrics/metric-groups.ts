import type { Aggregation, Metric, MetricGroup } from './types.ts';

/** Where all of these metrics live. */
export const METRIC_NAMESPACE = 'Microsoft.CognitiveServices/accounts';

/** The finest grain that Azure Monitor has for these metrics, and Elastic's. */
export const TIME_GRAIN = 'PT1M';

const DEPLOYMENT = ['Region', 'ModelDeploymentName', 'ModelName', 'ModelVersion'];
const OPERATION = [
  'ApiName',
  'OperationName',
  'Region',
  'StreamType',
  'ModelDeploymentName',
  'ModelName',
  'ModelVersion',
];
const USAGE = ['ApiName', 'ModelDeploymentName', 'FeatureName', 'UsageChannel', 'Region'];
const MODEL_USAGE = ['ApiName', 'Region', 'ModelDeploymentName', 'ModelName', 'ModelVersion'];

/**
 * The groups of Elastic's Azure OpenAI integration: its metrics, and its dimensions for each.
 *
 * @see elastic/integrations, packages/azure_openai/data_stream/metrics/agent/stream/stream.yml.hbs at e16dff06
 */
export const ELASTIC_METRIC_GROUPS: readonly MetricGroup[] = [
  {
    name: 'requests',
    metrics: [...counts('AzureOpenAIRequests'), ...milliseconds('AzureOpenAITimeToResponse')],
    dimensions: [...OPERATION, 'StatusCode'],
  },
  {
    name: 'tokens',
    metrics: counts('ProcessedPromptTokens', 'GeneratedTokens', 'TokenTransaction'),
    dimensions: [...USAGE, 'ModelVersion'],
  },
  { name: 'fine_tuning', metrics: counts('FineTunedTrainingHours'), dimensions: USAGE },
  {
    name: 'active_tokens',
    metrics: [...counts('ActiveTokens'), ...percents('AzureOpenAIContextTokensCacheMatchRate')],
    dimensions: DEPLOYMENT,
  },
  {
    name: 'provisioned_utilization',
    metrics: percents('AzureOpenAIProvisionedManagedUtilizationV2'),
    dimensions: ['StreamType', ...DEPLOYMENT],
  },
  {
    name: 'rai_harmful_requests',
    metrics: counts('RAIHarmfulRequests'),
    dimensions: [...DEPLOYMENT, 'ApiName', 'TextType', 'Category', 'Severity'],
  },
  {
    name: 'rai_rejected_requests',
    metrics: counts('RAIRejectedRequests'),
    dimensions: [...DEPLOYMENT, 'ApiName', 'TextType', 'Category'],
  },
  { name: 'rai_total_requests', metrics: counts('RAITotalRequests'), dimensions: [...DEPLOYMENT, 'ApiName'] },
];

/** What Azure reports of Azure OpenAI beyond Elastic's groups, with all dimensions. */
const MORE_AZURE_OPENAI_GROUPS: readonly MetricGroup[] = [
  { name: 'availability', metrics: percents('AzureOpenAIAvailabilityRate'), dimensions: OPERATION },
  {
    name: 'latency',
    metrics: [
      ...milliseconds('AzureOpenAINormalizedTBTInMS', 'AzureOpenAINormalizedTTFTInMS', 'AzureOpenAITTLTInMS'),
      ...counts('AzureOpenAITokenPerSecond').map(averaged),
    ],
    dimensions: DEPLOYMENT,
  },
  {
    name: 'provisioned_utilization_v1',
    metrics: percents('AzureOpenAIProvisionedManagedUtilization'),
    dimensions: ['StreamType', ...DEPLOYMENT],
  },
  { name: 'audio_tokens', metrics: counts('AudioCompletionTokens', 'AudioPromptTokens'), dimensions: DEPLOYMENT },
  { name: 'realtime', metrics: counts('RealtimeUsageTime'), dimensions: ['Region', 'ModelDeploymentName'] },
  {
    name: 'rai_system_events',
    metrics: counts('RAISystemEvent').map(averaged),
    dimensions: ['Region', 'EventType'],
  },
];

/** The categories `Models - …`, for models of any maker in Azure AI Foundry, with all dimensions. */
const MODELS_GROUPS: readonly MetricGroup[] = [
  {
    name: 'models_requests',
    metrics: counts('ModelRequests'),
    dimensions: [...OPERATION, 'StatusCode', 'IsSpillover', 'ServiceTierRequest', 'ServiceTierResponse'],
  },
  {
    name: 'models_utilization',
    metrics: percents('ModelAvailabilityRate', 'ProvisionedUtilization'),
    dimensions: DEPLOYMENT,
  },
  {
    name: 'models_latency',
    metrics: [
      ...milliseconds('NormalizedTimeBetweenTokens', 'NormalizedTimeToFirstToken', 'TimeToLastByte'),
      ...counts('TokensPerSecond').map(averaged),
    ],
    dimensions: OPERATION,
  },
  {
    name: 'models_time_to_response',
    metrics: milliseconds('TimeToResponse'),
    dimensions: [...OPERATION, 'StatusCode'],
  },
  {
    name: 'models_usage',
    metrics: counts('InputTokens', 'OutputTokens', 'TotalTokens', 'GeneratedImages', 'AnnotatedPages', 'TotalPages'),
    dimensions: MODEL_USAGE,
  },
  { name: 'models_audio_tokens', metrics: counts('AudioInputTokens', 'AudioOutputTokens'), dimensions: DEPLOYMENT },
  {
    name: 'models_cache_tokens',
    metrics: counts('cacheReadInputTokens', 'ephemeral1hInputTokens', 'ephemeral5mInputTokens'),
    dimensions: [...MODEL_USAGE, 'ContextLength'],
  },
];

/**
 * All metrics of the categories `Azure OpenAI - …`, `ContentSafety - Risks&Safety` and `Models - …`.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-cognitiveservices-accounts-metrics
 *   of 2026-07-31
 */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  ...ELASTIC_METRIC_GROUPS,
  ...MORE_AZURE_OPENAI_GROUPS,
  ...MODELS_GROUPS,
];

function counts(...names: string[]): Metric[] {
  return metrics(names, 'Total', 'Count');
}

function milliseconds(...names: string[]): Metric[] {
  return metrics(names, 'Average', 'MilliSeconds');
}

function percents(...names: string[]): Metric[] {
  return metrics(names, 'Average', 'Percent');
}

function averaged(metric: Metric): Metric {
  return { ...metric, aggregation: 'Average' };
}

function metrics(names: string[], aggregation: Aggregation, unit: Metric['unit']): Metric[] {
  return names.map((name) => ({ name, aggregation, unit }));
}
