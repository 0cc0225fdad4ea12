import type { DatabaseSync } from 'node:sqlite';
import { FAILURES, RESULTS, type ResultName } from '../results.ts';
import { type Buckets, findBucket } from './buckets.ts';
import { divideRange, FACT, type Fact } from './facts.ts';
import { conditionOf, DIMENSIONS, type Dimension, type Filters } from './filters.ts';

const PICO = 1e12;

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

/** Sums up a range as a whole: several times faster than from its facts. */
export function readTotals(db: DatabaseSync, filters: Filters): Sums {
  const sums = noSums();
  for (const { table, ...range } of divideRange(db, filters)) {
    const part = readTotalsOf(db, { ...filters, ...range }, table);
    for (const name of Object.keys(sums) as (keyof Sums)[]) sums[name] += part[name];
  }
  return sums;
}

function readTotalsOf(db: DatabaseSync, filters: Filters, table: 'calls' | 'hours'): Sums {
  const calls = table === 'calls' ? '1' : 'calls';
  const { sql, values } = conditionOf(db, filters, table);
  const failures = FAILURES.map((name) => RESULTS[name]).join(', ');
  const columns = ['unpriced', 'input', 'cached', 'output', 'reasoning', 'retries', 'filtered', 'spilled'];
  return db
    .prepare(
      `SELECT total(${calls}) AS calls, total(${calls} * (result IN (${failures}))) AS failed,
         total(${calls} * (result = ${RESULTS.throttled})) AS throttled, total(cost) / ${PICO} AS cost,
         total(partial) / ${PICO} AS partial, ${columns.map((column) => `total(${column}) AS ${column}`).join(', ')}
       FROM ${table} WHERE ${sql}`,
    )
    .get(...values) as unknown as Sums;
}

/** Facts, summed up in each way that the overview shows. */
export interface Summed {
  readonly total: Sums;
  readonly series: Sums[];
  readonly failures: Record<string, number[]>;
  readonly groups: Readonly<Record<Dimension, Map<number, Sums>>>;
  /** By number of the deployment: USD of each bucket, the model with most calls, the lowest headroom. */
  readonly deployments: Map<number, { cost: number[]; models: Map<number, number>; headroom: number | null }>;
}

/** Sums up the facts of a range. */
export function sumUp(facts: Iterable<Fact>, buckets: Buckets): Summed {
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
  convertToUsd(summed);
  return summed;
}

/** Converts costs from pico-USD, whose sums are exact up to 9,007 USD in whichever order they are added. */
function convertToUsd({ total, series, groups, deployments }: Summed): void {
  const groupSums = Object.values(groups).flatMap((group) => [...group.values()]);
  for (const sums of [total, ...series, ...groupSums]) {
    sums.cost /= PICO;
    sums.partial /= PICO;
  }
  for (const { cost } of deployments.values()) cost.forEach((pico, bucket) => (cost[bucket] = pico / PICO));
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
  if (bucket >= 0 && bucket < length) deployment.cost[bucket]! += fact[FACT.cost] ?? 0;
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
  sums.cost += fact[FACT.cost] ?? 0;
  sums.unpriced += fact[FACT.unpriced]!;
  sums.partial += fact[FACT.partial] ?? 0;
  sums.input += fact[FACT.input]!;
  sums.cached += fact[FACT.cached]!;
  sums.output += fact[FACT.output]!;
  sums.reasoning += fact[FACT.reasoning]!;
  sums.retries += fact[FACT.retries]!;
  sums.filtered += fact[FACT.filtered]!;
  sums.spilled += fact[FACT.spilled]!;
}
