import { type JsonObject, asNumber } from '../json.ts';
import { completionsMessages } from '../messages/index.ts';
import * as names from '../semconv/attributes.ts';
import { type ChoiceShape, ChoicesFold } from './choices-fold.ts';
import { choicesResult } from './choices.ts';
import type { Operation, OperationRequest } from './operation.ts';
import { choiceCount, samplingAttributes } from './request.ts';

const shape: ChoiceShape = {
  object: 'text_completion',
  delta: (choice) => (typeof choice['text'] === 'string' ? { text: choice['text'] } : undefined),
  whole: (merged) => merged,
};

/** `completions.create`, the legacy API: https://learn.microsoft.com/azure/ai-foundry/openai/reference#completions */
export const completions: Operation = {
  name: 'text_completion',
  resource: ['Completions'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: true,
  modelAliases: new Map([['ada', 'text-ada-001']]),
  asksForStreamUsage: true,
  request: completionsRequest,
  result: choicesResult,
  messages: completionsMessages,
  fold: (contentLimit) => new ChoicesFold(shape, contentLimit),
};

function completionsRequest(body: JsonObject): OperationRequest {
  return {
    attributes: {
      ...samplingAttributes(body),
      [names.GEN_AI_REQUEST_MAX_TOKENS]: asNumber(body['max_tokens']),
      [names.GEN_AI_REQUEST_CHOICE_COUNT]: choiceCount(body),
    },
  };
}
