import type { Attributes } from '@opentelemetry/api';
import * as names from '../attributes.ts';
import { mergeFilterResults } from '../content-filter.ts';
import type { CallResult, JsonObject, Operation } from '../internal-types.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';
import { ChatFold } from './chat-fold.ts';
import { samplingAttributes } from './request.ts';

/** `chat.completions.create`: https://learn.microsoft.com/azure/ai-foundry/openai/reference#chat-completions */
export const chat: Operation = {
  name: 'chat',
  resource: ['Chat', 'Completions'],
  method: 'create',
  deploymentInPath: true,
  isCompletion: true,
  streamUsageOnRequest: true,
  requestAttributes: chatRequestAttributes,
  result: chatResult,
  fold: (contentLimit) => new ChatFold(contentLimit),
};

function chatRequestAttributes(body: JsonObject): Attributes {
  const choices = asNumber(body['n']);
  const tier = asText(body['service_tier']);
  return {
    ...samplingAttributes(body),
    [names.OPENAI_API_TYPE]: 'chat_completions',
    [names.GEN_AI_REQUEST_MAX_TOKENS]: asNumber(body['max_completion_tokens']) ?? asNumber(body['max_tokens']),
    [names.GEN_AI_OUTPUT_TYPE]: outputType(body),
    ...(choices !== undefined && choices !== 1 && { [names.GEN_AI_REQUEST_CHOICE_COUNT]: choices }),
    ...(tier !== undefined && tier !== 'auto' && { [names.OPENAI_REQUEST_SERVICE_TIER]: tier }),
  };
}

function outputType(body: JsonObject): string | undefined {
  const format = asText(asObject(body['response_format'])?.['type']);
  if (format === 'json_object' || format === 'json_schema') return 'json';
  if (format === 'text') return 'text';
  return asArray(body['modalities'])?.includes('audio') ? 'speech' : undefined;
}

function chatResult(response: JsonObject): CallResult {
  const choices = asArray(response['choices'])?.map(asObject);
  return {
    id: asText(response['id']),
    model: asText(response['model']),
    // The conventions' placeholder where a reason was due and did not come, as in a stream that was broken off.
    finishReasons: choices?.map((choice) => asText(choice?.['finish_reason']) ?? 'error'),
    usage: response['usage'],
    serviceTier: asText(response['service_tier']),
    systemFingerprint: asText(response['system_fingerprint']),
    promptFilter: promptFilter(response),
    completionFilters: choices?.map((choice) => choice?.['content_filter_results']),
    error: response['error'],
  };
}

/** One entry a prompt, as `prompt_annotations` before api-version 2023-12-01; the worst verdict of each category holds. */
function promptFilter(response: JsonObject): JsonObject | undefined {
  const entries = asArray(response['prompt_filter_results']) ?? asArray(response['prompt_annotations']) ?? [];
  let merged: JsonObject | undefined;
  for (const entry of entries) merged = mergeFilterResults(merged, asObject(entry)?.['content_filter_results']);
  return merged;
}
