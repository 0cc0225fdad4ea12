import type { Document } from '../../collectors/contracts/document.ts';
import { diagnosticRecordToDocument } from '../../collectors/logs/diagnostic-record.ts';
import { metricsToDocuments } from '../../collectors/metrics/documents.ts';
import type { Aggregation, MetricPoint } from '../../collectors/metrics/types.ts';
import { utilizationAt } from './load.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './scenery.ts';
import type { TokenSum } from './tokens.ts';

/** The id of the subscription. */
export const SUBSCRIPTION = '12345678-1234-1234-1234-123456789abc';

/** An HTTP request to a resource, as Azure logs it. */
export interface LoggedRequest {
  readonly resource: string;
  /** As `x-ms-region` spells it. */
  readonly region: string;
  /** Azure's name, such as `ChatCompletions_Create`. */
  readonly operation: string;
  readonly deployment: string;
  /** The model as responses name it. */
  readonly model: string;
  readonly requestId: string;
  readonly caller: string;
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly durationMs: number;
  readonly isStreamed: boolean;
}

/** .NET's ticks from the year 1 to 1970. */
const TICKS_TO_1970 = 621_355_968_000_000_000n;

/** Makes the document of a request: the record that Azure writes into the event hub, mapped by the collector. */
export function documentOf(request: LoggedRequest): Document | undefined {
  const { time, durationMs, model } = request;
  const [, name = model, version = ''] = /^(.+?)-(\d{4}-\d\d-\d\d)$/.exec(model) ?? [];
  const properties = {
    apiName: 'Azure OpenAI API version 2024-10-21',
    objectId: '',
    streamType: request.isStreamed ? 'Streaming' : 'Non-Streaming',
    modelDeploymentName: request.deployment,
    modelName: name,
    modelVersion: version,
  };
  // The ticks have more digits than a number holds.
  const times = `"requestTime":${ticks(time)},"responseTime":${ticks(time + durationMs)},`;
  const location = locationOf(request.region);
  return diagnosticRecordToDocument(
    JSON.stringify({
      time: new Date(time).toISOString(),
      category: 'RequestResponse',
      operationName: request.operation,
      callerIpAddress: request.caller,
      correlationId: request.requestId,
      durationMs: Math.round(durationMs),
      event: 'ShoeboxCallResult',
      location,
      Tenant: location,
      resourceId: resourceId(request.resource).toUpperCase(),
      resultSignature: String(request.status),
      properties: `{${times}${JSON.stringify(properties).slice(1)}`,
    }),
  );
}

function ticks(milliseconds: number): string {
  return String(TICKS_TO_1970 + BigInt(Math.round(milliseconds * 10_000)));
}

/** Returns the id of a resource, as Azure Resource Manager spells it. */
export function resourceId(resource: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/contoso-ai/providers/Microsoft.CognitiveServices/accounts/${resource}`;
}

/** Returns the name of a region in Azure Resource Manager. */
export function locationOf(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

const FIVE_MINUTES = 300_000;

/** Returns the times at which five minutes begin, after a time and until another, which is included. */
export function fiveMinutes(after: number, until: number): number[] {
  const first = Math.floor(after / FIVE_MINUTES) + 1;
  const count = Math.max(0, Math.floor(until / FIVE_MINUTES) + 1 - first);
  return Array.from({ length: count }, (_, index) => (first + index) * FIVE_MINUTES);
}

/** Makes the documents of the provisioned deployment's utilization, at the beginning of five minutes each. */
export function utilizationDocuments(seed: string, times: readonly number[]): Document[] {
  const points = times.map((time) => ({ time, value: utilizationAt(seed, time) }));
  const metrics = [{ metric: 'AzureOpenAIProvisionedManagedUtilizationV2', points }];
  return metricDocuments('ptu_utilization', PROVISIONED, 'Average', metrics);
}

/** Makes the documents of the tokens that Azure counts from a time on, by deployment. It does so for chat models alone. */
export function tokenDocuments(tokens: ReadonlyMap<string, TokenSum>, time: number): Document[] {
  return [...tokens]
    .filter(([deployment]) => deployment !== 'embeddings')
    .flatMap(([deployment, { input, cached, output }]) => [
      ...metricDocuments('models_usage', deployment, 'Total', [
        { metric: 'InputTokens', points: [{ time, value: input }] },
        { metric: 'OutputTokens', points: [{ time, value: output }] },
      ]),
      ...metricDocuments('models_cache_tokens', deployment, 'Total', [
        { metric: 'cacheReadInputTokens', points: [{ time, value: cached }] },
      ]),
    ]);
}

/** Makes the documents of metrics of a deployment: the values of Azure Monitor, mapped by the collector. */
function metricDocuments(
  group: string,
  deployment: string,
  aggregation: Aggregation,
  metrics: readonly { readonly metric: string; readonly points: readonly MetricPoint[] }[],
): Document[] {
  const { resource, region, model } = HISTORY_DEPLOYMENTS[deployment]!;
  const dimensions = { ModelDeploymentName: deployment, ModelName: model };
  return metricsToDocuments({
    account: {
      id: resourceId(resource),
      name: resource,
      resourceGroup: 'contoso-ai',
      subscriptionId: SUBSCRIPTION,
      location: locationOf(region),
    },
    group,
    namespace: 'Microsoft.CognitiveServices/accounts',
    timegrain: 'PT1M',
    period: FIVE_MINUTES,
    series: metrics.map((metric) => ({ ...metric, aggregation, dimensions })),
  });
}
