import { type Cost, type TokenCounts, readUsage } from '../../pricing/index.ts';
import { setOtherRequestAttributes, setRetryAttributes } from '../attributes/request-attributes.ts';
import { type AzureHeaders, setHeaderAttributes } from '../attributes/response-headers.ts';
import { setResultAttributes, setTutorialAttributes, setVerdictAttributes } from '../attributes/result-attributes.ts';
import { type RequestedModel, takeFinishedBackgroundResponse } from '../billing/background.ts';
import { type Bill, calculateBill, setCostAttributes } from '../billing/bill.ts';
import { type JsonObject, asObject, asText } from '../json.ts';
import { omitBinaryFields, orderResponse, prepareContent, toJson } from '../messages/content.ts';
import type { OperationResult } from '../operations/operation.ts';
import { safely } from '../safely.ts';
import * as names from '../semconv/attributes.ts';
import type { CallContext } from './types.ts';

/** A response as it was recorded. */
export interface CallResponse {
  readonly result: OperationResult;
  /** Undefined if this call does not count the response. */
  readonly tokens: TokenCounts | undefined;
  /** Undefined if this call does not count the response, or if the response holds an error. */
  readonly cost: Cost | undefined;
  /** The names of the model, by the request that created the response; undefined if this call does not count it. */
  readonly requested: RequestedModel | undefined;
  /** `error.type` of a body with status 200 that holds an error instead of a result. */
  readonly errorType: string | undefined;
}

/**
 * Reads a response and sets its attributes on the span.
 *
 * @param response the whole response, or the one that was assembled from a stream, which may be a part
 */
export function readResponse(call: CallContext, response: JsonObject, headers: AzureHeaders): CallResponse {
  const { operation } = call;
  // The hook runs first: it may change the messages.
  captureMessages(call, response);
  const result = operation.result(response);
  const requested = findCountedModel(call, result);
  const tokens = requested && readUsage(result.usage);
  const errorType = result.error == null ? undefined : (asText(asObject(result.error)?.['code']) ?? '_OTHER');
  const bill = requested && errorType === undefined ? calculateBill(call, result, requested, headers) : undefined;
  const read = { result, tokens, cost: bill?.cost, requested, errorType };
  if (call.attributes.isRecorded) setAttributes(call, response, read, bill);
  return read;
}

/** Sets the most important attributes first: an SDK drops those beyond its limit. */
function setAttributes(call: CallContext, response: JsonObject, read: CallResponse, bill: Bill | undefined): void {
  const { operation, settings, completionCount, attributes } = call;
  const { result, tokens, requested, errorType } = read;
  attributes.set(names.ERROR_TYPE, errorType);
  if (errorType === undefined) setTutorialAttributes(attributes, completionCount, result, tokens, bill?.cost);
  attributes.set(names.RESPONSE, readContent(call, response));
  setResultAttributes(attributes, result, tokens, settings.newestConventions);
  if (bill) setCostAttributes(attributes, bill);
  else if (result.isPending && call.billing.background) {
    attributes.set(names.AZURE_OPENAI_COST_ABSENT_REASON, 'not_finished');
  }
  if (requested && operation.retrievesResponse) attributes.set(names.AZURE_OPENAI_DEPLOYMENT, requested.deployment);
}

/**
 * Sets the attributes that an SDK may drop beyond its limit, when a call ends.
 *
 * @param response undefined if no response was read
 */
export function setLastAttributes(call: CallContext, headers: AzureHeaders, response: CallResponse | undefined): void {
  const { span, attempts, attributes } = call;
  setOtherRequestAttributes(attributes, call);
  setHeaderAttributes(attributes, headers);
  if (response) setVerdictAttributes(attributes, response.result);
  if (attempts.retried.length > 0) setRetryAttributes(attributes, span, attempts);
}

/** Returns the requested model if this call counts tokens and cost of the response. Each response is counted once. */
function findCountedModel(call: CallContext, result: OperationResult): RequestedModel | undefined {
  if (call.operation.retrievesResponse) return takeFinishedBackgroundResponse(result);
  const { background } = call.billing;
  return background && !background.countsResult(result) ? undefined : call.requested;
}

function captureMessages({ span, operation, settings, messages }: CallContext, response: JsonObject): void {
  if (messages && operation.messages) messages.outputMessages = operation.messages.output(response);
  const { responseHook } = settings;
  if (responseHook) {
    safely('responseHook', () => responseHook(span, { operation: operation.name, response, ...messages }));
  }
}

function readContent({ span, operation, settings }: CallContext, response: JsonObject): string | undefined {
  if (!settings.captureResponse || !span.isRecording()) return undefined;
  const content = operation.content ? operation.content(response) : response;
  const json = content && toJson(orderResponse(content));
  return json === undefined ? undefined : prepareContent(omitBinaryFields(json), 'response', settings);
}
