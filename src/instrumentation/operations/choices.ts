import { type JsonObject, asArray, asNumber, asObject, asText } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import { WorstVerdicts } from './content-filter.ts';
import type { OperationResult } from './operation.ts';

/** Reads a response with `choices`: of chat completions and legacy completions. */
export function choicesResult(response: JsonObject): OperationResult {
  const choices = asArray(response['choices'])?.map(asObject);
  const citations = choices?.reduce((sum, choice) => sum + countCitations(choice), 0);
  return {
    id: asText(response['id']),
    model: asText(response['model']),
    // `error` is the conventions' placeholder for a missing reason, as in a stream that broke off.
    finishReasons: choices?.map((choice) => asText(choice?.['finish_reason']) ?? 'error'),
    usage: response['usage'],
    serviceTier: asText(response['service_tier']),
    systemFingerprint: asText(response['system_fingerprint']),
    promptFilter: readPromptFilter(response),
    completionFilters: choices?.map((choice) => choice?.['content_filter_results']),
    // The response does not state how often it searched.
    ...(choices?.some(citesWeb) && { tools: { webSearches: null } }),
    error: response['error'],
    ...(citations && { attributes: { [names.AZURE_OPENAI_CITATIONS]: citations } }),
  };
}

/** Accepts the choice of a response, or the one that a fold assembled, which has the number. */
function countCitations(choice: JsonObject | undefined): number {
  return asNumber(choice?.['citation_count']) ?? countMessageCitations(asObject(choice?.['message']));
}

/** On Your Data: counts the documents that a message or a delta cites. */
export function countMessageCitations(message: JsonObject | undefined): number {
  return asArray(asObject(message?.['context'])?.['citations'])?.length ?? 0;
}

/** Accepts the choice of a response, or the one that a fold assembled. */
function citesWeb(choice: JsonObject | undefined): boolean {
  return choice?.['cites_web'] === true || hasWebCitation(asObject(choice?.['message']));
}

/** Accepts a message or a delta. */
export function hasWebCitation(message: JsonObject | undefined): boolean {
  return asArray(message?.['annotations'])?.some((item) => asObject(item)?.['type'] === 'url_citation') ?? false;
}

/**
 * Returns the worst verdict of each category over all prompts. The field is `prompt_annotations` before API version
 * 2023-12-01.
 */
function readPromptFilter(response: JsonObject): JsonObject | undefined {
  const entries = asArray(response['prompt_filter_results']) ?? asArray(response['prompt_annotations']) ?? [];
  if (entries.length === 1) return asObject(asObject(entries[0])?.['content_filter_results']);
  const worst = new WorstVerdicts();
  for (const entry of entries) worst.add(asObject(entry)?.['content_filter_results']);
  return worst.results;
}
