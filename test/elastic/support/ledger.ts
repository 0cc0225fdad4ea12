import { MISSING, type Row } from './search-body.ts';

/** A number as a ledger knows it; a percentile of a few values lies between two of them. */
export type Value = number | null | { readonly from: number; readonly to: number };

/** What a chart must show, said in terms of facts instead of documents. */
export interface Expectation<Fact> {
  readonly where?: (fact: Fact) => boolean;
  readonly by?: readonly ((fact: Fact) => string | undefined)[];
  /** Present in charts that have a group for facts without one. */
  readonly missing?: true;
  /** Present in charts over time: the hour of a fact. */
  readonly hour?: (fact: Fact) => string;
  readonly values: readonly ((facts: readonly Fact[]) => Value)[];
}

/** A row as the ledger has it. */
export type ExpectedRow = Omit<Row, 'values'> & { readonly values: readonly Value[] };

/** Makes the rows of a chart from facts. */
export function expectedRows<Fact>(facts: readonly Fact[], expectation: Expectation<Fact>): ExpectedRow[] {
  const { where = () => true, by = [], missing, hour, values } = expectation;
  const rows = new Map<string, { groups: string[]; hour?: string; facts: Fact[] }>();
  if (by.length === 0 && hour === undefined) rows.set('', { groups: [], facts: [] });
  for (const fact of facts.filter(where)) {
    const groups = by.map((group) => group(fact) ?? (missing ? MISSING : undefined));
    if (groups.includes(undefined)) continue;
    const key = by.length === 0 && hour === undefined ? '' : JSON.stringify([groups, hour?.(fact)]);
    if (!rows.has(key)) rows.set(key, { groups: groups as string[], ...(hour && { hour: hour(fact) }), facts: [] });
    rows.get(key)!.facts.push(fact);
  }
  return [...rows.values()].map(({ facts, ...row }) => ({ ...row, values: values.map((value) => value(facts)) }));
}

export function sumOf<Fact>(pick: (fact: Fact) => number | undefined): (facts: readonly Fact[]) => number {
  return (facts) => facts.reduce((sum, fact) => sum + (pick(fact) ?? 0), 0);
}

export function countOf<Fact>(where: (fact: Fact) => boolean = () => true): (facts: readonly Fact[]) => number {
  return (facts) => facts.filter(where).length;
}

export function averageOf<Fact>(pick: (fact: Fact) => number | undefined): (facts: readonly Fact[]) => number | null {
  return (facts) => {
    const values = facts.map(pick).filter((value) => value !== undefined);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
}

export function maxOf<Fact>(pick: (fact: Fact) => number | undefined): (facts: readonly Fact[]) => number {
  return (facts) => Math.max(...facts.map((fact) => pick(fact) ?? -Infinity));
}

/** The 95th percentile of a few values is between the last two of them. */
export function percentile95Of<Fact>(pick: (fact: Fact) => number): (facts: readonly Fact[]) => Value {
  return (facts) => {
    const sorted = facts.map(pick).toSorted((a, b) => a - b);
    return { from: sorted.at(-2) ?? sorted[0]!, to: sorted.at(-1)! };
  };
}

/** Returns the difference between the rows of a chart and those of the ledger, as lines; none if they are equal. */
export function compareRows(actual: readonly Row[], expected: readonly ExpectedRow[]): string[] {
  const keyOf = ({ groups, hour }: Pick<Row, 'groups' | 'hour'>): string => JSON.stringify([groups, hour]);
  const byKey = new Map(actual.map((row) => [keyOf(row), row]));
  const problems = actual
    .filter((row) => !expected.some((other) => keyOf(other) === keyOf(row)))
    .map((row) => `not in the ledger: ${JSON.stringify(row)}`);
  for (const row of expected) {
    const found = byKey.get(keyOf(row));
    if (found === undefined || row.values.some((value, index) => !isEqual(found.values[index]!, value))) {
      problems.push(`${JSON.stringify(found)} in place of ${JSON.stringify(row)}`);
    }
  }
  return problems;
}

function isEqual(actual: number | null, expected: Value): boolean {
  // Kibana shows no value where a sum has no documents.
  if (typeof expected === 'number' || expected === null) return isClose(actual ?? 0, expected ?? 0);
  const value = actual ?? Number.NaN;
  return (
    (value >= expected.from || isClose(value, expected.from)) && (value <= expected.to || isClose(value, expected.to))
  );
}

function isClose(a: number, b: number): boolean {
  // Infinity would be close to every number.
  return Number.isFinite(a) && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
