import type { DatabaseSync } from 'node:sqlite';
import { type Buckets, findBucket, makeBuckets } from './buckets.ts';
import { FACT, readFacts } from './facts.ts';
import { conditionOf, type Filters, Names } from './filters.ts';
import { RESULTS } from '../results.ts';

/** Rate limits and the content filter in a time range. Lists by time are in the order of `times`. */
export interface Limits extends Buckets {
  readonly deployments: readonly DeploymentLimits[];
  /** Verdicts that are not "safe". */
  readonly verdicts: readonly VerdictCount[];
  readonly calls: number;
}

/** How close a deployment is to its limits. */
export interface DeploymentLimits {
  readonly name: string;
  /** Lowest share of a limit that was left in each bucket, from 0 to 1; null if no call had limits. */
  readonly headroom: readonly (number | null)[];
  /** Calls that failed with 429 in each bucket. */
  readonly throttled: readonly number[];
  /** Retries of the client in each bucket. */
  readonly retries: readonly number[];
  /** Seconds that calls waited before their retries. */
  readonly retryDelay: number;
}

/** Verdicts of the content filter. */
export interface VerdictCount {
  readonly source: string;
  readonly category: string;
  readonly severity: string;
  readonly filtered: boolean;
  readonly calls: number;
}

/** Reads rate limits, retries and verdicts of a range. */
export function readLimits(db: DatabaseSync, filters: Filters, timeZone?: string): Limits {
  const names = new Names(db);
  const buckets = makeBuckets(filters.from, filters.to, timeZone);
  const { times } = buckets;
  const delays = retryDelays(db, filters);
  const deployments = new Map<number, { headroom: (number | null)[]; throttled: number[]; retries: number[] }>();
  let calls = 0;
  for (const fact of readFacts(db, filters, times)) {
    calls += fact[FACT.calls]!;
    const bucket = findBucket(buckets, fact[FACT.time]!);
    if (times[bucket] === undefined) continue;
    const id = fact[FACT.deployment]!;
    let own = deployments.get(id);
    if (!own) {
      const zeros = (): number[] => times.map(() => 0);
      deployments.set(id, (own = { headroom: times.map(() => null), throttled: zeros(), retries: zeros() }));
    }
    const headroom = fact[FACT.headroom];
    if (typeof headroom === 'number') own.headroom[bucket] = Math.min(own.headroom[bucket] ?? 1, headroom / 1000);
    if (fact[FACT.result] === RESULTS.throttled) own.throttled[bucket]! += fact[FACT.calls]!;
    own.retries[bucket]! += fact[FACT.retries]!;
  }
  return {
    ...buckets,
    calls,
    deployments: [...deployments]
      .map(([id, own]) => ({ name: names.text(id), ...own, retryDelay: (delays.get(id) ?? 0) / 1e6 }))
      .toSorted((a, b) => Math.sign(lowest(a.headroom) - lowest(b.headroom)) || 0),
    verdicts: readVerdictCounts(db, filters, names),
  };
}

/** Deployments whose limits are not known are last. */
function lowest(values: readonly (number | null)[]): number {
  return Math.min(Infinity, ...values.filter((value) => value !== null));
}

function retryDelays(db: DatabaseSync, filters: Filters): ReadonlyMap<number, number> {
  const { sql, values } = conditionOf(db, filters, 'calls');
  const rows = db
    .prepare(
      `SELECT ifnull(deployment, 0) AS id, total(retry_delay) AS delay FROM calls WHERE retries > 0 AND ${sql} GROUP BY 1`,
    )
    .all(...values);
  return new Map(rows.map(({ id, delay }) => [Number(id), Number(delay)]));
}

function readVerdictCounts(db: DatabaseSync, filters: Filters, names: Names): VerdictCount[] {
  const { sql, values } = conditionOf(db, filters, 'calls');
  return db
    .prepare(
      `SELECT source, category, severity, verdicts.filtered, count(*) AS calls
       FROM verdicts JOIN (SELECT id, start AS at FROM calls WHERE ${sql}) ON id = call AND at = start
       GROUP BY 1, 2, 3, 4 ORDER BY calls DESC`,
    )
    .all(...values)
    .map((row) => ({
      source: names.text(row['source']),
      category: names.text(row['category']),
      severity: names.text(row['severity']),
      filtered: row['filtered'] === 1,
      calls: Number(row['calls']),
    }));
}
