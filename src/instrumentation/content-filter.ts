import type { Attributes } from '@opentelemetry/api';
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

/** Adds the attributes `{prefix}.{category}.{severity|filtered|detected|…}` of one set of verdicts. */
export function addFilterAttributes(attributes: Attributes, prefix: string, results: unknown): void {
  for (const [category, verdict] of verdicts(results)) {
    for (const field of Object.keys(verdict)) attributes[attributeName(prefix, category, field)] = verdict[field];
  }
}

/**
 * Adds the same attributes of several sets, one for each choice: arrays in the order of the choices, with null where a
 * choice has no such verdict. Arrays, because a span may carry 128 attributes and a request may ask for 128 choices.
 */
export function addFilterAttributesByChoice(
  attributes: Attributes,
  prefix: string,
  resultsByChoice: readonly unknown[],
): void {
  for (const [index, results] of resultsByChoice.entries()) {
    for (const [category, verdict] of verdicts(results)) {
      for (const field of Object.keys(verdict)) {
        const values = (attributes[attributeName(prefix, category, field)] ??= resultsByChoice.map(() => null));
        (values as (string | boolean | null)[])[index] = verdict[field]!;
      }
    }
  }
}

/** Names by prefix, category and field: there are few, on every span, and to put one together takes longer than all else. */
const attributeNames = new Map<string, Map<string, Map<string, string>>>();

function attributeName(prefix: string, category: string, field: string): string {
  const name = attributeNames.get(prefix)?.get(category)?.get(field);
  if (name !== undefined) return name;
  const made = `${prefix}.${category}.${field}`;
  const byCategory = attributeNames.get(prefix) ?? new Map<string, Map<string, string>>();
  // A broken gateway's categories must not fill the memory.
  if (byCategory.size >= MAX_CATEGORIES) return made;
  attributeNames.set(prefix, byCategory.set(category, (byCategory.get(category) ?? new Map()).set(field, made)));
  return made;
}

/** Puts verdicts on parts of one text together (each chunk of a stream has its own): the worst of each category holds. */
export function mergeFilterResults(known: JsonObject | undefined, added: unknown): JsonObject | undefined {
  const results = asObject(added);
  if (!results) return known;
  if (!known) return { ...results };
  for (const category of Object.keys(results)) {
    // The ordinary case, a hundred times in a stream.
    if (known[category] !== undefined && foundNothing(results[category])) continue;
    const before = asObject(known[category]);
    const after = asObject(results[category]);
    known[category] = before && after ? worstOf(before, after) : (results[category] ?? known[category]);
  }
  return known;
}

function foundNothing(value: unknown): boolean {
  const verdict = value as JsonObject | null;
  return (
    typeof verdict === 'object' &&
    verdict !== null &&
    verdict['filtered'] === false &&
    verdict['detected'] !== true &&
    (verdict['severity'] === 'safe' || verdict['severity'] === undefined)
  );
}

function worstOf(before: JsonObject, after: JsonObject): JsonObject {
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
  const found = asObject(results);
  if (!found) return [];
  const categories = Object.keys(found).slice(0, MAX_CATEGORIES);
  return categories.map((category) => [categoryName(category), verdictOf(found[category])]);
}

/** Errors of older API versions spell `self-harm`. */
function categoryName(category: string): string {
  return /^\w{1,64}$/.test(category) ? category : category.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 64);
}

const FLAGS = ['filtered', 'detected', 'redacted'];

/** `code` where a category could not be judged: {"error": {"code": "content_filter_error", "message": …}}. */
const TEXTS = ['severity', 'code'];

function verdictOf(value: unknown): Verdict {
  if (Array.isArray(value)) return blocklistVerdict(value);
  const found = asObject(value);
  if (!found) return {};
  const details = asArray(found['details']);
  const verdict: Verdict = details ? blocklistVerdict(details) : {};
  for (const field of FLAGS) {
    const flag = found[field];
    if (typeof flag === 'boolean') verdict[field] = flag;
  }
  for (const field of TEXTS) {
    const text = asText(found[field]);
    if (text) verdict[field] = text.slice(0, 64);
  }
  const citation = asObject(found['citation']);
  if (citation) addCitation(verdict, citation);
  return verdict;
}

/** Where code stands that the model may have repeated. */
function addCitation(verdict: Verdict, citation: JsonObject): void {
  const url = asText(citation['URL']);
  const license = asText(citation['license']);
  if (url) verdict['citation.url'] = url.slice(0, 1024);
  if (license) verdict['citation.license'] = license.slice(0, 1024);
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
