import type { Metric, MetricGroup } from './types.ts';

/** The resource type that has all of these metrics. */
export const METRIC_NAMESPACE = 'Microsoft.CognitiveServices/accounts';

/** The finest grain of these metrics in Azure Monitor; Elastic uses it too. */
export const TIME_GRAIN = 'PT1M';

const MODEL = ['ModelDeploymentName', 'ModelName', 'ModelVersion'];
const DEPLOYMENT = ['Region', ...MODEL];
const OPERATION = ['ApiName', 'OperationName', 'Region', 'StreamType', ...MODEL];
const USAGE = ['ApiName', 'ModelDeploymentName', 'FeatureName', 'UsageChannel', 'Region'];
const MODEL_USAGE = ['ApiName', 'Region', ...MODEL];

/**
 * The groups of Elastic's Azure OpenAI integration, with its metrics and dimensions.
 *
 * @see elastic/integrations, packages/azure_openai/data_stream/metrics/agent/stream/stream.yml.hbs at e16dff06
 */
export const ELASTIC_METRIC_GROUPS: readonly MetricGroup[] = [
  group(
    'requests',
    [...OPERATION, 'StatusCode'],
    [...counts('AzureOpenAIRequests'), ...milliseconds('AzureOpenAITimeToResponse')],
  ),
  group('tokens', [...USAGE, 'ModelVersion'], counts('ProcessedPromptTokens', 'GeneratedTokens', 'TokenTransaction')),
  group('fine_tuning', USAGE, counts('FineTunedTrainingHours')),
  group('active_tokens', DEPLOYMENT, [
    ...counts('ActiveTokens'),
    ...percents('AzureOpenAIContextTokensCacheMatchRate'),
  ]),
  group(
    'provisioned_utilization',
    ['StreamType', ...DEPLOYMENT],
    percents('AzureOpenAIProvisionedManagedUtilizationV2'),
  ),
  group(
    'rai_harmful_requests',
    [...DEPLOYMENT, 'ApiName', 'TextType', 'Category', 'Severity'],
    counts('RAIHarmfulRequests'),
  ),
  group('rai_rejected_requests', [...DEPLOYMENT, 'ApiName', 'TextType', 'Category'], counts('RAIRejectedRequests')),
  group('rai_total_requests', [...DEPLOYMENT, 'ApiName'], counts('RAITotalRequests')),
];

/** Metrics of Azure OpenAI that are not in Elastic's groups, with all dimensions. */
const MORE_AZURE_OPENAI_GROUPS: readonly MetricGroup[] = [
  group('availability', OPERATION, percents('AzureOpenAIAvailabilityRate')),
  group('latency', DEPLOYMENT, [
    ...milliseconds('AzureOpenAINormalizedTBTInMS', 'AzureOpenAINormalizedTTFTInMS', 'AzureOpenAITTLTInMS'),
    ...averageCounts('AzureOpenAITokenPerSecond'),
  ]),
  group(
    'provisioned_utilization_v1',
    ['StreamType', ...DEPLOYMENT],
    percents('AzureOpenAIProvisionedManagedUtilization'),
  ),
  group('audio_tokens', DEPLOYMENT, counts('AudioCompletionTokens', 'AudioPromptTokens')),
  group('realtime', ['Region', 'ModelDeploymentName'], counts('RealtimeUsageTime')),
  group('rai_system_events', ['Region', 'EventType'], averageCounts('RAISystemEvent')),
];

const MODEL_REQUEST = [...OPERATION, 'StatusCode', 'IsSpillover', 'ServiceTierRequest', 'ServiceTierResponse'];

/** Metrics of the categories `Models - …`, for all models of Azure AI Foundry, with all dimensions. */
const MODELS_GROUPS: readonly MetricGroup[] = [
  group('models_requests', MODEL_REQUEST, counts('ModelRequests')),
  group('models_utilization', DEPLOYMENT, percents('ModelAvailabilityRate', 'ProvisionedUtilization')),
  group('models_latency', OPERATION, [
    ...milliseconds('NormalizedTimeBetweenTokens', 'NormalizedTimeToFirstToken', 'TimeToLastByte'),
    ...averageCounts('TokensPerSecond'),
  ]),
  group('models_time_to_response', [...OPERATION, 'StatusCode'], milliseconds('TimeToResponse')),
  group('models_usage', MODEL_USAGE, [
    ...counts('InputTokens', 'OutputTokens', 'TotalTokens', 'GeneratedImages', 'AnnotatedPages', 'TotalPages'),
  ]),
  group('models_audio_tokens', DEPLOYMENT, counts('AudioInputTokens', 'AudioOutputTokens')),
  group(
    'models_cache_tokens',
    [...MODEL_USAGE, 'ContextLength'],
    [...counts('cacheReadInputTokens', 'ephemeral1hInputTokens', 'ephemeral5mInputTokens')],
  ),
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

function group(name: string, dimensions: readonly string[], metrics: readonly Metric[]): MetricGroup {
  return { name, metrics, dimensions };
}

function counts(...names: string[]): Metric[] {
  return names.map((name) => ({ name, aggregation: 'Total', unit: 'Count' }));
}

function averageCounts(...names: string[]): Metric[] {
  return names.map((name) => ({ name, aggregation: 'Average', unit: 'Count' }));
}

function milliseconds(...names: string[]): Metric[] {
  return names.map((name) => ({ name, aggregation: 'Average', unit: 'MilliSeconds' }));
}

function percents(...names: string[]): Metric[] {
  return names.map((name) => ({ name, aggregation: 'Average', unit: 'Percent' }));
}
