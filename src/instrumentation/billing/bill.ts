import type { Attributes } from '@opentelemetry/api';
import {
  type Cost,
  type CostPart,
  type ImageGenerationUsage,
  type PriceOptions,
  type ToolUsage,
  type Usage,
  calculateCost,
  findPrice,
} from '../../pricing/index.ts';
import { nanoFromUsd } from '../../pricing/pico-usd.ts';
import type { AzureHeaders } from '../attributes/response-headers.ts';
import type { AttributeSink } from '../attributes/span-attributes.ts';
import type { PriceSettings } from '../config/price-settings.ts';
import type { DeploymentFacts } from '../config/types.ts';
import { asText } from '../json.ts';
import type { Operation, OperationResult, RequestBilling } from '../operations/operation.ts';
import * as names from '../semconv/attributes.ts';
import type { BackgroundCall, RequestedModel } from './background.ts';
import { type StartedSessions, buildToolAttributes, countStartedSessions } from './tool-sessions.ts';

/** The parts of the bill that only the request states. */
export interface CallBilling extends RequestBilling {
  /** Set if the call creates a response in the background. */
  readonly background: BackgroundCall | undefined;
}

/** The part of a call that billing reads. */
export interface BilledCall {
  readonly operation: Operation;
  readonly settings: PriceSettings;
  readonly billing: CallBilling;
  /** The moment of the call. @default now */
  readonly at?: Date | undefined;
}

export interface Bill {
  readonly cost: Cost;
  /** True if the model is an assumption: Azure's answer does not name it. */
  readonly isEstimate: boolean;
  readonly toolUse: Attributes;
}

/** A possible name of the model. */
interface Candidate {
  readonly name: string;
  readonly isEstimate: boolean;
}

/**
 * Prices a response and its hosted tools. Called once for each response that is counted.
 *
 * @param requested the names in the request that created the response
 */
export function calculateBill(
  call: BilledCall,
  result: OperationResult,
  requested: RequestedModel,
  headers: AzureHeaders,
): Bill {
  const { settings, billing } = call;
  const deployment = (headers.spilledOver ? headers.servedDeployment : undefined) ?? requested.deployment;
  const configured = findDeployment(deployment, settings);
  const router = call.operation.canBeRouted ? [configured?.model ?? deployment].find(isRouter) : undefined;
  const sessions: StartedSessions = {
    codeInterpreter: countStartedSessions(result.tools?.codeInterpreter),
    shell: countStartedSessions(result.tools?.shell),
  };
  const toolUse = result.tools ? buildToolAttributes(result.tools, sessions) : {};
  const images = readImageUsage(requested, result, settings);
  const options: PriceOptions = {
    serviceTier: result.serviceTier,
    deploymentType: configured?.type,
    region: configured?.region ?? headers.region,
    at: call.at,
    prices: settings.prices,
    router,
    tools: readToolUsage(call, result, sessions, images.usage),
  };
  const usage = (result.usage ?? billing.usage) as Usage | null | undefined;
  let cost: Cost | undefined;
  for (const { name, isEstimate } of listCandidates(call, result, requested, configured)) {
    cost = excludeUncounted(calculateCost(usage, name, options), result.uncounted);
    // A deployment with the name of a router is only assumed to be one.
    const isAssumed = isEstimate || images.isEstimate || (router !== undefined && configured?.model === undefined);
    if (cost.reason !== 'unknown_model') return { cost, isEstimate: isAssumed, toolUse };
  }
  return { cost: cost ?? calculateCost(usage, '', options), isEstimate: false, toolUse };
}

/** Makes a cost partial if the response used parts without counting them: they have no price. */
function excludeUncounted(cost: Cost, uncounted: readonly string[] | undefined): Cost {
  if (!uncounted || uncounted.length === 0) return cost;
  const { total, ...rest } = cost;
  const partial = total ?? cost.partial;
  return {
    ...rest,
    reason: cost.reason ?? 'unpriced_usage',
    unpriced: [...(cost.unpriced ?? []), ...(uncounted as CostPart[])],
    ...(partial !== undefined && partial > 0 && { partial }),
  };
}

/**
 * Returns the possible names of the model, the most certain first: the configured model of the deployment, else the model
 * in the response, else the names of the deployment and in the request. A name that is not a model's finds no price.
 */
