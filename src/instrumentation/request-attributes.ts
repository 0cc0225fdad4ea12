import type { Attributes } from '@opentelemetry/api';
import { type Attribution, NO_ATTRIBUTION } from './attribution/index.ts';
import * as names from './attributes.ts';
import { type Target, providerOf } from './azure-client.ts';
import type { AttributeSink } from './span-attributes.ts';

/**
 * The attributes that a span starts with, since samplers decide by them: those of which the conventions ask it. All
 * others are told later, to spans that are recorded; the SDK copies twice what a span starts with.
 */
export function startAttributes(
  operation: string,
  model: string | undefined,
  target: Target,
  attribution: Attribution,
): Attributes {
  const attributes = {
    [names.GEN_AI_OPERATION_NAME]: operation,
    [names.GEN_AI_PROVIDER_NAME]: providerOf(target),
    [names.GEN_AI_REQUEST_MODEL]: model,
    [names.SERVER_ADDRESS]: target.address,
    [names.SERVER_PORT]: target.port,
  };
  return attribution === NO_ATTRIBUTION ? attributes : { ...attribution, ...attributes };
}

/** What else a span says of where its call goes. */
export function setTargetAttributes(sink: AttributeSink, target: Target): void {
  sink.set(names.GEN_AI_SYSTEM, providerOf(target));
  if (target.azure) sink.set(names.AZURE_RESOURCE_PROVIDER_NAMESPACE, 'Microsoft.CognitiveServices');
  sink.set(names.AZURE_OPENAI_RESOURCE, target.resource);
}
