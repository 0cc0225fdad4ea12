import { createHash } from 'node:crypto';
import type { Reported } from './cursor-stores.ts';
import { dimensionsKey } from './documents.ts';
import type { MetricPoint, MetricSeries } from './types.ts';
import { MINUTE } from './schedule.ts';
import type { Window } from './schedule.ts';

/** What of a reading was not handed out before. */
export interface NewValues {
  /** What makes whole documents. */
  readonly fresh: readonly MetricSeries[];
  /** What the documents of minutes that were handed out before lack. */
  readonly late: readonly MetricSeries[];
}

interface ReportedMinute {
  /** Number of the reading in which the minute was first handed out; 0 is that of an earlier process. */
  readonly reading: number;
  /** Metric → its value in Azure Monitor when it was last read. */
  readonly values: Map<string, number>;
}

/**
 * The values of one metric group of one account that were handed out lately. Azure Monitor may know a value, or a part
 * of a total, only after its minute was read; the minutes before a window are read again, and this tells what is new.
 */
export class ReportedValues {
  /** Key of the dimensions → minute → what was handed out. */
  readonly #minutes = new Map<string, Map<number, ReportedMinute>>();
  /** Whether the last reading took the newest minutes there were, which may have got late values since. */
  endsWithNewest = true;
  #reading = 0;
  #since: number | undefined;
  #to = 0;

  /** @param reported what an earlier process handed out up to `to`; absent: not known, so none of it is handed out again */
  constructor(reported?: Reported, to = 0) {
    if (!reported) return;
    this.#since = Date.parse(reported.since);
    for (const [key, metrics] of Object.entries(reported.values)) {
      const minutes = getOrInsert(this.#minutes, key, () => new Map<number, ReportedMinute>());
      for (const [metric, values] of Object.entries(metrics)) {
        for (const [before, value] of Object.entries(values)) {
          const time = to - Number(before) * MINUTE;
          getOrInsert(minutes, time, () => ({ reading: 0, values: new Map() })).values.set(metric, value);
        }
      }
    }
  }

  /**
   * Takes what was read, and keeps it as handed out.
   *
   * @param fresh what was not read before; what comes after it was not asked for
   * @param keepFrom what is older will not be read again, and is forgotten
   */
  take(series: readonly MetricSeries[], fresh: Window, keepFrom: number): NewValues {
    this.#since ??= fresh.from;
    this.#to = fresh.to;
    this.#reading += 1;
    const result = { fresh: [] as MetricSeries[], late: [] as MetricSeries[] };
    for (const one of series) {
      const minutes = getOrInsert(this.#minutes, seriesKey(one), () => new Map<number, ReportedMinute>());
      const points = { fresh: [] as MetricPoint[], late: [] as MetricPoint[] };
      for (const { time, value } of one.points) {
        if (time < this.#since || time >= fresh.to) continue;
        const reported = getOrInsert(minutes, time, () => ({ reading: this.#reading, values: new Map() }));
        const isLate = reported.reading !== this.#reading;
        const added = isLate ? addedValue(one, value, reported.values.get(one.metric)) : value;
        if (added === undefined) continue;
        reported.values.set(one.metric, value);
        if (isLate) points.late.push({ time, value: added, total: value });
        else points.fresh.push({ time, value });
      }
      if (points.fresh.length > 0) result.fresh.push({ ...one, points: points.fresh });
      if (points.late.length > 0) result.late.push({ ...one, points: points.late });
    }
    this.#forgetBefore(keepFrom);
    return result;
  }

  /** All that is known now, for another process that goes on from here. */
  kept(): Reported {
    const values: Record<string, Record<string, Record<string, number>>> = {};
    for (const [key, minutes] of this.#minutes) {
      const metrics: (typeof values)[string] = (values[key] = {});
      for (const [time, reported] of minutes) {
        for (const [metric, value] of reported.values) {
          (metrics[metric] ??= {})[String((this.#to - time) / MINUTE)] = value;
        }
      }
    }
    return { since: new Date(this.#since ?? this.#to).toISOString(), values };
  }

  #forgetBefore(time: number): void {
    this.#since = Math.max(time, this.#since ?? time);
    for (const [key, minutes] of this.#minutes) {
      for (const minute of minutes.keys()) if (minute < time) minutes.delete(minute);
      if (minutes.size === 0) this.#minutes.delete(key);
    }
  }
}

/** What is to be added to what was handed out, so that sums are right. An average that changed can't be added to. */
function addedValue({ aggregation }: MetricSeries, value: number, reported: number | undefined): number | undefined {
  if (reported === undefined) return value;
  const isSum = aggregation === 'Total' || aggregation === 'Count';
  return isSum && value > reported ? value - reported : undefined;
}

/** The same for the same dimension values; short, since it is kept with the cursor. */
function seriesKey({ dimensions }: MetricSeries): string {
  return createHash('sha256').update(dimensionsKey(dimensions)).digest('base64url').slice(0, 16);
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
