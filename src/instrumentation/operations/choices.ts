import { mergeFilterResults } from '../content-filter.ts';
import type { CallResult, JsonObject } from '../internal-types.ts';
import { asArray, asObject, asText } from '../json.ts';

/** The result of an operation that answers with `choices`: chat completions and legacy completions. */
export function choicesResult(response: JsonObject): CallResult {
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
