import type { JsonObject } from './internal-types.ts';
import { asObject, asText } from './json.ts';

/**
 * Azure's content filter verdicts: category → `{filtered, severity}` or `{filtered, detected}`, and for some categories
 * more. Categories that are new to us take the same form.
 * https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter-annotations
 */
export interface Verdict {
  filtered?: boolean;
  detected?: boolean;
  redacted?: boolean;
  severity?: string;
  code?: string;
  ids?: string;
  'citation.url'?: string;
  'citation.license'?: string;
}

const SEVERITIES = ['safe', 'low', 'medium', 'high'];

/** Far more than Azure has; what a broken gateway sends must not fill the span. */
export const MAX_CATEGORIES = 32;

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

/** The verdicts in one set, by the category as it came. */
export function verdicts(results: unknown): [category: string, verdict: Verdict][] {
  const found = asObject(results);
  if (!found) return [];
  return Object.keys(found)
    .slice(0, MAX_CATEGORIES)
    .map((category) => [category, verdictOf(found[category])]);
}

/** Those of the verdicts by which the filter found something. */
export function findings(results: unknown): [category: string, verdict: Verdict][] {
  return verdicts(results).filter(([, { filtered, detected, severity }]) => {
    return filtered === true || detected === true || (severity ?? 'safe') !== 'safe';
  });
}

/** A category as a part of an attribute's name. Errors of older API versions spell `self-harm`. */
export function categoryName(category: string): string {
  return /^\w{1,64}$/.test(category) ? category : category.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 64);
}

function verdictOf(value: unknown): Verdict {
  if (Array.isArray(value)) return blocklistVerdict(value);
  const found = asObject(value);
  if (!found) return {};
  const { filtered, detected, redacted, severity, code, details, citation } = found;
  const verdict: Verdict = Array.isArray(details) ? blocklistVerdict(details) : {};
  if (typeof filtered === 'boolean') verdict.filtered = filtered;
  if (typeof detected === 'boolean') verdict.detected = detected;
  if (typeof redacted === 'boolean') verdict.redacted = redacted;
  if (asText(severity)) verdict.severity = asText(severity)!.slice(0, 64);
  // Where a category could not be judged: {"error": {"code": "content_filter_error", "message": …}}.
  if (asText(code)) verdict.code = asText(code)!.slice(0, 64);
  if (asObject(citation)) addCitation(verdict, asObject(citation)!);
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
