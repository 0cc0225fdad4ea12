import { diag } from '@opentelemetry/api';
import { readWithoutGetters } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { OpenAIClient } from './types.ts';
import { asObject, asText } from '../json.ts';

/** Where a client sends its calls. */
export interface Target {
  /** True if that is Azure OpenAI: by the client's class, its host, or the user's `isAzure`. */
  readonly azure: boolean;
  /** True if the host is one of Azure's, rather than a gateway before it. */
  readonly azureHost: boolean;
  readonly address?: string;
  readonly port?: number;
  /** Name of the Azure OpenAI resource: the first part of an Azure host name. */
  readonly resource?: string;
  /** Deployment in the base URL's path. */
  readonly deployment?: string;
  /** `YYYY-MM-DD` or `YYYY-MM-DD-preview`; absent on `/openai/v1`, which has none. */
  readonly apiVersion?: string;
  /** True for the API without dated versions, `/openai/v1`. */
  readonly v1: boolean;
}

// The public cloud, that of the United States' government and that of China.
const AZURE_HOST = /^([^.]+)\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/;
// Resources without a name of their own answer at their region's host.
const AZURE_REGION_HOST = /\.api\.cognitive\.(?:microsoft\.com|microsoft\.us|azure\.cn)$/;

type IsAzure = (client: { baseURL: string }) => boolean;

/** Targets by client, since a URL is dear to parse; made anew when the client's `baseURL` or the user's `isAzure` is. */
const targets = new WeakMap<object, { baseURL: unknown; isAzure: IsAzure | undefined; target: Target }>();

/** Where `client` sends its calls. Does not throw, whatever `client` is; an `isAzure` that throws counts as no. */
export function resolveTarget(client: OpenAIClient, isAzure: IsAzure | undefined): Target {
  const { baseURL } = client;
  const known = targets.get(client);
  if (known && known.baseURL === baseURL && known.isAzure === isAzure) return known.target;
  const target = describe(client, isAzure);
  targets.set(client, { baseURL, isAzure, target });
  return target;
}

function describe(client: OpenAIClient, isAzure: IsAzure | undefined): Target {
  const url = URL.parse(client.baseURL);
  const host = url?.hostname ?? '';
  const resource = AZURE_HOST.exec(host)?.[1];
  const azureHost = isAzureHost(host);
  const isAzureClass = typeof client.apiVersion === 'string';
  const path = url?.pathname.split('/') ?? [];
  const deployment = path[path.indexOf('deployments') + 1 || path.length];
  const apiVersion =
    asText(client.apiVersion) ??
    asText(client._options?.defaultQuery?.['api-version']) ??
    asText(url?.searchParams.get('api-version'));
  return {
    azure: azureHost || isAzureClass || isAzureByConfig(client, isAzure),
    azureHost,
    ...(host && { address: host, port: readPort(url) }),
    ...(resource && { resource }),
    ...(deployment && { deployment: decoded(deployment) }),
    ...(apiVersion && { apiVersion }),
    v1: /\/openai\/v1\/?$/.test(url?.pathname ?? ''),
  };
}

/** True for the host names of Azure OpenAI itself, rather than of a gateway before it. */
export function isAzureHost(host: string): boolean {
  return AZURE_HOST.test(host) || AZURE_REGION_HOST.test(host);
}

function readPort(url: URL | null): number {
  return Number(url?.port) || (url?.protocol === 'http:' ? 80 : 443);
}

function isAzureByConfig(client: OpenAIClient, isAzure: IsAzure | undefined): boolean {
  try {
    return isAzure?.(client) === true;
  } catch (error) {
    diag.warn('isAzure threw; the client counts as one that does not go to Azure', error);
    return false;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The deployment that a call asks for: the client's option, the path, then the request's model, as Azure's client does. */
export function resolveDeployment(
  client: OpenAIClient,
  target: Target,
  body: JsonObject,
  deploymentInPath: boolean,
): string | undefined {
  // A base URL with a deployment in its path is used as it is, whatever is called and whatever the option says.
  return target.deployment ?? (deploymentInPath ? asText(client.deploymentName) : undefined) ?? asText(body['model']);
}

/** The API version that one call asks for: its own query goes before the client's. */
export function resolveApiVersion(target: Target, options: unknown): string | undefined {
  const { query } = readWithoutGetters(asObject(options) ?? {});
  return asText(asObject(query)?.['api-version']) ?? target.apiVersion;
}

const IMAGE_DEPLOYMENT_HEADER = 'x-ms-oai-image-generation-deployment';

/** The deployment that generates the images of a response, which Azure takes from a header of the call or the client. */
export function readImageDeployment(client: OpenAIClient, options: unknown): string | undefined {
  return (
    readHeader(readWithoutGetters(asObject(options) ?? {})['headers'], IMAGE_DEPLOYMENT_HEADER) ??
    readHeader(client._options?.defaultHeaders, IMAGE_DEPLOYMENT_HEADER)
  );
}

function readHeader(headers: unknown, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const object = readWithoutGetters(asObject(headers) ?? {});
  return asText(object[Object.keys(object).find((key) => key.toLowerCase() === name) ?? '']);
}

/** `gen_ai.provider.name`. */
export function providerName(target: Target): string {
  return target.azure ? 'azure.ai.openai' : 'openai';
}
