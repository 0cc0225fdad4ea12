import { type JsonObject, asArray, asNumber, asObject, asText, readWithoutGetters } from '../json.ts';
import { responseFinishReason, responsesMessages } from '../messages/index.ts';
import * as names from '../semconv/attributes.ts';
import { EventFold, type EventShape } from './event-fold.ts';
import type { Operation, OperationRequest, OperationResult, RequestBilling } from './operation.ts';
import { readOutputType, requestedTier, samplingAttributes, streamAttributes } from './request.ts';
import { findImageTools, listImageModels, listUnknownTools, readToolUse } from './tool-use.ts';

const events: EventShape = {
  deltas: [
    'response.output_text.delta',
    'response.refusal.delta',
    'response.function_call_arguments.delta',
    'response.reasoning_summary_text.delta',
    'response.reasoning_text.delta',
  ],
  last: ['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'],
  snapshot: 'response',
};

/** `responses.create`, streamed or not; `responses.parse` and the stream helper call it. */
export const responses: Operation = {
  name: 'chat',
  resource: ['Responses'],
  method: 'create',
  deploymentInPath: false,
  isCompletion: true,
  canBeRouted: true,
  echoesDeployment: true,
  request: responsesRequest,
  result: responsesResult,
  messages: responsesMessages,
  fold: (contentLimit) => new EventFold(events, contentLimit),
};

/** One response over a WebSocket. It is always sent as events. */
export const responsesTurn: Operation = {
  ...responses,
  request: (body) => {
    const { attributes } = responsesRequest(body);
    return { attributes: { ...attributes, [names.GEN_AI_REQUEST_STREAM]: true } };
  },
};

/**
 * `responses.retrieve`, which returns a background response or the rest of its stream. According to the conventions, such
 * a call reports no tokens, since each one would count them again. Here, the first call that sees the response finished
 * counts them, if this process created it.
 */
export const fetchResponse: Operation = {
  name: 'fetch_response',
  resource: ['Responses'],
  method: 'retrieve',
  deploymentInPath: false,
  isCompletion: false,
  canBeRouted: true,
  echoesDeployment: true,
  retrievesResponse: true,
  requestArgument: 1,
  request: (query, [id]) => ({
    attributes: {
      ...streamAttributes(query),
      [names.OPENAI_API_TYPE]: 'responses',
      [names.GEN_AI_RESPONSE_ID]: asText(id),
    },
  }),
  result: responsesResult,
  fold: (contentLimit) => new EventFold(events, contentLimit),
};

/** `responses.cancel`, which returns the response too. */
export const cancelResponse: Operation = { ...fetchResponse, name: 'cancel_response', method: 'cancel' };

function responsesRequest(body: JsonObject): OperationRequest {
  const conversation = asText(body['conversation']) ?? asText(asObject(body['conversation'])?.['id']);
  return {
    attributes: {
      ...samplingAttributes(body),
      [names.OPENAI_API_TYPE]: 'responses',
      [names.OPENAI_REQUEST_SERVICE_TIER]: requestedTier(body),
      [names.GEN_AI_CONVERSATION_ID]: conversation,
      [names.GEN_AI_REQUEST_MAX_TOKENS]: asNumber(body['max_output_tokens']),
      [names.GEN_AI_OUTPUT_TYPE]: readOutputType(asObject(body['text'])?.['format']),
    },
    billing: { isBackground: body['background'] === true, ...readImageModels(body) },
  };
}

/** The tools are objects of the application, which may have getters. */
function readImageModels(body: JsonObject): RequestBilling | undefined {
  const tools = asArray(body['tools'])?.map((tool) => readWithoutGetters(asObject(tool) ?? {}));
  return findImageTools(tools).length > 0 ? { imageModels: listImageModels(tools) } : undefined;
}

function responsesResult(response: JsonObject): OperationResult {
  const finishReason = responseFinishReason(response);
  return {
    id: asText(response['id']),
    model: asText(response['model']),
    finishReasons: finishReason === undefined ? undefined : [finishReason],
    usage: response['usage'],
    serviceTier: asText(response['service_tier']),
    tools: readToolUse(response),
    uncounted: listUnknownTools(response),
    isPending: response['status'] === 'queued' || response['status'] === 'in_progress',
    promptFilter: findFilter(response, 'prompt'),
    completionFilters: [findFilter(response, 'completion')].filter((filter) => filter !== undefined),
    error: response['error'] ?? undefined,
  };
}

/** Finds a verdict of Azure in `content_filters: [{source_type: 'prompt' | 'completion', content_filter_results}]`. */
function findFilter(response: JsonObject, source: string): unknown {
  const filters = asArray(response['content_filters'])?.map(asObject);
  return filters?.find((filter) => filter?.['source_type'] === source)?.['content_filter_results'];
}
