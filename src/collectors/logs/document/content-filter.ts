import type { JsonObject, JsonValue } from '../../contracts/document.ts';
import { isObject } from './clean.ts';

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
    const found = choices.flatMap((choice) => (isObject(choice) ? filtered(choice['content_filter_results']) : []));
    if (found.length > 0) response['content_filtered_categories'] = found;
  }
  const error = response['error'];
  const inner = isObject(error) ? error['innererror'] : undefined;
  if (!isObject(inner)) return;
  const found = filtered(inner['content_filter_result']);
  if (found.length > 0) inner['content_filtered_categories'] = found;
}

function filtered(results: JsonValue | undefined): JsonObject[] {
  if (!isObject(results)) return [];
  const found: JsonObject[] = [];
  for (const name of CATEGORIES) {
    const verdict = results[name];
    if (!isObject(verdict) || verdict['filtered'] !== true) continue;
    const { severity } = verdict;
    found.push(severity === undefined ? { category_name: name } : { category_name: name, severity });
  }
  return found;
}
