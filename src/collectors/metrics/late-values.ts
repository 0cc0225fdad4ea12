import { createHash } from 'node:crypto';
import type { Reported } from './cursor-stores.ts';
import { dimensionsKey } from './documents.ts';
import { MINUTE, type Window } from './schedule.ts';
import type { MetricPoint, MetricSeries } from './types.ts';

/** The values of a reading that were not handed out before. */
export interface NewValues {
  /** Values of complete documents. */
  readonly fresh: readonly MetricSeries[];
  /** Values that are missing in the documents of minutes that were handed out before. */
  readonly late: readonly MetricSeries[];
}

interface ReportedMinute {
  /** Key of the dimension values. */
  readonly key: string;
  readonly time: number;
  /** Number of the reading in which the minute was first handed out; 0 means an earlier process. */
  readonly reading: number;
  /** Metric → its value in Azure Monitor when it was last read. */
  readonly values: Map<string, number>;
}

/**
 * Finds late values of one metric group of one account. Azure Monitor may get a value, or a part of a total, only after
 * its minute was read. So recent minutes are read again, and compared with the values that were handed out.
 */
export class ReportedValues {
  readonly #minutes = new Map<string, ReportedMinute>();
  /** Whether the last reading included the newest minutes, which may have late values by now. */
  endsWithNewest = true;
  #reading = 0;
  #since: number | undefined;
  #to = 0;

  /**
   * @param reported the values that an earlier process handed out before `to`; absent: unknown, and then no earlier
   *   minute is handed out
   */
  constructor(reported?: Reported, to = 0) {
    if (!reported) return;
    this.#since = Date.parse(reported.since);
    for (const [key, metrics] of Object.entries(reported.values)) {
      for (const [metric, values] of Object.entries(metrics)) {
        for (const [before, value] of Object.entries(values)) {
          this.#minute(key, to - Number(before) * MINUTE).values.set(metric, value);
        }
      }
    }
  }

  /**
   * Returns the new values of a reading, and remembers them as handed out.
   *
   * @param fresh minutes that were not read before; later ones are ignored
   * @param keepFrom older minutes are not read again, so their values are forgotten
   */
  take(series: readonly MetricSeries[], fresh: Window, keepFrom: number): NewValues {
    this.#since ??= fresh.from;
    this.#to = fresh.to;
    this.#reading += 1;
    const result = { fresh: [] as MetricSeries[], late: [] as MetricSeries[] };
    for (const one of series) {
      const key = seriesKey(one);
      const points = { fresh: [] as MetricPoint[], late: [] as MetricPoint[] };
      for (const { time, value } of one.points) {
        if (time < this.#since || time >= fresh.to) continue;
        const { reading, values } = this.#minute(key, time);
        const isLate = reading !== this.#reading;
        const added = isLate ? addedValue(one, value, values.get(one.metric)) : value;
        if (added === undefined) continue;
        values.set(one.metric, value);
        if (isLate) points.late.push({ time, value: added, total: value });
        else points.fresh.push({ time, value });
      }
      if (points.fresh.length > 0) result.fresh.push({ ...one, points: points.fresh });
      if (points.late.length > 0) result.late.push({ ...one, points: points.late });
    }
    this.#forgetBefore(keepFrom);
    return result;
  }

  /** Returns the remembered values, for the cursor. */
  kept(): Reported {
    const values: Record<string, Record<string, Record<string, number>>> = {};
    for (const { key, time, values: reported } of this.#minutes.values()) {
      const metrics = (values[key] ??= {});
      for (const [metric, value] of reported) (metrics[metric] ??= {})[String((this.#to - time) / MINUTE)] = value;
    }
    return { since: new Date(this.#since ?? this.#to).toISOString(), values };
  }

  #minute(key: string, time: number): ReportedMinute {
    const id = `${key} ${time}`;
    let minute = this.#minutes.get(id);
    if (!minute) this.#minutes.set(id, (minute = { key, time, reading: this.#reading, values: new Map() }));
    return minute;
  }

  #forgetBefore(time: number): void {
    this.#since = Math.max(time, this.#since ?? time);
    for (const [id, minute] of this.#minutes) if (minute.time < time) this.#minutes.delete(id);
  }
}

/** Returns the part that is missing in the stored documents. A sum can be completed, an average can't. */
function addedValue({ aggregation }: MetricSeries, value: number, reported: number | undefined): number | undefined {
  if (reported === undefined) return value;
  const isSum = aggregation === 'Total' || aggregation === 'Count';
  return isSum && value > reported ? value - reported : undefined;
}

/** Identifies a set of dimension values; short, since it is saved with the cursor. */
function seriesKey({ dimensions }: MetricSeries): string {
  return createHash('sha256').update(dimensionsKey(dimensions)).digest('base64url').slice(0, 16);
}
