import * as names from '../semconv/attributes.ts';
import type { AttributeSink } from './span-attributes.ts';

/** `Headers` of fetch (of node-fetch in openai 4), or the plain object in the errors of openai 4. */
export type ResponseHeaders = { get(name: string): string | null } | Record<string, string | null | undefined>;

/** Azure's own headers of a response. A field is absent if its header is missing or empty. */
export interface AzureHeaders {
  /** `apim-request-id`, the id of the call in Azure's logs. */
  requestId?: string;
  region?: string;
  modelSession?: string;
  servedDeployment?: string;
  spilloverFromDeployment?: string;
  spilloverError?: string;
  /** True if a provisioned deployment sent the call on to a standard one. */
  spilledOver?: boolean;
  limitRequests?: number;
  limitTokens?: number;
  remainingRequests?: number;
  remainingTokens?: number;
}

/** The fields of {@link AzureHeaders} that have a type. */
type FieldsOf<Type> = {
  [Field in keyof AzureHeaders]-?: Required<AzureHeaders>[Field] extends Type ? Field : never;
}[keyof AzureHeaders];

const TEXTS: readonly (readonly [header: string, field: FieldsOf<string>, attribute: string])[] = [
  ['apim-request-id', 'requestId', names.AZURE_SERVICE_REQUEST_ID],
  ['x-ms-region', 'region', names.AZURE_OPENAI_REGION],
  ['azureml-model-session', 'modelSession', names.AZURE_OPENAI_MODEL_SESSION],
  ['x-ms-deployment-name', 'servedDeployment', names.AZURE_OPENAI_SERVED_DEPLOYMENT],
  ['x-ms-spillover-from-deployment', 'spilloverFromDeployment', names.AZURE_OPENAI_SPILLOVER_FROM_DEPLOYMENT],
  ['x-ms-spillover-error', 'spilloverError', names.AZURE_OPENAI_SPILLOVER_ERROR],
];

const COUNTS: readonly (readonly [header: string, field: FieldsOf<number>, attribute: string])[] = [
  ['x-ratelimit-limit-requests', 'limitRequests', names.AZURE_OPENAI_RATE_LIMIT_LIMIT_REQUESTS],
  ['x-ratelimit-limit-tokens', 'limitTokens', names.AZURE_OPENAI_RATE_LIMIT_LIMIT_TOKENS],
  ['x-ratelimit-remaining-requests', 'remainingRequests', names.AZURE_OPENAI_RATE_LIMIT_REMAINING_REQUESTS],
  ['x-ratelimit-remaining-tokens', 'remainingTokens', names.AZURE_OPENAI_RATE_LIMIT_REMAINING_TOKENS],
];

export function readHeaders(headers: ResponseHeaders): AzureHeaders {
  const azure: AzureHeaders = {};
  for (const [header, field] of TEXTS) {
    const text = readHeader(headers, header);
    if (text) azure[field] = text;
  }
  for (const [header, field] of COUNTS) {
    const text = readHeader(headers, header);
    // Azure writes "-1" for an unknown limit.
    if (text && /^\d+$/.test(text)) azure[field] = Number(text);
  }
  const spilledOver = readHeader(headers, 'x-ms-is-spilled-over');
  // x-ms-spillover-from-deployment is documented, and present only if the request was spilled over.
  if (azure.spilloverFromDeployment || spilledOver === 'true') azure.spilledOver = true;
  else if (spilledOver === 'false') azure.spilledOver = false;
  return azure;
}

export function setHeaderAttributes(sink: AttributeSink, azure: AzureHeaders): void {
  for (const [, field, attribute] of TEXTS) sink.set(attribute, azure[field]);
  for (const [, field, attribute] of COUNTS) sink.set(attribute, azure[field]);
  sink.set(names.AZURE_OPENAI_SPILLED_OVER, azure.spilledOver);
}

function readHeader(headers: ResponseHeaders, name: string): string | undefined {
  const value = typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
