import type { Document } from '../../collectors/contracts/document.ts';
import { diagnosticRecordToDocument } from '../../collectors/logs/diagnostic-record.ts';
import { metricsToDocuments } from '../../collectors/metrics/documents.ts';

const SUBSCRIPTION = '12345678-1234-1234-1234-123456789abc';

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
  const location = request.region.toLowerCase().replaceAll(' ', '');
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

function resourceId(resource: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/contoso-ai/providers/Microsoft.CognitiveServices/accounts/${resource}`;
}

/** A provisioned deployment. */
export interface ProvisionedDeployment {
  readonly resource: string;
  readonly region: string;
  readonly deployment: string;
  readonly model: string;
}

/** Makes the documents of a provisioned deployment's utilisation: the values of Azure Monitor, mapped by the collector. */
export function utilizationDocuments(
  { resource, region, deployment, model }: ProvisionedDeployment,
  points: readonly { readonly time: number; readonly value: number }[],
): Document[] {
  return metricsToDocuments({
    account: {
      id: resourceId(resource),
      name: resource,
      resourceGroup: 'contoso-ai',
      subscriptionId: SUBSCRIPTION,
      location: region.toLowerCase().replaceAll(' ', ''),
    },
    group: 'ptu_utilization',
    namespace: 'Microsoft.CognitiveServices/accounts',
    timegrain: 'PT1M',
    period: 300_000,
    series: [
      {
        metric: 'AzureOpenAIProvisionedManagedUtilizationV2',
        aggregation: 'Average',
        dimensions: { ModelDeploymentName: deployment, ModelName: model },
        points,
      },
    ],
  });
}
