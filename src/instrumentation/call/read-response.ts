import { type Cost, type TokenCounts, readUsage } from '../../pricing/index.ts';
import * as names from '../semconv/attributes.ts';
import { type RequestedModel, finishedInBackground } from '../billing/background.ts';
import { calculateBill, setCostAttributes } from '../billing/bill.ts';
import type { CallContext } from './types.ts';
import { inReadingOrder, recordable, toJson, omitBinary } from '../messages/content.ts';
import { runHook } from './hooks.ts';
import type { OperationResult } from '../operations/operation.ts';
import type { JsonObject } from '../json.ts';
import { asObject, asText } from '../json.ts';
import type { AzureHeaders } from '../attributes/response-headers.ts';
import { setResultAttributes, setTutorialAttributes } from '../attributes/result-attributes.ts';

/** What a response makes of a call. */
export interface CallResponse {
  readonly result: OperationResult;
  readonly tokens: TokenCounts | undefined;
  /** Undefined for what this call does not count, or what holds an error. */
  readonly cost: Cost | undefined;
  /** What was called to create the response; undefined if this call does not count it. */
  readonly requested: RequestedModel | undefined;
  /** `error.type` of a body that holds an error in the place of a result, though its status was 200. */
  readonly errorType: string | undefined;
}

/**
 * Reads a response, whole or put together from the chunks of a stream, also of one that was broken off, and puts what it
 * tells on the span.
 *
 */
export function readResponse(start: CallContext, response: JsonObject, headers: AzureHeaders): CallResponse {
  const { operation, settings, completionCount, attributes } = start;
  // The hook comes first: it may change what is recorded.
  captureMessages(start, response);
  const result = operation.result(response);
  const requested = countedBy(start, result);
  const tokens = requested && readUsage(result.usage);
  const errorType = result.error == null ? undefined : bodyErrorType(result);
  const bill = requested && errorType === undefined ? calculateBill(start, result, requested, headers) : undefined;
  // What matters most comes first: an SDK drops what is set beyond its limit of attributes.
  attributes.set(names.ERROR_TYPE, errorType);
  if (errorType === undefined) setTutorialAttributes(attributes, completionCount, result, tokens, bill?.cost);
  attributes.set(names.RESPONSE, content(start, response));
  setResultAttributes(attributes, result, tokens, settings.newestConventions);
  if (bill) setCostAttributes(attributes, bill);
  else if (result.isPending && start.billing.background) {
    attributes.set(names.AZURE_OPENAI_COST_ABSENT_REASON, 'not_finished');
  }
  if (requested && operation.retrievesResponse) attributes.set(names.AZURE_OPENAI_DEPLOYMENT, requested.deployment);
  return { result, tokens, cost: bill?.cost, requested, errorType };
}

/** What was called to create the response, if this call counts its tokens and cost: each response is counted once. */
function countedBy(start: CallContext, result: OperationResult): RequestedModel | undefined {
  if (start.operation.retrievesResponse) return finishedInBackground(result);
  const { background } = start.billing;
  return background && !background.countsResult(result) ? undefined : start.requested;
}

function captureMessages({ span, operation, settings, messages }: CallContext, response: JsonObject): void {
  if (messages && operation.messages) messages.outputMessages = operation.messages.output(response);
  runHook('responseHook', settings.responseHook, span, { operation: operation.name, response, ...messages });
}

function content({ span, operation, settings }: CallContext, response: JsonObject): string | undefined {
  if (!settings.captureResponse || !span.isRecording()) return undefined;
  const whole = operation.content ? operation.content(response) : response;
  const json = whole && toJson(inReadingOrder(whole));
  return json === undefined ? undefined : recordable(omitBinary(json), 'response', settings);
}

function bodyErrorType(result: OperationResult): string {
  return asText(asObject(result.error)?.['code']) ?? '_OTHER';
}
