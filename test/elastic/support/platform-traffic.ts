import type { Document } from '../../../src/collectors/contracts/document.ts';
import { logsMapper } from '../../../src/collectors/logs/logs-mapper.ts';
import { metricsToDocuments } from '../../../src/collectors/metrics/documents.ts';

/** A call as Azure OpenAI logs it. */
export interface LoggedCall {
  /** 0 or 1: hours after the start. */
  readonly hour: number;
  readonly deployment: string;
  readonly status: string;
  readonly ms: number;
}

/** A request as API Management logs it, with its bodies. */
export interface GatewayRequest {
  readonly hour: number;
  readonly model: string;
  readonly ms: number;
  /** What was filtered; nothing if absent. */
  readonly filtered?: { readonly side: 'prompt' | 'completion'; readonly category: string; readonly severity: string };
  readonly tokens: number;
}

/** The values of one minute in Azure Monitor. */
export interface Minute {
  readonly hour: number;
  readonly deployment: string;
  readonly model: string;
  readonly requests: number;
  readonly prompt: number;
  readonly generated: number;
  /** Of provisioned deployments. */
  readonly provisioned?: {
    readonly utilization: number;
    readonly timeToResponse: number;
    readonly activeTokens: number;
    readonly cacheMatchRate: number;
  };
}

export const START: number = Date.UTC(2026, 8, 1, 10);

export const LOGGED_CALLS: readonly LoggedCall[] = [
  { hour: 0, deployment: 'chat', status: '200', ms: 800 },
  { hour: 0, deployment: 'chat', status: '200', ms: 1250 },
  { hour: 1, deployment: 'chat', status: '429', ms: 12 },
  { hour: 1, deployment: 'chat', status: '500', ms: 3100 },
  { hour: 0, deployment: 'embed', status: '200', ms: 40 },
  { hour: 1, deployment: 'embed', status: '400', ms: 9 },
  { hour: 1, deployment: 'embed', status: '429', ms: 11 },
  { hour: 1, deployment: 'ptu', status: '200', ms: 610 },
];

export const GATEWAY_REQUESTS: readonly GatewayRequest[] = [
  { hour: 0, model: 'gpt-a', ms: 700, tokens: 30 },
  {
    hour: 0,
    model: 'gpt-a',
    ms: 90,
    tokens: 0,
    filtered: { side: 'prompt', category: 'violence', severity: 'medium' },
  },
  { hour: 0, model: 'gpt-a', ms: 70, tokens: 0, filtered: { side: 'prompt', category: 'violence', severity: 'high' } },
  { hour: 1, model: 'gpt-b', ms: 80, tokens: 0, filtered: { side: 'prompt', category: 'sexual', severity: 'low' } },
  { hour: 1, model: 'gpt-b', ms: 60, tokens: 0, filtered: { side: 'prompt', category: 'self_harm', severity: 'high' } },
  {
    hour: 1,
    model: 'gpt-b',
    ms: 950,
    tokens: 51,
    filtered: { side: 'completion', category: 'hate', severity: 'high' },
  },
  {
    hour: 1,
    model: 'gpt-a',
    ms: 830,
    tokens: 47,
    filtered: { side: 'completion', category: 'violence', severity: 'low' },
  },
];

export const MINUTES: readonly Minute[] = [
  { hour: 0, deployment: 'chat', model: 'gpt-a', requests: 2, prompt: 41, generated: 17 },
  { hour: 1, deployment: 'chat', model: 'gpt-a', requests: 2, prompt: 300, generated: 7 },
  { hour: 0, deployment: 'embed', model: 'embedding', requests: 1, prompt: 9, generated: 0 },
  { hour: 1, deployment: 'embed', model: 'embedding', requests: 2, prompt: 8, generated: 0 },
  {
    hour: 0,
    deployment: 'ptu',
    model: 'gpt-p',
    requests: 1,
    prompt: 100,
    generated: 20,
    // An average without decimals comes first: a field must not become an integer by it.
    provisioned: { utilization: 40, timeToResponse: 400, activeTokens: 90, cacheMatchRate: 50 },
  },
  {
    hour: 1,
    deployment: 'ptu',
    model: 'gpt-p',
    requests: 3,
    prompt: 110,
    generated: 31,
    provisioned: { utilization: 87.5, timeToResponse: 321.75, activeTokens: 95, cacheMatchRate: 12.25 },
  },
  {
    hour: 1,
    deployment: 'ptu-2',
    model: 'gpt-p',
    requests: 1,
    prompt: 6,
    generated: 2,
    provisioned: { utilization: 20.5, timeToResponse: 200, activeTokens: 8, cacheMatchRate: 0 },
  },
];

const RESOURCE =
  '/SUBSCRIPTIONS/12CABCB4-86E8-404F-A3D2-1DC9982F45CA/RESOURCEGROUPS/GROUP/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/CONTOSO';
