import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import { type MessageMapping, responseFinishReason, responsesMessages } from '../messages/index.ts';
import * as names from '../semconv/attributes.ts';
import { EventFold, type EventShape } from './event-fold.ts';
import type { Operation, OperationRequest, OperationResult } from './operation.ts';
import { samplingAttributes } from './request.ts';

const events: EventShape = {
  // The names of the preview and of the released API.
  deltas: [
    'response.text.delta',
    'response.output_text.delta',
    'response.audio_transcript.delta',
    'response.output_audio_transcript.delta',
    'response.function_call_arguments.delta',
  ],
  media: ['response.audio.delta', 'response.output_audio.delta'],
  last: ['response.done'],
  snapshot: 'response',
};

/** Only the messages of the request itself. The service keeps the earlier turns of the conversation. */
const messages: MessageMapping = {
  ...responsesMessages,
  output: (response) => responsesMessages.output(asResponse(response)),
};

/**
 * One response of a Realtime session.
 *
 * @param session has the model from the session's events; the events of a response have none
 */
export function createRealtimeOperation(session: { readonly model?: string | undefined }): Operation {
  return {
    name: 'chat',
    resource: [],
    method: 'send',
    deploymentInPath: true,
    isCompletion: true,
    echoesDeployment: true,
    request: realtimeRequest,
    messages,
    result: (response) => realtimeResult(response, session.model),
    fold: (contentLimit) => new EventFold(events, contentLimit),
  };
}

function realtimeRequest(response: JsonObject): OperationRequest {
  const modalities = asArray(response['output_modalities'] ?? response['modalities']);
  const conversation = asText(response['conversation']);
  return {
    attributes: {
      ...samplingAttributes(response),
      [names.GEN_AI_REQUEST_STREAM]: true,
      [names.GEN_AI_REQUEST_MAX_TOKENS]: asNumber(response['max_output_tokens']),
      [names.GEN_AI_OUTPUT_TYPE]: modalities && (modalities.includes('audio') ? 'speech' : 'text'),
      [names.GEN_AI_CONVERSATION_ID]: conversation === 'auto' || conversation === 'none' ? undefined : conversation,
    },
  };
}

function realtimeResult(response: JsonObject, sessionModel: string | undefined): OperationResult {
  const details = asObject(response['status_details']);
  const isCancelled = response['status'] === 'cancelled';
  const finishReason = isCancelled ? undefined : responseFinishReason(asResponse(response));
  return {
    id: asText(response['id']),
    model: sessionModel,
    finishReasons: finishReason === undefined ? undefined : [finishReason],
    usage: response['usage'],
    error: response['error'] ?? details?.['error'] ?? undefined,
    attributes: {
      [names.GEN_AI_CONVERSATION_ID]: asText(response['conversation_id']),
      // The application cancelled it, or the user started to speak.
      ...(isCancelled && { [names.AZURE_OPENAI_OUTCOME]: 'cancelled' }),
    },
  };
}

/** Converts a response to the form of the Responses API, which has the reason of an incomplete one in another field. */
function asResponse(response: JsonObject): JsonObject {
  return { ...response, incomplete_details: response['status_details'] };
}
