import { dimensionsKey } from './metrics-to-documents.ts';
import type { MetricPoint, MetricSeries } from './types.ts';
import type { Window } from './windows.ts';

/** What of a reading was not handed out before. */
export interface NewValues {
  /** What makes whole documents. */
  readonly fresh: readonly MetricSeries[];
  /** What the documents of minutes that were handed out before lack. */
  readonly late: readonly MetricSeries[];
}

interface Reported {
  /** Number of the reading in which the minute was first handed out. */
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
  readonly #minutes = new Map<string, Map<number, Reported>>();
  #reading = 0;
  #since: number | undefined;

  /**
   * Takes what was read, and keeps it as handed out.
   *
   * @param fresh what was not read before; what comes after it was not asked for
   * @param keepFrom what is older will not be read again, and is forgotten
   */
  take(series: readonly MetricSeries[], fresh: Window, keepFrom: number): NewValues {
    // What an earlier process handed out is not known here, so it is not handed out again.
    this.#since ??= fresh.from;
    this.#reading += 1;
    const result = { fresh: [] as MetricSeries[], late: [] as MetricSeries[] };
    for (const one of series) {
      const minutes = getOrInsert(this.#minutes, dimensionsKey(one.dimensions), () => new Map<number, Reported>());
      const points = { fresh: [] as MetricPoint[], late: [] as MetricPoint[] };
      for (const { time, value } of one.points) {
        if (time < this.#since || time >= fresh.to) continue;
        const reported = getOrInsert(minutes, time, () => ({ reading: this.#reading, values: new Map() }));
        const isLate = reported.reading !== this.#reading;
        const added = isLate ? addedValue(one, value, reported.values.get(one.metric)) : value;
        if (added === undefined) continue;
        reported.values.set(one.metric, value);
        points[isLate ? 'late' : 'fresh'].push({ time, value: added });
      }
      if (points.fresh.length > 0) result.fresh.push({ ...one, points: points.fresh });
      if (points.late.length > 0) result.late.push({ ...one, points: points.late });
    }
    this.#forgetBefore(keepFrom);
    return result;
  }

  #forgetBefore(time: number): void {
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

function getOrInsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
