import { log } from '../../log.ts';
import { type JsonObject, asObject, asText, readWithoutGetters } from '../json.ts';
import type { OpenAIClient } from './types.ts';

/** The service to which a client sends its calls. */
export interface Target {
  /** True for Azure OpenAI: by the client's class, its host, or the option `isAzure`. */
  readonly azure: boolean;
  /** True if the host is one of Azure's own, false for a gateway in front of it. */
  readonly azureHost: boolean;
  readonly address?: string;
  readonly port?: number;
  /** Name of the Azure OpenAI resource: the first part of an Azure host name. */
  readonly resource?: string;
  /** The deployment in the path of the base URL. */
  readonly deployment?: string;
  /** `YYYY-MM-DD` or `YYYY-MM-DD-preview`; absent for `/openai/v1`, which has none. */
  readonly apiVersion?: string;
  /** True for the API without dated versions, `/openai/v1`. */
  readonly v1: boolean;
}

// The public cloud, the cloud of the US government and the one of China.
const AZURE_HOST = /^([^.]+)\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/;
// Resources without a custom domain use the host of their region.
const AZURE_REGION_HOST = /\.api\.cognitive\.(?:microsoft\.com|microsoft\.us|azure\.cn)$/;

type IsAzure = (client: { baseURL: string }) => boolean;

/** Cached per client, since parsing a URL is slow. Replaced when `baseURL` or the option `isAzure` changes. */
const targets = new WeakMap<object, { baseURL: unknown; isAzure: IsAzure | undefined; target: Target }>();

/** Returns the target of a client. Never throws: an `isAzure` that throws is reported and counts as false. */
export function resolveTarget(client: OpenAIClient, isAzure: IsAzure | undefined): Target {
  const { baseURL } = client;
  const known = targets.get(client);
  if (known && known.baseURL === baseURL && known.isAzure === isAzure) return known.target;
  const target = describeTarget(client, isAzure);
  targets.set(client, { baseURL, isAzure, target });
  return target;
}

function describeTarget(client: OpenAIClient, isAzure: IsAzure | undefined): Target {
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
    ...(deployment && { deployment: decodeSegment(deployment) }),
    ...(apiVersion && { apiVersion }),
    v1: /\/openai\/v1\/?$/.test(url?.pathname ?? ''),
  };
}

/** True for the host names of Azure OpenAI itself, false for a gateway in front of it. */
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
    log.warn('the option isAzure threw an error; the client is not treated as one of Azure', error);
    return false;
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns the deployment of a call as Azure's client chooses it: the path, the client's option, then the request's model. */
export function resolveDeployment(
  client: OpenAIClient,
  target: Target,
  body: JsonObject,
  deploymentInPath: boolean,
): string | undefined {
  // A deployment in the path of the base URL takes precedence over everything.
  return target.deployment ?? (deploymentInPath ? asText(client.deploymentName) : undefined) ?? asText(body['model']);
}

/** Returns the API version of a call. Its own query takes precedence over the client's. */
export function resolveApiVersion(target: Target, options: unknown): string | undefined {
  const { query } = readWithoutGetters(asObject(options) ?? {});
  return asText(asObject(query)?.['api-version']) ?? target.apiVersion;
}

const IMAGE_DEPLOYMENT_HEADER = 'x-ms-oai-image-generation-deployment';

/** Returns the deployment of a response's image tool, from a header of the call or the client. */
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

/** Returns `gen_ai.provider.name`. */
export function providerName(target: Target): string {
  return target.azure ? 'azure.ai.openai' : 'openai';
}
