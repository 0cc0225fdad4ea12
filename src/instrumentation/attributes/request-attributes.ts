import type { Attributes } from '@opentelemetry/api';
import { type Attribution, NO_ATTRIBUTION } from '../attribution/index.ts';
import * as names from '../semconv/attributes.ts';
import { type Target, providerName } from '../client/target.ts';
import type { AttributeSink } from './span-attributes.ts';

/**
 * Returns the attributes that a span starts with: those that the conventions require then, since samplers decide by them.
 * All others are set later, on spans that are recorded. The SDK copies the attributes of the start twice.
 */
export function buildStartAttributes(
  operation: string,
  model: string | undefined,
  target: Target,
  attribution: Attribution,
): Attributes {
  const attributes = {
    [names.GEN_AI_OPERATION_NAME]: operation,
    [names.GEN_AI_PROVIDER_NAME]: providerName(target),
    [names.GEN_AI_REQUEST_MODEL]: model,
    [names.SERVER_ADDRESS]: target.address,
    [names.SERVER_PORT]: target.port,
  };
  return attribution === NO_ATTRIBUTION ? attributes : { ...attribution, ...attributes };
}

/** Attributes that the conventions require if the request has them. */
const REQUIRED_OF_REQUEST = [
  names.GEN_AI_REQUEST_STREAM,
  names.GEN_AI_REQUEST_CHOICE_COUNT,
  names.GEN_AI_REQUEST_SEED,
  names.GEN_AI_OUTPUT_TYPE,
  names.GEN_AI_CONVERSATION_ID,
  names.OPENAI_REQUEST_SERVICE_TIER,
];

/** Sets the attributes that a span needs even if the SDK lets it have few. */
export function setRequiredAttributes(sink: AttributeSink, target: Target, request: Attributes): void {
  sink.set(names.GEN_AI_SYSTEM, providerName(target));
  for (const name of REQUIRED_OF_REQUEST) sink.set(name, request[name]);
}

/** Where a call goes, and the attributes of its request. */
interface DescribedRequest {
  readonly target: Target;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  readonly requestAttributes: Attributes;
}

/** Sets the rest of the attributes of a request. */
export function setOtherRequestAttributes(attributes: AttributeSink, request: DescribedRequest): void {
  const { requestAttributes, target, deployment, apiVersion } = request;
  attributes.set(names.AZURE_OPENAI_DEPLOYMENT, deployment);
  for (const name of Object.keys(requestAttributes)) {
    if (!REQUIRED_OF_REQUEST.includes(name)) attributes.set(name, requestAttributes[name]);
  }
  setTargetAttributes(attributes, target);
  attributes.set(names.AZURE_OPENAI_API_VERSION, apiVersion);
}

/** Sets what else a span says of where its call goes. */
export function setTargetAttributes(sink: AttributeSink, target: Target): void {
  if (target.azure) sink.set(names.AZURE_RESOURCE_PROVIDER_NAMESPACE, 'Microsoft.CognitiveServices');
  sink.set(names.AZURE_OPENAI_RESOURCE, target.resource);
}
