import type { DatabaseSync } from 'node:sqlite';
import { FAILURES, RESULTS, type ResultName } from '../results.ts';
import { type Buckets, findBucket, makeBuckets } from './buckets.ts';
import { type CallSummary, latestCalls } from './calls.ts';
import { FACT, type Fact, readFacts, readLatencies } from './facts.ts';
import { DIMENSIONS, type Dimension, type Filters, Names } from './filters.ts';
import { type Percentiles, Samples } from './percentiles.ts';
import { countUntraced, type Untraced } from './untraced.ts';

/** Sums over calls. Costs are in USD; `cost` is the sum of the calls that have one. */
export interface Sums {
  calls: number;
  failed: number;
  throttled: number;
  /** USD. */
  cost: number;
  /** Calls with usage whose cost is not known, or known in part: `cost` lacks them. */
  unpriced: number;
  /** USD of unpriced calls that is known; not in `cost`. */
  partial: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  retries: number;
  filtered: number;
  spilled: number;
}

/** A group of calls. An empty name is calls without a value. */
export interface Group extends Sums {
  readonly name: string;
}

/** A deployment in a time range. */
export interface DeploymentRow extends Group {
  readonly model: string;
  readonly duration: Percentiles;
  readonly firstChunk: Percentiles;
  /** Lowest share of a limit that was left, from 0 to 1; null if no call had limits. */
  readonly headroom: number | null;
  /** Share of the platform's calls that are traced, from 0 to 1; null without records of the platform. */
  readonly traced: number | null;
}

/** The overview of a time range. Lists by time are in the order of `times`. */
export interface Overview extends Buckets {
  readonly totals: Sums & { duration: Percentiles; firstChunk: Percentiles };
  /** The range of the same length before. */
  readonly previous: Sums;
  /** USD a month at the pace of the range. */
  readonly monthlyCost: number;
  readonly untraced: Untraced;
  /** Sums of each bucket. */
  readonly series: readonly Sums[];
  /** USD of each bucket: of the five deployments that cost most, and of all others. */
  readonly costByDeployment: readonly { readonly name: string; readonly cost: readonly number[] }[];
  readonly duration: readonly Percentiles[];
  readonly firstChunk: readonly Percentiles[];
  /** Failed calls of each bucket by result. */
  readonly failures: Readonly<Record<string, readonly number[]>>;
  readonly groups: Readonly<Record<Dimension, readonly Group[]>>;
  readonly deployments: readonly DeploymentRow[];
  readonly latest: readonly CallSummary[];
}

const MONTH = 30 * 86_400_000;
/** The name of all deployments but the first five. */
export const OTHERS = '(others)';

/** Reads the overview of a range. */
export function readOverview(db: DatabaseSync, filters: Filters, timeZone?: string): Overview {
  const names = new Names(db);
  const buckets = makeBuckets(filters.from, filters.to, timeZone);
  const sums = sumUp(readFacts(db, filters), buckets);
  const latencies = sortLatencies(db, filters, buckets);
  const untraced = countUntraced(db, filters);
  const { from, to } = filters;
  return {
    ...buckets,
    totals: { ...sums.total, ...latencies.total },
    previous: sumUp(readFacts(db, { ...filters, from: 2 * from - to, to: from }), buckets).total,
    monthlyCost: (sums.total.cost * MONTH) / (to - from),
    untraced,
    series: sums.series,
    costByDeployment: topDeployments(sums, buckets, names),
    duration: latencies.duration,
    firstChunk: latencies.firstChunk,
    failures: sums.failures,
    groups: Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, namedGroups(sums.groups[dimension], names)]),
    ) as Record<Dimension, Group[]>,
    deployments: deploymentRows(sums, latencies, untraced, names),
    latest: latestCalls(db, filters, 10),
  };
}

interface Summed {
  readonly total: Sums;
  readonly series: Sums[];
  readonly failures: Record<string, number[]>;
  readonly groups: Readonly<Record<Dimension, Map<number, Sums>>>;
  /** By number of the deployment: USD of each bucket, the model with most calls, the lowest headroom. */
  readonly deployments: Map<number, { cost: number[]; models: Map<number, number>; headroom: number | null }>;
}

function sumUp(facts: Iterable<Fact>, buckets: Buckets): Summed {
  const { times } = buckets;
  const summed: Summed = {
    total: noSums(),
    series: times.map(() => noSums()),
    failures: Object.fromEntries(FAILURES.map((name) => [name, times.map(() => 0)])),
    groups: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, new Map()])) as unknown as Summed['groups'],
    deployments: new Map(),
  };
  for (const fact of facts) {
    const bucket = findBucket(buckets, fact[FACT.time]!);
    add(summed.total, fact);
    if (summed.series[bucket]) add(summed.series[bucket], fact);
    for (const dimension of DIMENSIONS) {
      const group = summed.groups[dimension];
      const key = fact[FACT[dimension]]!;
      let sums = group.get(key);
      if (!sums) group.set(key, (sums = noSums()));
      add(sums, fact);
    }
    addToDeployment(summed, fact, bucket, times.length);
    const failure = FAILURE_NAMES[fact[FACT.result]!];
    if (failure !== undefined && bucket >= 0 && bucket < times.length) {
      summed.failures[failure]![bucket]! += fact[FACT.calls]!;
    }
  }
  return summed;
}

