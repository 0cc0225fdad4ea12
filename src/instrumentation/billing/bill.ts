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
import * as names from '../semconv/attributes.ts';
import type { RequestBilling, OperationResult, Operation } from '../operations/operation.ts';
import { asText } from '../json.ts';
import type { AzureHeaders } from '../attributes/response-headers.ts';
import type { Settings } from '../config/settings.ts';
import type { AttributeSink } from '../attributes/span-attributes.ts';
import type { DeploymentFacts } from '../config/types.ts';
import type { BackgroundCall, RequestedModel } from './background.ts';
import { type StartedSessions, startedSessions, toolUseAttributes } from './tool-sessions.ts';

/** What the request says of the bill, which the response may not say. */
export interface CallBilling extends RequestBilling {
  /** Set if the call creates a response in the background. */
  readonly background: BackgroundCall | undefined;
}

/** A call as far as it is billed. */
export interface BilledCall {
  readonly operation: Operation;
  readonly settings: Settings;
  readonly billing: CallBilling;
}

/** What a call costs. */
export interface Bill {
  readonly cost: Cost;
  /** True if a name was taken for the model's that Azure did not give as such. */
  readonly isEstimate: boolean;
  readonly toolUse: Attributes;
}

/** A name that may be the model's. */
interface Candidate {
  readonly name: string;
  readonly isEstimate: boolean;
}

/**
 * Prices a response and what its hosted tools did. Called once for each response that is counted.
 *
 * @param called what was called to create the response
 */
export function calculateBill(
  call: BilledCall,
  result: OperationResult,
  requested: RequestedModel,
  headers: AzureHeaders,
): Bill {
  const { settings, billing } = call;
  const deployment = (headers.spilledOver ? headers.servedDeployment : undefined) ?? requested.deployment;
  const facts = factsOf(deployment, settings);
  const router = call.operation.canBeRouted ? [facts?.model ?? deployment].find(isRouter) : undefined;
  const sessions: StartedSessions = {
    codeInterpreter: startedSessions(result.tools?.codeInterpreter),
    shell: startedSessions(result.tools?.shell),
  };
  const toolUse = result.tools ? toolUseAttributes(result.tools, sessions) : {};
  const images = imagesOf(requested, result, settings);
  const options: PriceOptions = {
    serviceTier: result.serviceTier,
    deploymentType: facts?.type,
    region: facts?.region ?? headers.region,
    prices: settings.prices,
    router,
    tools: toolsOf(call, result, sessions, images.usage),
  };
  const usage = (result.usage ?? billing.usage) as Usage | null | undefined;
  let cost: Cost | undefined;
  for (const { name, isEstimate } of candidates(call, result, requested, facts)) {
    cost = withoutTheUncounted(calculateCost(usage, name, options), result.uncounted);
    // That a deployment of the router's name is one is an assumption too.
    const isAssumed = isEstimate || images.isEstimate || (router !== undefined && facts?.model === undefined);
    if (cost.reason !== 'unknown_model') return { cost, isEstimate: isAssumed, toolUse };
  }
  return { cost: cost ?? calculateCost(usage, '', options), isEstimate: false, toolUse };
}

/** What was used and is not counted has no price: what is known of the cost is a part of it. */
function withoutTheUncounted(cost: Cost, uncounted: readonly string[] | undefined): Cost {
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
 * The names by which a response may be priced, the surest first: what the user says of the deployment; what the response
 * says; and where that says none, the name of the deployment and the request's. A name that is no model's has no price.
 */
function candidates(
  { operation }: BilledCall,
  result: OperationResult,
  { deployment, model: requested }: RequestedModel,
  facts: DeploymentFacts | undefined,
): Candidate[] {
  if (facts?.model !== undefined && !isRouter(facts.model)) return [{ name: facts.model, isEstimate: false }];
  // So say gateways of what they do not know.
  const model = result.model === 'unknown' ? undefined : result.model;
  const meant = model !== undefined && operation.modelAliases?.get(model);
  if (meant) return [{ name: meant, isEstimate: true }];
  if (model !== undefined && !isRouter(model)) {
    return [{ name: model, isEstimate: operation.echoesDeployment === true && model === deployment }];
  }
  return [deployment, operation.omitsModel === true ? requested : undefined]
    .filter((name) => name !== undefined && !isRouter(name))
    .map((name) => ({ name: name!, isEstimate: true }));
}

function isRouter(name: string | undefined): boolean {
  return name !== undefined && findPrice(name)?.model === 'model-router';
}

function factsOf(name: string | undefined, { deployments }: Settings): DeploymentFacts | undefined {
  return name !== undefined && Object.hasOwn(deployments, name) ? deployments[name] : undefined;
}

function toolsOf(
  { billing }: BilledCall,
  { tools }: OperationResult,
  sessions: StartedSessions,
  imageGeneration: ImageGenerationUsage[],
): ToolUsage | undefined {
  // A chat completion does not count its searches.
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

/** The image tool's tokens and model: Azure takes its deployment from a header, and the tool may name the model. */
function imagesOf({ imageModels, imageDeployment }: RequestedModel, { tools }: OperationResult, settings: Settings) {
  const images = tools?.images;
  if (!images) return { usage: [], isEstimate: false };
  const facts = factsOf(imageDeployment, settings);
  const [named, another] = images.models.length > 0 ? images.models : (imageModels ?? []);
  const stated = facts?.model ?? (another === undefined ? named : undefined);
  const model = stated ?? (named === undefined ? imageDeployment : undefined);
  const svg = images.svg.map((usage) => ({ usage: usage as Usage, model: asText(usage['model']) }));
  return {
    usage: [{ usage: images.usage as Usage | null, model, deploymentType: facts?.type }, ...svg],
    isEstimate: model !== stated,
  };
}

/**
 * Puts a cost at list price on the span, but for `cost` itself, and what hosted tools did; a cost that is not known is
 * absent, and there is a reason.
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
  sink.set(names.GEN_AI_USAGE_COST_CURRENCY, cost.currency);
  // "provider" would be a bill; this is counted here, from a price table.
  sink.set(names.GEN_AI_USAGE_COST_SOURCE, 'local');
  sink.set(names.AZURE_OPENAI_COST_PRICE_SOURCE, cost.row?.source);
  sink.set(names.AZURE_OPENAI_COST_PRICE_CHECKED, cost.row?.checked);
  for (const [part, attribute] of names.COST_PARTS) sink.set(attribute, cost[part]);
}

/** As the attribute of the part ends. */
function missingName(part: string): string {
  const attribute = names.COST_PARTS.find(([name]) => name === part)?.[1];
  return attribute?.slice(attribute.lastIndexOf('.') + 1) ?? part;
}
