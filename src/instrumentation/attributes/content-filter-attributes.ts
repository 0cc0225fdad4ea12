import type { AttributeValue } from '@opentelemetry/api';
import { MAX_CATEGORIES, type Verdict, categoryName, eachVerdict } from '../operations/content-filter.ts';
import type { AttributeSink } from './span-attributes.ts';

type Field = keyof Verdict;

const FIELDS: readonly Field[] = [
  'filtered',
  'detected',
  'redacted',
  'severity',
  'code',
  'ids',
  'citation.url',
  'citation.license',
];

/** Sets the attributes `{prefix}.{category}.{severity|filtered|detected|…}` of one set of verdicts. */
export function setFilterAttributes(sink: AttributeSink, prefix: string, results: unknown): void {
  eachAttribute(prefix, results, (name, value) => sink.set(name, value));
}

/**
 * Sets the same attributes for several choices. The values are arrays in the order of the choices, with null for a choice
 * without such a verdict. Attributes of their own would be too many: a request may ask for 128 choices, and a span has at
 * most 128 attributes by default.
 */
export function setFilterAttributesByChoice(
  sink: AttributeSink,
  prefix: string,
  resultsByChoice: readonly unknown[],
): void {
  // Fast path: nearly all calls have one choice.
  if (resultsByChoice.length === 1) {
    return eachAttribute(prefix, resultsByChoice[0], (name, value) => sink.set(name, [value] as AttributeValue));
  }
  const byName = new Map<string, (string | boolean | null)[]>();
  for (const [index, results] of resultsByChoice.entries()) {
    eachAttribute(prefix, results, (name, value) => {
      const values = byName.get(name) ?? resultsByChoice.map(() => null);
      values[index] = value;
      byName.set(name, values);
    });
  }
  for (const [name, values] of byName) sink.set(name, values as AttributeValue);
}

function eachAttribute(
  prefix: string,
  results: unknown,
  onAttribute: (name: string, value: string | boolean) => void,
): void {
  eachVerdict(results, (category, verdict) => {
    const names = buildAttributeNames(prefix, category);
    for (const field of Object.keys(verdict) as Field[]) onAttribute(names[field], verdict[field]!);
  });
}

/** Attribute names by prefix and category. Building a name for each span would take longer than everything else here. */
const knownNames = new Map<string, Map<string, Record<Field, string>>>();

function buildAttributeNames(prefix: string, category: string): Record<Field, string> {
  const byCategory = knownNames.get(prefix) ?? new Map<string, Record<Field, string>>();
  const known = byCategory.get(category);
  if (known) return known;
  const start = `${prefix}.${categoryName(category)}.`;
  const made = Object.fromEntries(FIELDS.map((field) => [field, start + field])) as Record<Field, string>;
  // Bounded, since a broken gateway may send any categories.
  if (byCategory.size < MAX_CATEGORIES) knownNames.set(prefix, byCategory.set(category, made));
  return made;
}
