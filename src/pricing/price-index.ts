import { type CompiledRow, compileRow } from './compile-row.ts';
import type { Price, Scope, Tier } from './types.ts';

/** Rows of one name, scope and tier. */
export interface RowGroup {
  readonly rows: readonly CompiledRow[];
  /** Set if there is one row and it is valid everywhere and always: a fast path. */
  readonly only: CompiledRow | undefined;
}

/** The rows of one name, by scope and tier. */
export type Candidates = Readonly<Partial<Record<Scope, Readonly<Partial<Record<Tier, RowGroup>>>>>>;

/** Finds the rows of a name. Rows are compiled when their name is first looked up. */
export class PriceIndex {
  readonly #base = new NameIndex();
  readonly #fineTuned = new NameIndex();

  constructor(rows: Iterable<Price>) {
    for (const row of rows) (row.fineTuned ? this.#fineTuned : this.#base).add(row);
  }

  /** Returns the rows of a base model. */
  base(name: string): Candidates | undefined {
    return this.#base.get(name);
  }

  /** Returns the rows of the models that are fine-tuned from a base model. */
  fineTunedFrom(name: string): Candidates | undefined {
    return this.#fineTuned.get(name);
  }
}

interface Entry {
  readonly rows: Price[];
  candidates?: Candidates;
}

class NameIndex {
  readonly #entries = new Map<string, Entry>();

  add(row: Price): void {
    for (const name of namesOf(row)) {
      const entry = this.#entries.get(name);
      if (entry) entry.rows.push(row);
      else this.#entries.set(name, { rows: [row] });
    }
  }

  get(name: string): Candidates | undefined {
    const entry = this.#entries.get(name);
    return entry && (entry.candidates ??= group(entry.rows));
  }
}

/** Returns all names that a row matches, in full. */
export function namesOf(row: Price): Set<string> {
  const names = new Set(row.aliases);
  for (const version of row.versions ?? []) names.add(`${row.model}-${version}`);
  if (row.undated ?? !row.versions) names.add(row.model);
  return names;
}

function group(rows: readonly Price[]): Candidates {
  const candidates: Partial<Record<Scope, Partial<Record<Tier, RowGroup>>>> = {};
  for (const row of rows) {
    const tiers = (candidates[row.scope ?? 'global'] ??= {});
    const tier = row.tier ?? 'standard';
    tiers[tier] = rowGroup([...(tiers[tier]?.rows ?? []), compileRow(row)]);
  }
  return candidates;
}

function rowGroup(rows: readonly CompiledRow[]): RowGroup {
  const [first, second] = rows;
  return { rows, only: first && !second && holdsAlways(first.row) ? first : undefined };
}

function holdsAlways({ scope = 'global', regions, zones, effective, until }: Price): boolean {
  const isAnywhere = (scope === 'global' || scope === 'developer') && !regions && !zones;
  return isAnywhere && effective === undefined && until === undefined;
}
