import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';

/** In the order of Elastic's documents. */
const CATEGORIES = ['self_harm', 'sexual', 'hate', 'violence'] as const;

/**
 * Writes `content_filtered_categories`, the list of `{category_name, severity}` that Elastic's dashboard on content
 * filtering counts: for a response, what was filtered of any choice; for a refused prompt, beside its
 * `content_filter_result`. Absent if nothing was filtered.
 */
export function addFilteredCategories(response: JsonObject): void {
  const choices = response['choices'];
  if (Array.isArray(choices)) {
    const found = choices.flatMap((choice) => (isJsonObject(choice) ? filtered(choice['content_filter_results']) : []));
    if (found.length > 0) response['content_filtered_categories'] = found;
  }
  const error = response['error'];
  const inner = isJsonObject(error) ? error['innererror'] : undefined;
  if (!isJsonObject(inner)) return;
  const found = filtered(inner['content_filter_result']);
  if (found.length > 0) inner['content_filtered_categories'] = found;
}

function filtered(results: JsonValue | undefined): JsonObject[] {
  if (!isJsonObject(results)) return [];
  const found: JsonObject[] = [];
  for (const name of CATEGORIES) {
    const verdict = results[name];
    if (!isJsonObject(verdict) || verdict['filtered'] !== true) continue;
    const { severity } = verdict;
    found.push(severity === undefined ? { category_name: name } : { category_name: name, severity });
  }
  return found;
}
