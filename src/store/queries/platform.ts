import type { DatabaseSync } from 'node:sqlite';
import { conditionOf, type Filters, Names, platformConditionOf } from './filters.ts';
import { countUntraced, type Untraced } from './untraced.ts';

/** The reports of Azure itself for a time range, beside what is traced. */
export interface Platform extends Untraced {
  /** Utilization of provisioned deployments, from 0 to 1, by time: the highest ones, at most 720 for each deployment. */
  readonly utilization: readonly {
    readonly name: string;
    readonly points: readonly (readonly [time: number, value: number])[];
  }[];
  /** Calls that went to a standard deployment since the provisioned one was full. */
  readonly spillover: readonly { readonly from: string; readonly to: string; readonly calls: number }[];
  /** The newest records of calls that are not traced. */
  readonly latestUntraced: readonly PlatformRecord[];
}

/** A record of a call that the platform reports. */
export interface PlatformRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly deployment: string;
  readonly resource: string;
  readonly operation: string;
  readonly caller: string;
  readonly status: number | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly requestId: string;
}

/** Reads what the platform reports of a range. */
export function readPlatform(db: DatabaseSync, filters: Filters): Platform {
  const names = new Names(db);
  return {
    ...countUntraced(db, filters),
    utilization: readUtilization(db, filters, names),
    spillover: readSpillover(db, filters, names),
    latestUntraced: readLatestUntraced(db, filters, names),
  };
}

/** Most points of a series, whatever the range. */
const MOST_POINTS = 720;

/**
 * Azure may have several values of a minute, such as of each version of the model: the highest one counts. SQLite takes the
 * other columns from the row with the maximum.
 */
function readUtilization(db: DatabaseSync, filters: Filters, names: Names): Platform['utilization'] {
  const { sql, values } = platformConditionOf(db, filters);
  const step = Math.max(1, Math.ceil(((filters.to - filters.from) * 1000) / MOST_POINTS));
  const rows = db
    .prepare(
      `SELECT time, deployment, max(utilization) AS value FROM platform_metrics
       WHERE ${sql} AND utilization IS NOT NULL GROUP BY time / ${step}, deployment ORDER BY time`,
    )
    .all(...values);
  const series = new Map<string, [number, number][]>();
  for (const { time, deployment, value } of rows) {
    const name = names.text(deployment);
    const points = series.get(name) ?? [];
    points.push([Number(time) / 1000, Number(value)]);
    series.set(name, points);
  }
  return [...series].map(([name, points]) => ({ name, points }));
}

/** Filtered by either of its deployments. */
function readSpillover(db: DatabaseSync, filters: Filters, names: Names): Platform['spillover'] {
  const { deployment = [], ...others } = filters;
  const { sql, values } = conditionOf(db, others, 'calls');
  return db
    .prepare(
      `SELECT spilled_from AS source, spilled_to AS target, count(*) AS calls FROM calls
       WHERE id IN (SELECT id FROM calls WHERE ${sql} AND spilled = 1) GROUP BY 1, 2 ORDER BY calls DESC`,
    )
    .all(...values)
    .map(({ source, target, calls }) => ({
      from: names.text(source),
      to: names.text(target),
      calls: Number(calls),
    }))
    .filter(({ from, to }) => deployment.length === 0 || deployment.includes(from) || deployment.includes(to));
}

function readLatestUntraced(db: DatabaseSync, filters: Filters, names: Names): PlatformRecord[] {
  const { sql, values } = platformConditionOf(db, filters);
  return db
    .prepare(
      `SELECT time, deployment, resource, operation, caller, status, dur, request_id FROM platform
       WHERE ${sql} AND is_call = 1 AND request_id IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.request_id = platform.request_id)
         AND NOT (ifnull(status, 0) IN (408, 409, 429) OR ifnull(status, 0) >= 500) -- perhaps tried again by a traced call
       ORDER BY time DESC LIMIT 50`,
    )
    .all(...values)
    .map((row) => ({
      time: Number(row['time']) / 1000,
      deployment: names.text(row['deployment']),
      resource: names.text(row['resource']),
      operation: names.text(row['operation']),
      caller: names.text(row['caller']),
      status: row['status'] as number | null,
      duration: row['dur'] === null ? null : Number(row['dur']) / 1e6,
      requestId: String(row['request_id']),
    }));
}
