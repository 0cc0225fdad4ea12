import type { Attributes } from '../../../receiver/telemetry.ts';

/** The finding of the content filter in a category, for the prompt or for one choice. */
export interface Verdict {
  readonly source: 'prompt' | 'completion';
  readonly category: string;
  /** `safe`, `low`, `medium`, `high`; `detected` or `not detected` for categories without severities; a code. */
  readonly finding: string;
  /** Undefined if it is not reported. */
  readonly isFiltered: boolean | undefined;
  readonly isSafe: boolean;
  /** Anything else that is reported: the source of code, the ids of a blocklist. */
  readonly details: string;
}

const NAME = /^azure\.openai\.content_filter\.(prompt|completion)\.([^.]+)\.(.+)$/;

/** Reads the verdicts of the content filter: findings first, then by prompt and completion. A choice has its own. */
export function readVerdicts(attributes: Attributes): Verdict[] {
  const found = new Map<string, Map<string, unknown>>();
  for (const [name, value] of Object.entries(attributes)) {
    const [, source, category, field] = NAME.exec(name) ?? [];
    if (source === undefined) continue;
    const key = `${source} ${category}`;
    const fields = found.get(key) ?? new Map<string, unknown>();
    found.set(key, fields.set(field!, value));
  }
  return [...found]
    .flatMap(([key, fields]) => {
      const [source, category] = key.split(' ') as ['prompt' | 'completion', string];
      const choices = Math.max(1, ...[...fields.values()].map((value) => (Array.isArray(value) ? value.length : 1)));
      return Array.from({ length: choices }, (_, index) => makeVerdict(source, category, fields, index, choices));
    })
    .toSorted(
      (a, b) => Number(a.isSafe) - Number(b.isSafe) || Number(b.source === 'prompt') - Number(a.source === 'prompt'),
    );
}

function makeVerdict(
  source: Verdict['source'],
  category: string,
  fields: ReadonlyMap<string, unknown>,
  index: number,
  choices: number,
): Verdict {
  const at = (name: string): unknown => {
    const value = fields.get(name);
    return Array.isArray(value) ? (value as unknown[])[index] : value;
  };
  const [severity, detected, code] = [at('severity'), at('detected'), at('code')];
  const filtered = at('filtered');
  const isFiltered = typeof filtered === 'boolean' ? filtered : undefined;
  const finding =
    severity ?? code ?? (detected === undefined ? 'judged' : detected === true ? 'detected' : 'not detected');
  const others = ['ids', 'redacted', 'citation.license', 'citation.url'].flatMap((name) => {
    const value = at(name);
    return value === undefined || value === false ? [] : [`${name.replace('.', ' ')}: ${String(value)}`];
  });
  return {
    source,
    category: `${category.replaceAll('_', ' ')}${choices > 1 ? ` (choice ${index + 1})` : ''}`,
    finding: String(finding),
    isFiltered,
    isSafe: isFiltered !== true && code === undefined && (severity ?? 'safe') === 'safe' && detected !== true,
    details: others.join(', '),
  };
}
