import type { SettingDefinition } from './setting-definition.ts';

/** The flag of a setting, with its dashes: `--storage-account-key`. */
export function flagOf({ name }: Pick<SettingDefinition, 'name'>): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** Our environment variable of a setting: `AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY`. */
export function variableOf({ name }: Pick<SettingDefinition, 'name'>): string {
  return `AZURE_OPENAI_OTEL_${name.toUpperCase()}`;
}

/** The name that `name` was most likely meant to be, if any is near. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const normal = normalise(name);
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(normal.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(normal, normalise(candidate));
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, '');
}

/** How many characters to add, take away or change (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (from[i] === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