const FAILURE_NAMES: Readonly<Record<number, ResultName>> = Object.fromEntries(
  FAILURES.map((name) => [RESULTS[name], name]),
);

function addToDeployment({ deployments }: Summed, fact: Fact, bucket: number, length: number): void {
  const key = fact[FACT.deployment]!;
  let deployment = deployments.get(key);
  if (!deployment) {
    deployments.set(key, (deployment = { cost: Array.from({ length }, () => 0), models: new Map(), headroom: null }));
  }
  if (bucket >= 0 && bucket < length) deployment.cost[bucket]! += (fact[FACT.cost] ?? 0) / 1e12;
  const model = fact[FACT.model]!;
  if (model !== 0) deployment.models.set(model, (deployment.models.get(model) ?? 0) + fact[FACT.calls]!);
  const headroom = fact[FACT.headroom];
  if (typeof headroom === 'number') deployment.headroom = Math.min(deployment.headroom ?? 1000, headroom);
}

function noSums(): Sums {
  return {
    calls: 0,
    failed: 0,
    throttled: 0,
    cost: 0,
    unpriced: 0,
    partial: 0,
    input: 0,
    cached: 0,
    output: 0,
    reasoning: 0,
    retries: 0,
    filtered: 0,
    spilled: 0,
  };
}

function add(sums: Sums, fact: Fact): void {
  const calls = fact[FACT.calls]!;
  const result = fact[FACT.result]!;
  sums.calls += calls;
  if (FAILURE_NAMES[result] !== undefined) sums.failed += calls;
  if (result === RESULTS.throttled) sums.throttled += calls;
  sums.cost += (fact[FACT.cost] ?? 0) / 1e12;
  sums.unpriced += fact[FACT.unpriced]!;
  sums.partial += (fact[FACT.partial] ?? 0) / 1e12;
  sums.input += fact[FACT.input]!;
  sums.cached += fact[FACT.cached]!;
  sums.output += fact[FACT.output]!;
  sums.reasoning += fact[FACT.reasoning]!;
  sums.retries += fact[FACT.retries]!;
  sums.filtered += fact[FACT.filtered]!;
  sums.spilled += fact[FACT.spilled]!;
}

interface Latencies {
  readonly total: { duration: Percentiles; firstChunk: Percentiles };
  readonly duration: Percentiles[];
  readonly firstChunk: Percentiles[];
  readonly byDeployment: ReadonlyMap<number, { duration: Samples; firstChunk: Samples }>;
}

function sortLatencies(db: DatabaseSync, filters: Filters, buckets: Buckets): Latencies {
  const pair = (): { duration: Samples; firstChunk: Samples } => ({
    duration: new Samples(),
    firstChunk: new Samples(),
  });
  const total = pair();
  const series = buckets.times.map(() => pair());
  const byDeployment = new Map<number, { duration: Samples; firstChunk: Samples }>();
  for (const [time, deployment, duration, firstChunk] of readLatencies(db, filters)) {
    let own = byDeployment.get(deployment);
    if (!own) byDeployment.set(deployment, (own = pair()));
    for (const samples of [total, own, series[findBucket(buckets, time)]]) {
      samples?.duration.add(duration);
      if (firstChunk !== null) samples?.firstChunk.add(firstChunk);
    }
  }
  return {
    total: { duration: total.duration.percentiles(), firstChunk: total.firstChunk.percentiles() },
    duration: series.map(({ duration }) => duration.percentiles()),
    firstChunk: series.map(({ firstChunk }) => firstChunk.percentiles()),
    byDeployment,
  };
}

function topDeployments({ deployments }: Summed, { times }: Buckets, names: Names): Overview['costByDeployment'] {
  const sorted = [...deployments].toSorted(([, a], [, b]) => total(b.cost) - total(a.cost));
  const named = sorted.slice(0, 5).map(([id, { cost }]) => ({ name: names.text(id), cost }));
  const others = sorted.slice(5).map(([, { cost }]) => cost);
  if (others.length === 0) return named;
  return [...named, { name: OTHERS, cost: times.map((_, index) => total(others.map((cost) => cost[index]!))) }];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function namedGroups(groups: ReadonlyMap<number, Sums>, names: Names): Group[] {
  return [...groups]
    .map(([id, sums]) => ({ name: names.text(id), ...sums }))
    .toSorted((a, b) => b.cost - a.cost || b.calls - a.calls);
}

function deploymentRows(summed: Summed, latencies: Latencies, untraced: Untraced, names: Names): DeploymentRow[] {
  const none = new Samples().percentiles();
  return [...summed.groups.deployment]
    .map(([id, sums]): DeploymentRow => {
      const { models, headroom } = summed.deployments.get(id)!;
      const [model] = [...models].toSorted(([, a], [, b]) => b - a)[0] ?? [0];
      const own = latencies.byDeployment.get(id);
      const name = names.text(id);
      return {
        name,
        model: names.text(model),
        ...sums,
        duration: own?.duration.percentiles() ?? none,
        firstChunk: own?.firstChunk.percentiles() ?? none,
        headroom: headroom === null ? null : headroom / 1000,
        traced: untraced.byDeployment.find((row) => row.name === name)?.traced ?? null,
      };
    })
    .toSorted((a, b) => b.cost - a.cost || b.calls - a.calls);
}
