import type { DatabaseSync } from 'node:sqlite';
import { type Filters, Names, platformConditionOf } from './filters.ts';

/** Calls that the platform reports, beside those that are traced. */
export interface Untraced {
  /** Calls of the platform's records; null if there are no records in the range. */
  readonly platform: number | null;
  /** Of these, the ones without a span; null if there are no records. */
  readonly untraced: number | null;
  readonly byDeployment: readonly UntracedGroup[];
  readonly byCaller: readonly UntracedGroup[];
  /** By hour, in milliseconds since 1970. */
  readonly byHour: readonly { readonly time: number; readonly platform: number; readonly untraced: number }[];
}

/** Calls of a deployment or a caller. */
export interface UntracedGroup {
  readonly name: string;
  readonly platform: number;
  readonly untraced: number;
  /** Share of the platform's calls that are traced, from 0 to 1. */
  readonly traced: number;
}

const HOUR = 3_600_000_000;

/** Calls that start up to a minute outside of the range may have a record within it. */
const SLACK = 60_000_000;

/**
 * Compares the platform's records with the calls that are traced. A record with a request id is traced if a call has
 * the same. Records without one are compared by deployment and hour: those beyond the number of calls there are not traced.
 */
export function countUntraced(db: DatabaseSync, filters: Filters): Untraced {
  const groups = [...withRequestId(db, filters), ...withoutRequestId(db, filters)];
  if (groups.length === 0) return { platform: null, untraced: null, byDeployment: [], byCaller: [], byHour: [] };
  const names = new Names(db);
  const sum = (rows: readonly Counted[], key: 'platform' | 'untraced'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const groupBy = (key: 'deployment' | 'caller'): UntracedGroup[] =>
    [...Map.groupBy(groups, (row) => row[key])]
      .map(([id, rows]) => {
        const [platform, untraced] = [sum(rows, 'platform'), sum(rows, 'untraced')];
        return { name: names.text(id), platform, untraced, traced: 1 - untraced / platform };
      })
      .toSorted((a, b) => b.untraced - a.untraced || b.platform - a.platform);
  return {
    platform: sum(groups, 'platform'),
    untraced: sum(groups, 'untraced'),
    byDeployment: groupBy('deployment'),
    byCaller: groupBy('caller'),
    byHour: [...Map.groupBy(groups, ({ hour }) => hour)]
      .map(([hour, rows]) => ({
        time: (hour * HOUR) / 1000,
        platform: sum(rows, 'platform'),
        untraced: sum(rows, 'untraced'),
      }))
      .toSorted((a, b) => a.time - b.time),
  };
}

interface Counted {
  readonly hour: number;
  readonly deployment: number | null;
  readonly caller: number | null;
  readonly platform: number;
  readonly untraced: number;
}

/**
 * Several records of one request, of different categories, are one call. An attempt that a traced call tried again has a
 * record and a request id of its own, which no span has: of such records of callers with traced calls, as many are traced
 * as there were retries of the deployment in that hour.
 */
function withRequestId(db: DatabaseSync, filters: Filters): Counted[] {
  const { sql, values } = platformConditionOf(db, filters);
  const retriesLeft = new Map<string, number>();
  const countRetries = db.prepare(
    `SELECT total(retries) AS n FROM calls
     WHERE retries > 0 AND start >= ? AND start < ? AND ifnull(deployment, 0) = ifnull(?, 0)`,
  );
  const takeRetry = (hour: number, deployment: number | null): boolean => {
    const key = `${hour} ${deployment}`;
    const left =
      retriesLeft.get(key) ?? Number(countRetries.get(hour * HOUR - SLACK, (hour + 1) * HOUR, deployment)!['n']);
    retriesLeft.set(key, left - 1);
    return left > 0;
  };
  const rows = db
    .prepare(
      `SELECT min(time) / ${HOUR} AS hour, max(deployment) AS deployment, max(caller) AS caller, max(status) AS status,
         EXISTS (SELECT 1 FROM calls WHERE calls.request_id = platform.request_id) AS traced
       FROM platform WHERE ${sql} AND is_call = 1 AND request_id IS NOT NULL GROUP BY request_id`,
    )
    .all(...values);
  const tracedCallers = new Set(rows.filter(({ traced }) => traced === 1).map(({ caller }) => caller));
  return rows.map((row) => {
    const hour = Number(row['hour']);
    const deployment = row['deployment'] as number | null;
    const caller = row['caller'] as number | null;
    const isTraced =
      row['traced'] === 1 || (isRetryable(row['status']) && tracedCallers.has(caller) && takeRetry(hour, deployment));
    return { hour, deployment, caller, platform: 1, untraced: Number(!isTraced) };
  });
}

/** Reports whether the client tries again after this status. */
function isRetryable(status: unknown): boolean {
  return typeof status === 'number' && (status === 408 || status === 409 || status === 429 || status >= 500);
}

/**
 * Compares numbers. If a part of the records of several callers is traced, it is not known of which ones: they are counted
 * without a caller.
 */
function withoutRequestId(db: DatabaseSync, filters: Filters): Counted[] {
  const { sql, values } = platformConditionOf(db, filters);
  const countCalls = db.prepare(
    `SELECT count(*) AS n FROM calls WHERE start >= ? AND start < ? AND ifnull(deployment, 0) = ifnull(?, 0)
       AND NOT EXISTS (SELECT 1 FROM platform WHERE platform.request_id = calls.request_id AND is_call = 1)`,
  );
  const rows = db
    .prepare(
      `SELECT time / ${HOUR} AS hour, deployment, caller, count(*) AS n FROM platform
       WHERE ${sql} AND is_call = 1 AND request_id IS NULL GROUP BY 1, 2, 3`,
    )
    .all(...values)
    .map((row) => ({
      hour: Number(row['hour']),
      deployment: row['deployment'] as number | null,
      caller: row['caller'] as number | null,
      platform: Number(row['n']),
    }));
  return [...Map.groupBy(rows, ({ hour, deployment }) => `${hour} ${deployment}`).values()].flatMap((callers) => {
    const { hour, deployment } = callers[0]!;
    const from = Math.max(hour * HOUR, filters.from * 1000) - SLACK;
    const to = Math.min((hour + 1) * HOUR, filters.to * 1000) + SLACK;
    const calls = Number(countCalls.get(from, to, deployment)!['n']);
    const platform = callers.reduce((sum, row) => sum + row.platform, 0);
    if (calls >= platform) return callers.map((row) => ({ ...row, untraced: 0 }));
    if (calls === 0) return callers.map((row) => ({ ...row, untraced: row.platform }));
    const caller = callers.length === 1 ? callers[0]!.caller : null;
    return [{ hour, deployment, caller, platform, untraced: platform - calls }];
  });
}
