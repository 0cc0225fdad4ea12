import type { DatabaseSync } from 'node:sqlite';
import { type Buckets, findBucket, makeBuckets } from './buckets.ts';
import { type CallSummary, latestCalls } from './calls.ts';
import { type Latency, readFacts, readLatencies } from './facts.ts';
import { DIMENSIONS, type Dimension, type Filters, Names } from './filters.ts';
import { type Percentiles, Samples } from './percentiles.ts';
import { readTotals, type Summed, type Sums, sumUp } from './sum-up.ts';
import { countUntraced, type Untraced } from './untraced.ts';

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
  /** USD a month at the pace of the range, or of its part since the first call that is stored; null for less than an hour. */
  readonly monthlyCost: number | null;
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

const HOUR = 3_600_000;
const MONTH = 720 * HOUR;
/** The name of all deployments but the first five. */
export const OTHERS = '(others)';

/** Reads the overview of a range. */
export function readOverview(db: DatabaseSync, filters: Filters, timeZone?: string): Overview {
  const names = new Names(db);
  const buckets = makeBuckets(filters.from, filters.to, timeZone);
  const sums = sumUp(readFacts(db, filters, buckets.times), buckets);
  const latencies = sortLatencies(db, filters, buckets);
  const untraced = countUntraced(db, filters);
  const { from, to } = filters;
  return {
    ...buckets,
    totals: { ...sums.total, ...latencies.total },
    previous: readTotals(db, { ...filters, from: 2 * from - to, to: from }),
    monthlyCost: projectMonth(sums.total.cost, Math.max(from, firstTime(db)), to),
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

function projectMonth(cost: number, from: number, to: number): number | null {
  return to - from < HOUR ? null : (cost * MONTH) / (to - from);
}

/** Returns the time of the first call, in milliseconds since 1970; its hour, if only its sums are left. */
function firstTime(db: DatabaseSync): number {
  const [hour, start] = [
    db.prepare('SELECT min(hour) AS hour FROM hours').get()!['hour'],
    db.prepare('SELECT min(start) AS start FROM calls').get()!['start'],
  ] as (number | null)[];
  if (hour == null) return -Infinity;
  return Math.max(hour * HOUR, Math.min((start ?? Infinity) / 1000, (hour + 1) * HOUR - 1));
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
  const add = ([time, deployment, duration, firstChunk]: Latency): void => {
    let own = byDeployment.get(deployment);
    if (!own) byDeployment.set(deployment, (own = pair()));
    for (const samples of [total, own, series[findBucket(buckets, time)]]) {
      samples?.duration.add(duration);
      if (firstChunk !== null) samples?.firstChunk.add(firstChunk);
    }
  };
  for (const latencies of readLatencies(db, filters)) for (const latency of latencies) add(latency);
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
