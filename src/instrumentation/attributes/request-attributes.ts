import type { Attributes, Span } from '@opentelemetry/api';
import { type Attribution, NO_ATTRIBUTION } from '../attribution/index.ts';
import { type Attempts, retryReason } from '../client/attempts.ts';
import { type Target, providerName } from '../client/target.ts';
import * as names from '../semconv/attributes.ts';
import type { AttributeSink } from './span-attributes.ts';

/**
 * Returns the attributes that a span starts with: the ones that the conventions require at that time, for samplers. All
 * others are set later, and only on recorded spans, since the SDK copies the first ones twice.
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

/** Sets the attributes that have to be there even if the SDK limits a span to a few. */
export function setRequiredAttributes(sink: AttributeSink, target: Target, request: Attributes): void {
  sink.set(names.GEN_AI_SYSTEM, providerName(target));
  for (const name of REQUIRED_OF_REQUEST) sink.set(name, request[name]);
}

/** The part of a call's description that becomes attributes. */
interface DescribedRequest {
  readonly target: Target;
  readonly deployment: string | undefined;
  readonly apiVersion: string | undefined;
  readonly requestAttributes: Attributes;
}

/** Sets the attributes of a request that {@link setRequiredAttributes} does not set. */
export function setOtherRequestAttributes(attributes: AttributeSink, request: DescribedRequest): void {
  const { requestAttributes, target, deployment, apiVersion } = request;
  attributes.set(names.AZURE_OPENAI_DEPLOYMENT, deployment);
  for (const name of Object.keys(requestAttributes)) {
    if (!REQUIRED_OF_REQUEST.includes(name)) attributes.set(name, requestAttributes[name]);
  }
  setTargetAttributes(attributes, target);
  attributes.set(names.AZURE_OPENAI_API_VERSION, apiVersion);
}

/** Sets the attributes of the target that a span does not start with. */
export function setTargetAttributes(sink: AttributeSink, target: Target): void {
  if (target.azure) sink.set(names.AZURE_RESOURCE_PROVIDER_NAMESPACE, 'Microsoft.CognitiveServices');
  sink.set(names.AZURE_OPENAI_RESOURCE, target.resource);
}

/** Sets the attributes of retries, and adds an event for each. Called if there were any. */
export function setRetryAttributes(sink: AttributeSink, span: Span, { all, retried }: Attempts): void {
  sink.set(names.AZURE_OPENAI_RETRY_COUNT, retried.length);
  sink.set(names.AZURE_OPENAI_RETRY_REASONS, retried.map(retryReason));
  for (const [index, attempt] of retried.entries()) {
    span.addEvent(names.AZURE_OPENAI_RETRY_EVENT, {
      [names.AZURE_OPENAI_RETRY_REASON]: retryReason(attempt),
      [names.AZURE_OPENAI_RETRY_DELAY]: all[index + 1]?.waited,
    });
  }
}
