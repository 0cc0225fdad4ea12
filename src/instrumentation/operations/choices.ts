import * as names from '../semconv/attributes.ts';
import { WorstVerdicts } from './content-filter.ts';
import type { OperationResult } from './operation.ts';
import type { JsonObject } from '../json.ts';
import { asArray, asNumber, asObject, asText } from '../json.ts';

/** The result of an operation that answers with `choices`: chat completions and legacy completions. */
export function choicesResult(response: JsonObject): OperationResult {
  const choices = asArray(response['choices'])?.map(asObject);
  const citations = choices?.reduce((sum, choice) => sum + countCitations(choice), 0);
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
    // The answer does not tell how often it searched.
    ...(choices?.some(citesWeb) && { tools: { webSearches: null } }),
    error: response['error'],
    ...(citations && { attributes: { [names.AZURE_OPENAI_CITATIONS]: citations } }),
  };
}

/** Of a whole choice, or of one put together from chunks, which tells the number. */
function countCitations(choice: JsonObject | undefined): number {
  return asNumber(choice?.['citation_count']) ?? countMessageCitations(asObject(choice?.['message']));
}

/** On Your Data: the documents that a message, or a piece of one, cites. */
export function countMessageCitations(message: JsonObject | undefined): number {
  return asArray(asObject(message?.['context'])?.['citations'])?.length ?? 0;
}

/** Of a whole choice, or of one put together from chunks. */
function citesWeb(choice: JsonObject | undefined): boolean {
  return choice?.['cites_web'] === true || hasWebCitation(asObject(choice?.['message']));
}

/** Of a message, or a piece of one. */
export function hasWebCitation(message: JsonObject | undefined): boolean {
  return asArray(message?.['annotations'])?.some((item) => asObject(item)?.['type'] === 'url_citation') ?? false;
}

/** One entry a prompt, as `prompt_annotations` before api-version 2023-12-01; the worst verdict of each category holds. */
function promptFilter(response: JsonObject): JsonObject | undefined {
  const entries = asArray(response['prompt_filter_results']) ?? asArray(response['prompt_annotations']) ?? [];
  if (entries.length === 1) return asObject(asObject(entries[0])?.['content_filter_results']);
  const worst = new WorstVerdicts();
  for (const entry of entries) worst.add(asObject(entry)?.['content_filter_results']);
  return worst.results;
}