const CATEGORIES = ['hate', 'self_harm', 'sexual', 'violence'];

function timeOf(hour: number, minute: number): string {
  return new Date(START + hour * 3_600_000 + minute * 60_000).toISOString();
}

/** Returns the documents that the collectors make of the logs and metrics. */
export function platformDocuments(namespace: string): Document[] {
  const records = [...LOGGED_CALLS.map(loggedRecord), ...GATEWAY_REQUESTS.map(gatewayRecord)];
  const event = {
    namespace: 'contoso.servicebus.windows.net',
    eventHub: 'logs',
    consumerGroup: '$Default',
    partitionId: '0',
    sequenceNumber: 1,
    offset: '0',
    enqueuedTime: START,
    body: Buffer.from(JSON.stringify({ records })),
  };
  const mapped = logsMapper({ namespace })(event);
  const logs = mapped.map((one) => {
    if (!('document' in one)) throw new Error(`not mapped: ${JSON.stringify(one)}`);
    return one.document;
  });
  return [...logs, ...MINUTES.flatMap((minute, index) => minuteDocuments(minute, index, namespace))];
}

function loggedRecord({ hour, deployment, status, ms }: LoggedCall, index: number): object {
  return {
    time: timeOf(hour, index),
    category: 'RequestResponse',
    operationName: 'ChatCompletions_Create',
    resourceId: RESOURCE,
    resultSignature: status,
    durationMs: ms,
    callerIpAddress: '81.2.69.***',
    properties: JSON.stringify({ modelDeploymentName: deployment, modelName: 'gpt', streamType: 'Non-Streaming' }),
  };
}

function gatewayRecord({ hour, model, ms, filtered, tokens }: GatewayRequest, index: number): object {
  const verdicts = Object.fromEntries(
    CATEGORIES.map((category) => {
      const isFiltered = filtered?.category === category;
      return [category, { filtered: isFiltered, severity: isFiltered ? filtered!.severity : 'safe' }];
    }),
  );
  const response =
    filtered?.side === 'prompt'
      ? {
          error: {
            code: 'content_filter',
            message: 'The prompt was filtered',
            status: 400,
            innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: verdicts },
          },
        }
      : {
          choices: [
            {
              index: 0,
              finish_reason: filtered === undefined ? 'stop' : 'content_filter',
              message: { role: 'assistant', content: 'text' },
              content_filter_results: verdicts,
            },
          ],
          usage: { prompt_tokens: tokens - 1, completion_tokens: 1, total_tokens: tokens },
        };
  return {
    time: timeOf(hour, 30 + index),
    category: 'GatewayLogs',
    operationName: 'Microsoft.ApiManagement/GatewayLogs',
    resourceId: RESOURCE.replace('COGNITIVESERVICES/ACCOUNTS', 'APIMANAGEMENT/SERVICE'),
    durationMs: ms,
    callerIpAddress: '81.2.69.144',
    properties: {
      backendRequestBody: JSON.stringify({ model, messages: [{ role: 'user', content: 'text' }] }),
      backendResponseBody: JSON.stringify(response),
    },
  };
}

function minuteDocuments(minute: Minute, index: number, namespace: string): Document[] {
  const { hour, deployment, model, requests, prompt, generated, provisioned } = minute;
  const time = START + hour * 3_600_000 + index * 60_000;
  const dimensions = { ModelDeploymentName: deployment, ModelName: model, StatusCode: '200' };
  const series = (metric: string, aggregation: 'Total' | 'Average', value: number) =>
    ({ metric, aggregation, dimensions, points: [{ time, value }] }) as const;
  const account = {
    id: RESOURCE,
    name: 'contoso',
    resourceGroup: 'group',
    subscriptionId: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
    location: 'eastus',
  };
  return metricsToDocuments(
    {
      account,
      group: 'requests',
      namespace: 'Microsoft.CognitiveServices/accounts',
      timegrain: 'PT1M',
      period: 60_000,
      series: [
        series('AzureOpenAIRequests', 'Total', requests),
        series('ProcessedPromptTokens', 'Total', prompt),
        series('GeneratedTokens', 'Total', generated),
        series('TokenTransaction', 'Total', prompt + generated),
        ...(provisioned === undefined
          ? []
          : [
              series('AzureOpenAIProvisionedManagedUtilizationV2', 'Average', provisioned.utilization),
              series('AzureOpenAITimeToResponse', 'Average', provisioned.timeToResponse),
              series('ActiveTokens', 'Total', provisioned.activeTokens),
              series('AzureOpenAIContextTokensCacheMatchRate', 'Average', provisioned.cacheMatchRate),
            ]),
      ],
    },
    { namespace },
  );
}
