import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { JsonObject } from './internal-types.ts';
import { asArray, asObject, asText } from './json.ts';

/**
 * Azure's content filter verdicts: category → `{filtered, severity}` or `{filtered, detected}`, and for some categories
 * more. Categories that are new to us take the same form.
 * https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter-annotations
 */
export type Verdict = Record<string, string | boolean>;

const SEVERITIES = ['safe', 'low', 'medium', 'high'];

/** Far more than Azure has; what a broken gateway sends must not fill the span. */
const MAX_CATEGORIES = 32;

/** Attributes `{prefix}.{category}.{severity|filtered|detected|…}` of one set of verdicts. */
export function contentFilterAttributes(prefix: string, results: unknown): Attributes {
  const attributes: Attributes = {};
  for (const [category, verdict] of verdicts(results)) {
    for (const [field, value] of Object.entries(verdict)) attributes[`${prefix}.${category}.${field}`] = value;
  }
  return attributes;
}

/**
 * The same attributes of several sets, one for each choice: arrays in the order of the choices, with null where a
 * choice has no such verdict. Arrays, because a span may carry 128 attributes and a request may ask for 128 choices.
 */
export function contentFilterAttributesByChoice(prefix: string, resultsByChoice: readonly unknown[]): Attributes {
  const attributes: Record<string, (string | boolean | null)[]> = {};
  for (const [index, results] of resultsByChoice.entries()) {
    for (const [key, value] of Object.entries(contentFilterAttributes(prefix, results))) {
      attributes[key] ??= Array.from(resultsByChoice, () => null);
      attributes[key][index] = value as string | boolean;
    }
  }
  return attributes as Record<string, AttributeValue>;
}

/** Puts verdicts on parts of one text together (each chunk of a stream has its own): the worst of each category holds. */
export function mergeFilterResults(known: JsonObject | undefined, added: unknown): JsonObject | undefined {
  const results = asObject(added);
  if (!results) return known;
  if (!known) return { ...results };
  for (const category of Object.keys(results)) {
    const before = asObject(known[category]);
    const after = asObject(results[category]);
    known[category] = before && after ? worstOf(before, after) : (results[category] ?? known[category]);
  }
  return known;
}

function worstOf(before: JsonObject, after: JsonObject): JsonObject {
  // The ordinary case, a hundred times in a stream: nothing found, nothing to copy.
  if (after['filtered'] !== true && after['detected'] !== true && severityRank(after) <= severityRank(before)) {
    return before;
  }
  return {
    ...before,
    ...after,
    ...('filtered' in before && { filtered: before['filtered'] === true || after['filtered'] === true }),
    ...('detected' in before && { detected: before['detected'] === true || after['detected'] === true }),
    ...('severity' in before && severityRank(before) > severityRank(after) && { severity: before['severity'] }),
  };
}

function severityRank(verdict: JsonObject): number {
  return SEVERITIES.indexOf(verdict['severity'] as string);
}

/** The verdicts in one set, by category. */
export function verdicts(results: unknown): [category: string, verdict: Verdict][] {
  return Object.entries(asObject(results) ?? {})
    .slice(0, MAX_CATEGORIES)
    .map(([category, value]) => [categoryName(category), verdictOf(value)]);
}

/** Errors of older API versions spell `self-harm`. */
function categoryName(category: string): string {
  return category.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 64);
}

function verdictOf(value: unknown): Verdict {
  if (Array.isArray(value)) return blocklistVerdict(value);
  const found = asObject(value);
  if (!found) return {};
  const verdict: Verdict = blocklistVerdict(asArray(found['details']) ?? []);
  for (const field of ['filtered', 'detected', 'redacted']) {
    const flag = found[field];
    if (typeof flag === 'boolean') verdict[field] = flag;
  }
  // `code` where a category could not be judged: {"error": {"code": "content_filter_error", "message": …}}.
  for (const field of ['severity', 'code']) {
    const text = asText(found[field]);
    if (text) verdict[field] = text.slice(0, 64);
  }
  const citation = asObject(found['citation']);
  const url = asText(citation?.['URL']);
  const license = asText(citation?.['license']);
  if (url) verdict['citation.url'] = url.slice(0, 1024);
  if (license) verdict['citation.license'] = license.slice(0, 1024);
  return verdict;
}

/** `custom_blocklists` is an array of `{filtered, id}` or, by API version, an object with such an array as `details`. */
function blocklistVerdict(details: readonly unknown[]): Verdict {
  const entries = details.map(asObject).filter((entry) => entry !== undefined);
  const ids = entries.map((entry) => asText(entry['id'])).filter((id) => id !== undefined);
  if (ids.length === 0) return {};
  return {
    filtered: entries.some((entry) => entry['filtered'] === true),
    ids: ids.join(',').slice(0, 1024),
  };
}
