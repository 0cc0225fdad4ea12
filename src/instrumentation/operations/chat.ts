import { type JsonObject, asArray, asNumber, asObject } from '../json.ts';
import { chatMessages } from '../messages/index.ts';
import * as names from '../semconv/attributes.ts';
import { type ChoiceShape, ChoicesFold } from './choices-fold.ts';
import { choicesResult } from './choices.ts';
import type { Operation, OperationRequest } from './operation.ts';
import { choiceCount, readOutputType, requestedTier, samplingAttributes } from './request.ts';

const shape: ChoiceShape = {
  object: 'chat.completion',
  delta: (choice) => asObject(choice['delta']),
  whole: (message) => ({ message }),
};

/** `chat.completions.create`: https://learn.microsoft.com/azure/ai-foundry/openai/reference#chat-completions */
export const chat: Operation = {
  name: 'chat',
  resource: ['Chat', 'Completions'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: true,
  canBeRouted: true,
  asksForStreamUsage: true,
  request: chatRequest,
  result: choicesResult,
  messages: chatMessages,
  fold: (contentLimit) => new ChoicesFold(shape, contentLimit),
};

function chatRequest(body: JsonObject): OperationRequest {
  const attributes = samplingAttributes(body);
  attributes[names.OPENAI_API_TYPE] = 'chat_completions';
  attributes[names.OPENAI_REQUEST_SERVICE_TIER] = requestedTier(body);
  attributes[names.GEN_AI_REQUEST_MAX_TOKENS] = asNumber(body['max_completion_tokens']) ?? asNumber(body['max_tokens']);
  attributes[names.GEN_AI_OUTPUT_TYPE] =
    readOutputType(body['response_format']) ?? (asArray(body['modalities'])?.includes('audio') ? 'speech' : undefined);
  attributes[names.GEN_AI_REQUEST_CHOICE_COUNT] = choiceCount(body);
  return { attributes, ...(asObject(body['web_search_options']) && { billing: { searchesWeb: true } }) };
}
