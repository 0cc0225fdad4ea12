import type { Attributes } from '@opentelemetry/api';
import { type Cost, type TokenCounts, readUsage } from '../pricing/index.ts';
import * as names from './attributes.ts';
import type { CallStart } from './call-start.ts';
import { inReadingOrder, recordable, toJson, withoutBytes } from './content.ts';
import { runHook } from './hooks.ts';
import type { CallResult, JsonObject } from './internal-types.ts';
import { asObject, asText } from './json.ts';
import { costOf, setCostAttributes, setResultAttributes, setTutorialAttributes } from './result-attributes.ts';
import type { DeploymentFacts } from './types.ts';

/** What a response makes of a call. */
export interface CallResponse {
  readonly result: CallResult;
  readonly tokens: TokenCounts | undefined;
  /** Undefined for what is not billed, or holds an error. */
  readonly cost: Cost | undefined;
  /** `error.type` of a body that holds an error in the place of a result, though its status was 200. */
  readonly errorType: string | undefined;
}

/**
 * Reads a response, whole or put together from the chunks of a stream, also of one that was broken off, and puts what it
 * tells on the span.
 *
 * @param headers the attributes that Azure's headers have become
 */
export function readResponse(start: CallStart, response: JsonObject, headers: Attributes): CallResponse {
  const { operation, settings, completionCount, attributes } = start;
  // The hook comes first: it may change what is recorded.
  captureMessages(start, response);
  const result = operation.result(response);
  const tokens = readUsage(result.usage);
  const errorType = result.error == null ? undefined : bodyErrorType(result);
  const facts = deploymentFacts(start, headers);
  const cost = errorType === undefined ? billOf(start, result, facts, headers) : undefined;
  // What matters most comes first: an SDK drops what is set beyond its limit of attributes.
  attributes.set(names.ERROR_TYPE, errorType);
  if (errorType === undefined) setTutorialAttributes(attributes, completionCount, result, tokens, cost);
  attributes.set(names.RESPONSE, content(start, response));
  setResultAttributes(attributes, result, tokens, settings.newestConventions);
  if (cost) setCostAttributes(attributes, cost);
  if (cost?.total !== undefined && isEstimate(start, result, facts)) {
    attributes.set(names.AZURE_OPENAI_COST_ESTIMATED, true);
  }
  return { result, tokens, cost, errorType };
}

function captureMessages({ span, operation, settings, messages }: CallStart, response: JsonObject): void {
  if (messages && operation.messages) messages.outputMessages = operation.messages.output(response);
  runHook('responseHook', settings.responseHook, span, { operation: operation.name, response, ...messages });
}

function billOf(
  { operation, billed, settings }: CallStart,
  result: CallResult,
  facts: DeploymentFacts | undefined,
  headers: Attributes,
): Cost | undefined {
  if (operation.isBilled === false) return undefined;
  return costOf(result, result.usage ?? billed, facts, asText(headers[names.AZURE_OPENAI_REGION]), settings);
}

/** Where Azure tells the deployment's name for the model's, and the user does not tell the model. */
function isEstimate(
  { operation, deployment }: CallStart,
  result: CallResult,
  facts: DeploymentFacts | undefined,
): boolean {
  return operation.echoesDeployment === true && !facts?.model && result.model === deployment;
}

/** Of the deployment that served the call: a provisioned one may have spilled over to a standard one. */
function deploymentFacts({ deployment, settings }: CallStart, headers: Attributes): DeploymentFacts | undefined {
  const served = headers[names.AZURE_OPENAI_SPILLED_OVER] && headers[names.AZURE_OPENAI_SERVED_DEPLOYMENT];
  const name = asText(served) ?? deployment;
  return name !== undefined && Object.hasOwn(settings.deployments, name) ? settings.deployments[name] : undefined;
}

function content({ span, operation, settings }: CallStart, response: JsonObject): string | undefined {
  if (!settings.captureResponse || !span.isRecording()) return undefined;
  const whole = operation.content ? operation.content(response) : response;
  const json = whole && toJson(inReadingOrder(whole));
  return json === undefined ? undefined : recordable(withoutBytes(json), 'response', settings);
}

function bodyErrorType(result: CallResult): string {
  return asText(asObject(result.error)?.['code']) ?? '_OTHER';
}
