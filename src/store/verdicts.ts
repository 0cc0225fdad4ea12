import type { AttributeValue, ReceivedSpan } from '../receiver/telemetry.ts';

/** A verdict of the content filter that is not "safe". */
export interface Verdict {
  readonly source: 'prompt' | 'completion';
  readonly category: string;
  /** `low`, `medium` or `high`; `detected` for categories without severities. */
  readonly severity: string;
  readonly filtered: boolean;
}

const VERDICT = /^azure\.openai\.content_filter\.(prompt|completion)\.([a-z_]+)\.(severity|detected|filtered)$/;

/** Reads the verdicts of the content filter that are not "safe". */
export function readVerdicts({ attributes }: ReceivedSpan): Verdict[] {
  const found = new Map<string, { severity?: string; filtered?: boolean }>();
  for (const [name, value] of Object.entries(attributes)) {
    const [, source, category, field] = VERDICT.exec(name) ?? [];
    if (source === undefined) continue;
    const verdict = found.get(`${source} ${category}`) ?? {};
    const text = String(Array.isArray(value) ? worstOf(value) : value);
    if (field === 'severity' && text !== 'safe') verdict.severity = text;
    else if (field === 'detected' && text === 'true') verdict.severity ??= 'detected';
    else if (field === 'filtered' && text === 'true') verdict.filtered = true;
    found.set(`${source} ${category}`, verdict);
  }
  return [...found].flatMap(([key, { severity, filtered = false }]) => {
    const [source, category] = key.split(' ') as ['prompt' | 'completion', string];
    return severity !== undefined || filtered ? { source, category, severity: severity ?? 'filtered', filtered } : [];
  });
}

const SEVERITIES: readonly unknown[] = ['safe', false, 'low', 'medium', 'high', true];

/** Returns the worst of the verdicts on several choices. */
function worstOf(verdicts: readonly AttributeValue[]): AttributeValue {
  return verdicts.toSorted((a, b) => SEVERITIES.indexOf(b) - SEVERITIES.indexOf(a))[0] ?? null;
}
