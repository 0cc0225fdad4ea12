import { type JsonObject, asObject, asText } from '../json.ts';

/**
 * A verdict of Azure's content filter on one category: `{filtered, severity}` or `{filtered, detected}`, and more fields
 * for some categories: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter-annotations
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

/** Far more than Azure has. A broken gateway may send any number, which must not fill the span. */
export const MAX_CATEGORIES = 32;

/** Merges the verdicts on the parts of a text, such as the chunks of a stream: the worst verdict of each category. */
export class WorstVerdicts {
  readonly #byCategory = new Map<string, unknown>();
  /** The categories of the previous set, in their order. */
  readonly #order: string[] = [];
  #isEmpty = true;

  /** Adds one set: verdicts by category. */
  add(results: unknown): void {
    const found = asObject(results);
    if (!found) return;
    this.#isEmpty = false;
    let index = 0;
    // `Object.keys` would make an array for each chunk.
    for (const category in found) {
      const added = found[category];
      // Fast path: the same categories as in the previous chunk, and nothing found.
      const isNext = this.#order[index] === category;
      if (isNext && foundNothing(added)) {
        index += 1;
        continue;
      }
      if (index < MAX_CATEGORIES) this.#order[index] = category;
      index += 1;
      const known = this.#byCategory.get(category);
      if (known !== undefined && foundNothing(added)) continue;
      if (known === undefined && this.#byCategory.size >= MAX_CATEGORIES) continue;
      const [before, after] = [asObject(known), asObject(added)];
      this.#byCategory.set(category, before && after ? mergeVerdicts(before, after) : (added ?? known));
    }
  }

  /** The merged set; undefined if none was added. */
  get results(): JsonObject | undefined {
    return this.#isEmpty ? undefined : Object.fromEntries(this.#byCategory);
  }
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

function mergeVerdicts(before: JsonObject, after: JsonObject): JsonObject {
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

/** Calls `onVerdict` for each verdict of a set. The category is passed unchanged. */
export function eachVerdict(results: unknown, onVerdict: (category: string, verdict: Verdict) => void): void {
  const found = asObject(results);
  if (!found) return;
  const categories = Object.keys(found);
  if (categories.length > MAX_CATEGORIES) categories.length = MAX_CATEGORIES;
  for (const category of categories) onVerdict(category, readVerdict(found[category]));
}

export function isFinding({ filtered, detected, severity }: Verdict): boolean {
  return filtered === true || detected === true || (severity ?? 'safe') !== 'safe';
}

/** Returns a category as a part of an attribute's name. Errors of older API versions have `self-harm`. */
export function categoryName(category: string): string {
  return /^\w{1,64}$/.test(category) ? category : category.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 64);
}

function readVerdict(value: unknown): Verdict {
  if (Array.isArray(value)) return readBlocklists(value);
  const found = asObject(value);
  if (!found) return {};
  const { filtered, detected, redacted, severity, code, details, citation } = found;
  const verdict: Verdict = Array.isArray(details) ? readBlocklists(details) : {};
  if (typeof filtered === 'boolean') verdict.filtered = filtered;
  if (typeof detected === 'boolean') verdict.detected = detected;
  if (typeof redacted === 'boolean') verdict.redacted = redacted;
  if (asText(severity)) verdict.severity = asText(severity)!.slice(0, 64);
  // A category that could not be judged: {"error": {"code": "content_filter_error", "message": …}}.
  if (asText(code)) verdict.code = asText(code)!.slice(0, 64);
  if (asObject(citation)) addCitation(verdict, asObject(citation)!);
  return verdict;
}

/** Adds the source of code that the model may have repeated. */
function addCitation(verdict: Verdict, citation: JsonObject): void {
  const url = asText(citation['URL']);
  const license = asText(citation['license']);
  if (url) verdict['citation.url'] = url.slice(0, 1024);
  if (license) verdict['citation.license'] = license.slice(0, 1024);
}

/** `custom_blocklists` is an array of `{filtered, id}`, or in some API versions an object with that array as `details`. */
function readBlocklists(details: readonly unknown[]): Verdict {
  const entries = details.map(asObject).filter((entry) => entry !== undefined);
  const ids = entries.map((entry) => asText(entry['id'])).filter((id) => id !== undefined);
  if (ids.length === 0) return {};
  return {
    filtered: entries.some((entry) => entry['filtered'] === true),
    ids: ids.join(',').slice(0, 1024),
  };
}