function listCandidates(
  { operation }: BilledCall,
  result: OperationResult,
  { deployment, model: requestedModel }: RequestedModel,
  configured: DeploymentFacts | undefined,
): Candidate[] {
  if (configured?.model !== undefined && !isRouter(configured.model)) {
    return [{ name: configured.model, isEstimate: false }];
  }
  // Some gateways answer "unknown".
  const model = result.model === 'unknown' ? undefined : result.model;
  const alias = model !== undefined && operation.modelAliases?.get(model);
  if (alias) return [{ name: alias, isEstimate: true }];
  if (model !== undefined && !isRouter(model)) {
    return [{ name: model, isEstimate: operation.echoesDeployment === true && model === deployment }];
  }
  return [deployment, operation.omitsModel === true ? requestedModel : undefined]
    .filter((name) => name !== undefined && !isRouter(name))
    .map((name) => ({ name: name!, isEstimate: true }));
}

function isRouter(name: string | undefined): boolean {
  return name !== undefined && findPrice(name)?.model === 'model-router';
}

function findDeployment(name: string | undefined, { deployments }: PriceSettings): DeploymentFacts | undefined {
  return name !== undefined && Object.hasOwn(deployments, name) ? deployments[name] : undefined;
}

function readToolUsage(
  { billing }: BilledCall,
  { tools }: OperationResult,
  sessions: StartedSessions,
  imageGeneration: ImageGenerationUsage[],
): ToolUsage | undefined {
  // A chat completion does not state how often it searched.
  const webSearches = tools?.webSearches ?? (tools?.webSearches === null || billing.searchesWeb ? null : undefined);
  if (!tools && webSearches === undefined) return undefined;
  return {
    webSearches,
    fileSearches: tools?.fileSearches,
    codeInterpreterSessions: sessions.codeInterpreter,
    shellSessions: sessions.shell,
    imageGeneration,
  };
}

/** Returns the image tool's tokens and model. A header names its deployment, and the tool's definition may name its model. */
function readImageUsage(
  { imageModels, imageDeployment }: RequestedModel,
  { tools }: OperationResult,
  settings: PriceSettings,
) {
  const images = tools?.images;
  if (!images) return { usage: [], isEstimate: false };
  const configured = findDeployment(imageDeployment, settings);
  const [named, another] = images.models.length > 0 ? images.models : (imageModels ?? []);
  const stated = configured?.model ?? (another === undefined ? named : undefined);
  const model = stated ?? (named === undefined ? imageDeployment : undefined);
  const svg = images.svg.map((usage) => ({ usage: usage as Usage, model: asText(usage['model']) }));
  return {
    usage: [{ usage: images.usage as Usage | null, model, deploymentType: configured?.type }, ...svg],
    isEstimate: model !== stated,
  };
}

/**
 * Sets the attributes of the cost, except `cost` itself, and those of hosted tools. An unknown cost is absent, and its
 * reason is set.
 */
export function setCostAttributes(sink: AttributeSink, { cost, isEstimate, toolUse }: Bill): void {
  sink.setAll(toolUse);
  if (isEstimate && (cost.total ?? cost.partial) !== undefined) sink.set(names.AZURE_OPENAI_COST_ESTIMATED, true);
  if (cost.total === undefined) {
    sink.set(names.AZURE_OPENAI_COST_ABSENT_REASON, cost.reason);
    sink.set(names.AZURE_OPENAI_COST_PARTIAL, cost.partial);
    sink.set(names.AZURE_OPENAI_COST_MISSING, cost.unpriced?.map(missingName));
    return;
  }
  sink.set(names.GEN_AI_USAGE_COST_AMOUNT, cost.total);
  sink.set(names.AZURE_OPENAI_COST_NANO_USD, nanoFromUsd(cost.total));
  sink.set(names.GEN_AI_USAGE_COST_CURRENCY, cost.currency);
  // "provider" would mean a bill. This cost is calculated here, from a price table.
  sink.set(names.GEN_AI_USAGE_COST_SOURCE, 'local');
  sink.set(names.AZURE_OPENAI_COST_PRICE_SOURCE, cost.row?.source);
  sink.set(names.AZURE_OPENAI_COST_PRICE_CHECKED, cost.row?.checked);
  for (const [part, attribute] of names.COST_PARTS) sink.set(attribute, cost[part]);
}

function missingName(part: string): string {
  const attribute = names.COST_PARTS.find(([name]) => name === part)?.[1];
  return attribute?.slice(attribute.lastIndexOf('.') + 1) ?? part;
}
