import * as names from '../attributes.ts';
import type { CallRequest, CallResult, JsonObject, Operation } from '../internal-types.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';
import { responsesMessages } from '../messages/index.ts';
import { EventFold, type EventShape } from './event-fold.ts';
import { requestedTier, samplingAttributes, streamAttributes, typeOfFormat } from './request.ts';

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
  echoesDeployment: true,
  request: responsesRequest,
  result: responsesResult,
  messages: responsesMessages,
  fold: (contentLimit) => new EventFold(events, contentLimit),
};

/** One response over a WebSocket, which always comes as events. */
export const responsesTurn: Operation = {
  ...responses,
  request: (body) => {
    const { attributes } = responsesRequest(body);
    return { attributes: { ...attributes, [names.GEN_AI_REQUEST_STREAM]: true } };
  },
};

/**
 * `responses.retrieve`: a look at a background response, or the rest of its stream. The conventions have its tokens
 * reported by nobody, since each look would count them again.
 */
export const fetchResponse: Operation = {
  name: 'fetch_response',
  resource: ['Responses'],
  method: 'retrieve',
  deploymentInPath: false,
  isCompletion: false,
  isBilled: false,
  requestArgument: 1,
  request: (query, [id]) => ({
    attributes: {
      ...streamAttributes(query),
      [names.OPENAI_API_TYPE]: 'responses',
      [names.GEN_AI_RESPONSE_ID]: asText(id),
    },
  }),
  result: (response) => ({ ...responsesResult(response), usage: undefined }),
  fold: (contentLimit) => new EventFold(events, contentLimit),
};

function responsesRequest(body: JsonObject): CallRequest {
  const conversation = asText(body['conversation']) ?? asText(asObject(body['conversation'])?.['id']);
  return {
    attributes: {
      ...samplingAttributes(body),
      [names.OPENAI_API_TYPE]: 'responses',
      [names.OPENAI_REQUEST_SERVICE_TIER]: requestedTier(body),
      [names.GEN_AI_CONVERSATION_ID]: conversation,
      [names.GEN_AI_REQUEST_MAX_TOKENS]: asNumber(body['max_output_tokens']),
      [names.GEN_AI_OUTPUT_TYPE]: typeOfFormat(asObject(body['text'])?.['format']),
    },
  };
}

function responsesResult(response: JsonObject): CallResult {
  const finishReason = finishReasonOf(response);
  return {
    id: asText(response['id']),
    model: asText(response['model']),
    finishReasons: finishReason === undefined ? undefined : [finishReason],
    usage: response['usage'],
    serviceTier: asText(response['service_tier']),
    promptFilter: filterOf(response, 'prompt'),
    completionFilters: [filterOf(response, 'completion')].filter((filter) => filter !== undefined),
    error: response['error'] ?? undefined,
  };
}

/** In the terms of the conventions, as a response has a status in the place of a finish reason; none while it runs. */
export function finishReasonOf(response: JsonObject): string | undefined {
  const isToolCall = (item: unknown): boolean => asText(asObject(item)?.['type'])?.endsWith('_call') ?? false;
  switch (response['status']) {
    case 'completed':
      return isToolCall(asArray(response['output'])?.at(-1)) ? 'tool_calls' : 'stop';
    case 'incomplete': {
      const reason = asText(asObject(response['incomplete_details'])?.['reason']);
      return reason === 'max_output_tokens' ? 'length' : (reason ?? 'error');
    }
    case 'failed':
    case 'cancelled':
      return 'error';
    default:
      return undefined;
  }
}

/** Azure's verdicts: `content_filters: [{source_type: 'prompt' | 'completion', content_filter_results}]`. */
function filterOf(response: JsonObject, source: string): unknown {
  const filters = asArray(response['content_filters'])?.map(asObject);
  return filters?.find((filter) => filter?.['source_type'] === source)?.['content_filter_results'];
}
